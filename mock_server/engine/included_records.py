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
    from collections.abc import Callable, Iterator, Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.schema.schemas import Schemas

_INCLUDED = "included"
_ASKED = "include"
_DATA = "data"
_LINKS = "relationships"
_MOST = 1_000
_DEEPEST = 5

Ways = dict[str, "Ways"]
"""Names of relationships, with those that are asked for of what they lead to."""


class IncludedRecords:
    """Those of the answers of one operation."""

    def __init__(self, plan: OperationPlan) -> None:
        self._api = plan.api
        self._is_asked = any(one.name == _ASKED and one.location == "query" for one in plan.operation.parameters)
        schemas = plan.api.schemas
        shown = schemas.properties(plan.successes[0].schema) if plan.behaviour.record else {}
        self._item = schemas.items(shown.get(_INCLUDED))
        data = schemas.items(shown.get(_DATA)) or shown.get(_DATA)
        self._is_told = _LINKS in schemas.properties(data)
        types = schemas.types(self._item)
        is_listed = "array" in schemas.types(shown.get(_INCLUDED)) and (not types or "object" in types)
        self._is_one = _DATA in shown and is_listed

    def __bool__(self) -> bool:
        return self._is_one

    def shown(self, call: Call, outcome: Outcome) -> Outcome:
        """``outcome`` with the records that its own lead to, in place of what is made up.

        Of what the document tells itself that stays to which a relationship leads and no operation does.
        """
        body = outcome.body
        if not isinstance(body, dict) or _DATA not in body:
            return outcome
        data = body[_DATA] if isinstance(body[_DATA], list) else [body[_DATA]]
        if not self._is_told and not any(_links_of(record) for record in data):
            return outcome
        walk = _Walk(self._api, call, data, body.get(_INCLUDED))
        found = list(islice(walk.led_to(data, self._ways(call)), _MOST))
        fits = self._fits
        fitting = [record for record in found if fits(record)]
        success, rest = outcome.success, {name: value for name, value in body.items() if name != _INCLUDED}
        whole: JSON = {**rest, _INCLUDED: fitting}
        if not fitting and _ASKED not in call.query and success.is_valid(rest):
            whole = rest
        return outcome._replace(body=whole) if success.is_valid(whole) else outcome

    @cached_property
    def _fits(self) -> Callable[[JSON], bool]:
        """Whether a record may be included, looked at without the rest of the answer."""
        if self._item is None:
            return lambda _: True
        fits: Callable[[JSON], bool] = self._api.validators.validator(self._item, "response").is_valid
        return fits

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


class _Walk:
    """The ways from the records of one answer; ``told`` is what the document includes."""

    def __init__(self, api: Api, call: Call, data: Sequence[JSON], told: JSON) -> None:
        self._readers = api.readers_by_type
        self._call = call
        self._told = {_name_of(one): one for one in told} if isinstance(told, list) else {}
        self._seen: dict[tuple[str, str], JSON] = {_name_of(record): record for record in data}
        self._gone = set[tuple[tuple[str, str], int]]()

    def led_to(self, records: Sequence[JSON], ways: Ways | None) -> Iterator[JSON]:
        """What these lead to, each once; one that was seen may lead further in another way."""
        for record in records:
            for name, link in _links_of(record).items():
                if ways is not None and name not in ways:
                    continue
                further: Ways = {} if ways is None else ways[name]
                data = link.get(_DATA) if isinstance(link, dict) else None
                for one in data if isinstance(data, list) else [data]:
                    yield from self._one(_name_of(one), further)

    def _one(self, named: tuple[str, str], further: Ways) -> Iterator[JSON]:
        if named not in self._seen:
            other = self._seen[named] = self._read(*named)
            if other is not None:
                yield other
        if further and (named, id(further)) not in self._gone:
            self._gone.add((named, id(further)))
            yield from self.led_to([self._seen[named]], further)

    def _read(self, kind: str, key: str) -> JSON:
        """The record of this type and key as reading shows it, None where it is not there."""
        plan = self._readers.get(places.plain(singular(kind)))
        if not key:
            return None
        if plan is None:
            return self._told.get((kind, key))
        asked = copy.copy(self._call)
        asked.path, asked.query, asked.told = {path_templates.names(plan.operation.path)[0]: key}, {}, None
        outcome = plan.action.run(asked, plan.successes[0])
        found = at(outcome.body, plan.behaviour.record or ()) if isinstance(outcome, Outcome) else MISSING
        return found if _name_of(found) == (kind, key) else None


def readers_by_type(schemas: Schemas, plans: Sequence[OperationPlan]) -> dict[str, OperationPlan]:
    """What reads a record by its key alone, by the types that records have."""
    found: dict[str, OperationPlan] = {}
    for plan in plans:
        if plan.behaviour.action != "read" or len(path_templates.names(plan.operation.path)) != 1:
            continue
        kind = schemas.properties(plan.action.record_schema).get("type", True)
        told = schemas.keyword(kind, "const"), *(schemas.keyword(kind, "enum") or ())
        words = [one for one in told if isinstance(one, str)] or [plan.operation.path.split("/{")[0].split("/")[-1]]
        for word in words:
            found.setdefault(places.plain(singular(word)), plan)
    return found


def _links_of(record: JSON) -> dict[str, JSON]:
    """The relationships of a record by their names."""
    links = record.get(_LINKS) if isinstance(record, dict) else None
    return links if isinstance(links, dict) else {}


def _name_of(record: JSON) -> tuple[str, str]:
    """The type and the key by which JSON:API names a record."""
    if not isinstance(record, dict):
        return "", ""
    return str(record.get("type", "")), str(record.get("id", ""))
