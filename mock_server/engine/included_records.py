"""What a JSON:API answer shows beside its records: those to which their relationships lead, each once (`included`).

What `include` names is shown, in JSON:API's words for ways (`author`, `comments.author`); where the operation has no
such parameter, what every relationship leads to.
"""

from __future__ import annotations

import copy
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from mock_server.engine.outcome import Outcome
from mock_server.openapi.behaviour import places
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.plurals import singular
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

_INCLUDED = "included"
_ASKED = "include"
_DATA = "data"
_MOST = 1_000
_DEEPEST = 5

Ways = dict[str, "Ways"]
"""Names of relationships, with those that are asked for of what they lead to."""


class IncludedRecords:
    """Those of the answers of one operation; ``plans`` are all of its document."""

    def __init__(self, plan: OperationPlan, plans: Sequence[OperationPlan]) -> None:
        self._operation = plan.operation
        self._schemas = plan.api.schemas
        self._plans = plans
        named = {parameter.name for parameter in plan.operation.parameters if parameter.location == "query"}
        self._is_asked = _ASKED in named
        shown = self._schemas.properties(plan.successes[0].schema) if plan.behaviour.record else {}
        self._is_one = _DATA in shown and "array" in self._schemas.types(shown.get(_INCLUDED))

    def __bool__(self) -> bool:
        return self._is_one

    def shown(self, call: Call, outcome: Outcome) -> Outcome:
        """``outcome`` with the records that its own lead to, in place of what is made up."""
        body = outcome.body
        if not isinstance(body, dict) or _DATA not in body:
            return outcome
        data = body[_DATA] if isinstance(body[_DATA], list) else [body[_DATA]]
        seen = {_name_of(record) for record in data}
        found = list(islice(self._led_to(call, data, self._ways(call), seen), _MOST))
        success, rest = outcome.success, {name: value for name, value in body.items() if name != _INCLUDED}
        fitting = [record for record in found if success.is_valid({**rest, _INCLUDED: [record]})]
        whole: JSON = {**rest, _INCLUDED: fitting}
        if not fitting and _ASKED not in call.query and success.is_valid(rest):
            whole = rest
        return outcome._replace(body=whole) if success.is_valid(whole) else outcome

    def _ways(self, call: Call) -> Ways | None:
        """What is asked for; None for what every relationship leads to."""
        asked = call.query.get(_ASKED)
        if asked is None:
            return {} if self._is_asked else None
        ways: Ways = {}
        for way in asked if isinstance(asked, list) else str(asked).split(","):
            inner = ways
            for name in str(way).strip().split(".")[:_DEEPEST]:
                inner = inner.setdefault(name, {})
        return ways

    def _led_to(
        self, call: Call, records: Sequence[JSON], ways: Ways | None, seen: set[tuple[str, str]]
    ) -> Iterator[JSON]:
        for record in records:
            links = record.get("relationships") if isinstance(record, dict) else None
            for name, link in links.items() if isinstance(links, dict) else ():
                if ways is not None and name not in ways:
                    continue
                data = link.get(_DATA) if isinstance(link, dict) else None
                for one in data if isinstance(data, list) else [data]:
                    named = _name_of(one)
                    other = None if named in seen else self._read(call, *named)
                    if other is None:
                        continue
                    seen.add(named)
                    yield other
                    yield from self._led_to(call, [other], {} if ways is None else ways[name], seen)

    def _read(self, call: Call, kind: str, key: str) -> JSON:
        """The record of this type and key as reading shows it, None where it is not there."""
        plan = self._readers.get(places.plain(singular(kind)))
        if plan is None or not key:
            return None
        asked = copy.copy(call)
        asked.path, asked.query, asked.told = {path_templates.names(plan.operation.path)[0]: key}, {}, None
        outcome = plan.action.run(asked, plan.successes[0])
        found = at(outcome.body, plan.behaviour.record or ()) if isinstance(outcome, Outcome) else MISSING
        return found if _name_of(found) == (kind, key) else None

    @cached_property
    def _readers(self) -> dict[str, OperationPlan]:
        """What reads a record by its key alone, by the types that records have."""
        found: dict[str, OperationPlan] = {}
        for plan in self._plans:
            if plan.behaviour.action != "read" or len(path_templates.names(plan.operation.path)) != 1:
                continue
            kind = self._schemas.properties(plan.action.record_schema).get("type", True)
            told = self._schemas.keyword(kind, "const"), *(self._schemas.keyword(kind, "enum") or ())
            words = [one for one in told if isinstance(one, str)] or [plan.operation.path.split("/{")[0].split("/")[-1]]
            for word in words:
                found.setdefault(places.plain(singular(word)), plan)
        return found


def _name_of(record: JSON) -> tuple[str, str]:
    """The type and the key by which JSON:API names a record."""
    if not isinstance(record, dict):
        return "", ""
    return str(record.get("type", "")), str(record.get("id", ""))
