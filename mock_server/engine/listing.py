"""Pages and filters a list of records by the parameters that are recognisable as such."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.openapi.reading.expressions import MISSING, at
from mock_server.openapi.reading.pointers import replaced
from mock_server.openapi.schema import structure

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call

_LIMIT = re.compile(
    r"^(?:page[_.\[-]?)?(?:limit|size|count|first|per[_-]?page|page[_-]?size|max[_-]?results|top)\]?$", re.I
)
_OFFSET = re.compile(r"^(?:page[_.\[-]?)?(?:offset|skip|start|from|start[_-]?index)\]?$", re.I)
_PAGE = re.compile(r"^(?:page|page[_.\[-]?(?:number|index|no)?\]?)$", re.I)
_TOTAL = re.compile(r"^(?:total|total[_-]?(?:count|items|results|entries|records)|count|size)$", re.I)
_MORE = re.compile(r"^has[_-]?(?:more|next)(?:[_-]?page)?$", re.I)


class Listing:
    """The recognisable list parameters of one operation."""

    def __init__(self, behaviour: Behaviour, synthesis: Synthesis) -> None:
        self.behaviour = behaviour
        self.synthesis = synthesis

    @cached_property
    def _frame(self) -> dict[str, frozenset[str]]:
        schemas = self.synthesis.schemas
        shape = structure.properties(schemas, structure.response_schema(self.behaviour.operation))
        return {name: structure.types_of(schemas, item) for name, item in shape.items()}

    @cached_property
    def _filters(self) -> tuple[str, ...]:
        names = [p.name for p in self.behaviour.operation.parameters if p.location == "query"]
        return tuple(n for n in names if not any(form.match(n) for form in (_LIMIT, _OFFSET, _PAGE)))

    def page(self, records: list[Any], call: Call) -> tuple[list[Any], list[tuple[tuple[str, ...], Any]]]:
        """The records that the call asks for, and what the frame says of them (path, value)."""
        for name in self._filters:
            wanted = call.query.get(name, MISSING)
            if wanted is not MISSING and any(isinstance(r, dict) and name in r for r in records):
                records = [record for record in records if _matches(record.get(name, MISSING), wanted)]
        total = len(records)
        limit = self._number(call, _LIMIT)
        offset = self._number(call, _OFFSET) or 0
        number = self._number(call, _PAGE)
        if number is not None and limit:
            offset = max(0, number - (0 if self._from_zero else 1)) * limit
        page = records[offset : offset + limit] if limit is not None else records[offset:]
        changes: list[tuple[tuple[str, ...], Any]] = []
        for name, types in self._frame.items():
            if _TOTAL.match(name) and "integer" in types:
                changes.append(((name,), total))
            elif _MORE.match(name) and "boolean" in types:
                changes.append(((name,), offset + len(page) < total))
        return page, changes

    @staticmethod
    def with_total(body: Any, path: tuple[str, ...], value: Any) -> Any:
        """``body`` with what is said of the whole list."""
        return replaced(body, path, value) if at(body, path) is not MISSING else body

    @cached_property
    def _from_zero(self) -> bool:
        schemas = self.synthesis.schemas
        for parameter in self.behaviour.operation.parameters:
            if _PAGE.match(parameter.name):
                schema = schemas.follow(parameter.schema)
                return isinstance(schema, dict) and (schema.get("minimum") == 0 or schema.get("default") == 0)
        return False

    def _number(self, call: Call, form: re.Pattern[str]) -> int | None:
        for name, value in call.query.items():
            if form.match(name) and isinstance(value, int) and not isinstance(value, bool) and value >= 0:
                return value
        return None


def _matches(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return any(_matches(value, item) for item in wanted)
    if isinstance(value, list):
        return any(_matches(item, wanted) for item in value)
    return bool(value == wanted or (value is not MISSING and str(value).lower() == str(wanted).lower()))
