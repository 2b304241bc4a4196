"""The pages of what a POST finds: what a list takes in its query stands in the body of the search."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from contracts.cases.lists.list_pages import ListPages
from mock_server.openapi import Parameter, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import WrittenParameters
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Operation, Schemas

LOCATION = "body"
_TURNED = re.compile(
    r"\b(?:not|none|exclu\w*|without|except|omit\w*|leave out|boost\w*|prefer\w*|rank\w*|facet\w*|group\w*"
    r"|highlight\w*)\b",
    re.IGNORECASE,
)
"""Of a description: that a member asks for something else than records that have its value."""
_HOLDS_TURNED = re.compile(
    rf"{_TURNED.pattern}|^(?:no|leave|hide|ignore|skip|include|with|should|fields?|select|projection|sort|order|agg\w*)\b",
    re.IGNORECASE,
)
"""Of the words of a name: that what stands in an object of that name does so."""


class SearchPages(ListPages):
    """The pages of one search; members of its body, and of objects in that, count as parameters."""

    def __init__(self, steps: RecordSteps, behaviour: Behaviour) -> None:
        asked = [*_asked(steps.schemas, behaviour.operation)]
        count = Counter(parameter.name for _, parameter in asked)  # of a name in two places nobody knows which is meant
        self._places = {p.name: place for place, p in asked if count[p.name] == 1}
        self.parameters = [p for _, p in asked if p.name in self._places]
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


def pages_of(steps: RecordSteps, behaviour: Behaviour, path: Mapping[str, str]) -> ListPages:
    """The pages of a list, which is asked for in the query or, by a POST, in the body."""
    in_body = behaviour.operation.id in steps.requests.asked_in_body
    return SearchPages(steps, behaviour) if in_body else ListPages(steps, behaviour, path)


def is_turned(parameter: Parameter) -> bool:
    """Whether what is said of a parameter asks for something else than records that have its value."""
    return _TURNED.search(parameter.description) is not None


def _asked(schemas: Schemas, operation: Operation) -> Iterator[tuple[tuple[str, ...], Parameter]]:
    """The members of a search's body as parameters, with their places: those inside an object that filters too."""
    for name, schema in schemas.properties(operation.request_schema).items():
        inner = schemas.properties(schema) if "object" in schemas.types(schema) else {}
        said = _parameter(schemas, operation, name, schema)
        turned = is_turned(said) or _HOLDS_TURNED.search(" ".join(field_names.words(name)))
        for below, item in inner.items() if not turned else ():
            yield (name, below), _parameter(schemas, operation, below, item)
        if not inner:
            yield (name,), said


def _parameter(schemas: Schemas, operation: Operation, name: str, schema: JSON) -> Parameter:
    raw = {"description": schemas.keyword(schema, "description")}
    return Parameter(
        name=name, location=LOCATION, required=False, schema=schema, style="form", explode=True, allow_reserved=False,
        allow_empty=False, content=None, examples=(), assumed=None, raw=raw, pointer=operation.pointer,
    )  # fmt: skip
