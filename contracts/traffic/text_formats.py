"""Which texts of a schema have a format, and which: also where something else than a text may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.format_clarity import NUMERAL

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Schemas

_DEEPEST = 3

Path = tuple[str, ...]


class TextFormats:
    """The formats of one document's schemas, each looked for once."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self._known: dict[int, tuple[JSON, dict[Path, str]]] = {}

    def of(self, schema: JSON) -> dict[Path, str]:
        """Path → `format` of the texts in ``schema``, three levels deep."""
        if id(schema) not in self._known:
            found: dict[Path, str] = {}
            waiting: list[tuple[Path, JSON]] = [((), schema)]
            while waiting:
                path, item = waiting.pop()
                item = self.schemas.follow(item)
                if (name := self._name(item)) is not None:
                    found[path] = name
                if len(path) < _DEEPEST:
                    waiting.extend(((*path, name), sub) for name, sub in self.schemas.properties(item).items())
            self._known[id(schema)] = (schema, found)
        return self._known[id(schema)][1]

    def at(self, schema: JSON, pointer: tuple[str | int, ...]) -> str | None:
        """The format of the text at a place, None where it has none."""
        return self.of(schema).get(tuple(map(str, pointer)))

    def _name(self, schema: JSON) -> str | None:
        """The one format of all texts that may stand there; None where they have none, or several."""
        kinds = self.schemas.types(schema)
        if "string" not in kinds:
            return None
        texts = [part for part in self.schemas.parts(schema) if "string" in _listed(part.get("type"))]
        names = {part.get("format") for part in texts}
        name = names.pop() if len(names) == 1 else None
        if name is None and kinds & {"integer", "number"}:
            return NUMERAL
        return name if isinstance(name, str) else None


def _listed(types: JSON) -> list[JSON]:
    return types if isinstance(types, list) else [types]
