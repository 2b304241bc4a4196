"""Members of a request that stand for parts of a record: Rails' ``line_items_attributes``, shown as ``line_items``.

An item with the key of a part that is there changes it, one with a true ``_destroy`` takes it away, others are new.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_NESTED = re.compile(r"(.+?)(?:_attributes|Attributes)$")
_GONE = "_destroy"
_KEY = "id"


class NestedAttributes:
    """Those of one operation, of whose request and answer ``sent`` and ``shown`` are the members."""

    def __init__(self, synthesis: Synthesis, sent: Mapping[str, Schema], shown: Mapping[str, Schema]) -> None:
        self.names: dict[str, str] = {}  # what the answer calls it
        self._keys: dict[str, Callable[[], JSON]] = {}
        schemas = synthesis.schemas
        for name in sent:
            found = _NESTED.match(name)
            part = found[1] if found is not None and name not in shown else ""
            if part not in shown or part in sent or not schemas.types(sent[name]) & schemas.types(shown[part]):
                continue
            self.names[name] = part
            key = schemas.properties(_each(schemas, shown[part])).get(_KEY)
            if key is not None:
                self._keys[part] = synthesis.fresh(key, _KEY)

    def put(self, sent: dict[str, JSON], old: Mapping[str, JSON], *, replaces: bool) -> dict[str, JSON]:
        """``sent``, under the names of the answer, with the parts as they are from now on.

        What ``replaces`` the record has the parts that it does not name, and the key of one that it changes; a merge
        leaves out what stays, as it would read a null in it as one that takes away.
        """
        out = dict(sent)
        for part in self.names.values():
            given, held = sent.get(part), old.get(part)
            if isinstance(given, list):
                out[part] = self._parts(part, given, held if isinstance(held, list) else [])
            elif isinstance(given, dict):
                key = {_KEY: held[_KEY]} if replaces and isinstance(held, dict) and _KEY in held else {}
                out[part] = key | _plain(given) if isinstance(held, dict) else self._new(part, given)
                if _is_gone(given):
                    out[part] = None
            elif replaces and part not in sent and part in old:  # parts go by being named alone
                out[part] = held
        return out

    def _parts(self, part: str, given: list[JSON], held: list[JSON]) -> list[JSON]:
        parts = list(held)
        for item in given:
            if not isinstance(item, dict):
                continue
            known = item.get(_KEY)
            at = next((n for n, one in enumerate(parts) if isinstance(one, dict) and one.get(_KEY) == known), None)
            if known is None or at is None:
                parts += [] if _is_gone(item) else [self._new(part, item)]
            elif _is_gone(item):
                del parts[at]
            else:
                parts[at] = {**parts[at], **_plain(item)}
        return parts

    def _new(self, part: str, item: dict[str, JSON]) -> dict[str, JSON]:
        made = self._keys.get(part)
        return _plain(item) if made is None else {_KEY: made(), **_plain(item)}


def _is_gone(item: dict[str, JSON]) -> bool:
    """Whether it asks to be taken away: forms send the text ``0`` where it is to stay."""
    return item.get(_GONE) in (True, "1", "true")


def _plain(item: dict[str, JSON]) -> dict[str, JSON]:
    return {name: value for name, value in item.items() if name != _GONE}


def _each(schemas: Schemas, schema: Schema) -> Schema | None:
    return schemas.items(schema) if "array" in schemas.types(schema) else schema
