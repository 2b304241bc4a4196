"""What travels in one direction only, at any depth, and what fills a request's gaps: `writeOnly`, `default`."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_DEPTH = 12
_CONTAINERS = (dict, list)  # a tuple: a union would be made anew for each value


class DirectionWalk:
    """Walks values beside their schemas; what a schema has nothing of is found out once and not walked again."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._gaps: dict[int, list[tuple[str, Schema, bool, JSON]]] = {}

    def hidden(self, schema: Schema | None, value: JSON, mark: str = "writeOnly", depth: int = 0) -> JSON:
        """``value`` without what the schema marks so (OpenAPI 3.1: Schema Object, JSON Schema 9.4)."""
        if not isinstance(value, dict | list) or not self._schemas.mentions(schema, mark):
            return value
        if isinstance(value, list):
            items = self._schemas.items(schema)
            return [self.hidden(items, item, mark, depth + 1) for item in value] if depth < _DEPTH else value
        known = self._schemas.properties(schema)
        other = self._schemas.other_properties(schema)
        return {
            name: self.hidden(known.get(name, other), item, mark, depth + 1) if depth < _DEPTH else item
            for name, item in value.items()
            if not self._is(known.get(name), mark)
        }

    def has_hidden(self, schema: Schema | None, mark: str = "writeOnly") -> bool:
        """Whether anything in the schema has the mark."""
        return self._schemas.mentions(schema, mark)

    def filled(self, schema: Schema | None, value: JSON, depth: int = 0) -> JSON:
        """``value`` with the schema's ``default`` wherever an object that was sent leaves a property out."""
        if not isinstance(value, _CONTAINERS) or depth > _DEPTH or not self._schemas.mentions(schema, "default"):
            return value
        if isinstance(value, list):
            items = self._schemas.items(schema)
            return [self.filled(items, item, depth + 1) for item in value]
        out = value.copy()
        for name, item, has_default, default in self._gaps_of(schema):
            if name in out:
                inner = out[name]
                if isinstance(inner, _CONTAINERS):
                    out[name] = self.filled(item, inner, depth + 1)
            elif has_default:
                out[name] = copy.deepcopy(default)
        return out

    def fills_more(self, schema: Schema | None, defaults: Mapping[str, JSON]) -> bool:
        """Whether `filled` gives an object of this schema anything but these defaults of its own properties."""
        return self._schemas.mentions(schema, "default") and any(
            not has_default or defaults.get(name, MISSING) is not default or self._fills_below(item)
            for name, item, has_default, default in self._gaps_of(schema)
        )

    def _fills_below(self, schema: Schema) -> bool:
        lean = self._schemas.follow(schema)
        without = {name: value for name, value in lean.items() if name != "default"} if isinstance(lean, dict) else {}
        return self._schemas.mentioned_below(without, "default")

    def _gaps_of(self, schema: Schema | None) -> list[tuple[str, Schema, bool, JSON]]:
        """The properties in which something is to be filled, with their own default where they have one."""
        found = self._gaps.get(id(schema))
        if found is None:
            found = self._gaps[id(schema)] = []
            for name, item in self._schemas.certain_properties(schema).items():
                lean = self._schemas.follow(item)
                lean = lean if isinstance(lean, dict) and lean.get("readOnly") is not True else {}
                if "default" in lean or self._schemas.mentions(item, "default"):
                    found.append((name, item, "default" in lean, lean.get("default")))
        return found

    def _is(self, schema: Schema | None, mark: str) -> bool:
        lean = self._schemas.follow(schema) if schema is not None else None
        if isinstance(schema, dict) and schema.get(mark) is True:
            return True
        return isinstance(lean, dict) and lean.get(mark) is True
