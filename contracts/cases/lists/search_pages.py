"""The pages of what a POST finds: what a list takes in its query stands in the body of the search."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.cases.lists.list_pages import ListPages
from mock_server.openapi import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import WrittenParameters
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Operation, Schemas

LOCATION = "body"


class SearchPages(ListPages):
    """The pages of one search; members of its body, and of objects in that, count as parameters."""

    def __init__(self, steps: RecordSteps, behaviour: Behaviour) -> None:
        self._places = {p.name: place for place, p in _asked(steps.schemas, behaviour.operation)}
        self.parameters = [
            p for place, p in _asked(steps.schemas, behaviour.operation) if self._places[p.name] == place
        ]
        super().__init__(steps, behaviour, {}, self.parameters)

    def written(self, parameter: Parameter, value: JSON) -> WrittenParameters:
        """A member of the body with this value."""
        return {(LOCATION, parameter.name): json.dumps(value)}

    def ask(self, label: str, wire: WrittenParameters) -> Sent | None:
        """One page; an address that an answer leads on by is no body."""
        if any(location != LOCATION for location, _ in wire):
            return None
        least = self.steps.requests.body(self.behaviour.operation)
        body: dict[str, Any] = dict(least) if isinstance(least, dict) else {}
        for (_, name), text in wire.items():
            *above, last = self._places[name]
            holder = body
            for part in above:
                holder[part] = dict(holder[part]) if isinstance(holder.get(part), dict) else {}
                holder = holder[part]
            holder[last] = json.loads(text)
        request = self.steps.requests.build(self.behaviour.operation, body=body, access=self.access)
        return self.sent(request, label)


def _asked(schemas: Schemas, operation: Operation) -> Iterator[tuple[tuple[str, ...], Parameter]]:
    """The members of a search's body as parameters, with their places: those inside an object too."""
    for name, schema in schemas.properties(operation.request_schema).items():
        inner = schemas.properties(schema) if "object" in schemas.types(schema) else {}
        for below, item in inner.items():
            yield (name, below), _parameter(schemas, operation, below, item)
        if not inner:
            yield (name,), _parameter(schemas, operation, name, schema)


def _parameter(schemas: Schemas, operation: Operation, name: str, schema: JSON) -> Parameter:
    raw = {"description": schemas.keyword(schema, "description")}
    return Parameter(
        name=name, location=LOCATION, required=False, schema=schema, style="form", explode=True, allow_reserved=False,
        allow_empty=False, content=None, examples=(), assumed=None, raw=raw, pointer=operation.pointer,
    )  # fmt: skip
