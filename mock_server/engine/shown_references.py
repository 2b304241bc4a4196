"""The key of another record that a request tells (`author_id`), in what answers show of that (`author.id`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour.places import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

KEYS = ("id", "uuid", "guid", "key", "code", "slug", "username", "login", "email")
"""What objects that stand for other records call that by which those are named."""


_IDENTIFYING = ("id", "uuid", "guid", "key")
"""Those of them by which a record is another one; what else is told beside them may change."""


class ShownReferences:
    """Those of records of the schema ``answer``, where requests give the members ``taken``.

    ``made`` makes another object for another key: what stood beside the one before is of another record.
    """

    def __init__(
        self,
        schemas: Schemas,
        answer: Schema | None,
        taken: Mapping[str, Schema],
        made: Callable[[Schema, str], Callable[[], JSON]] | None = None,
    ) -> None:
        self._schemas = schemas
        self._made = made
        self._must = schemas.required(answer)
        self._shown = schemas.properties(answer)
        self._found: list[tuple[str, tuple[str, str], frozenset[str]]] = []
        for name, item in self._shown.items():
            inner = {} if name in taken else schemas.properties(item)
            for key in (one for one in inner if plain(one) in KEYS):
                said = (one for one in taken if plain(one) == plain(name) + plain(key))
                self._found += [(one, (name, key), schemas.types(inner[key])) for one in said]

    def __bool__(self) -> bool:
        return bool(self._found)

    def put(self, record: dict[str, JSON], sent: JSON) -> dict[str, JSON]:
        """The record with what was sent: another key in the object, none where null says that there is no other."""
        if not isinstance(sent, dict):
            return record
        for member in dict.fromkeys(member for _, (member, _), _ in self._found):
            said = [(key, sent[name], types) for name, (of, key), types in self._found if of == member and name in sent]
            told = {key: as_type(value, types) for key, value, types in said if value is not None}
            if any(value is None and key in self._leading(member) for key, value, _ in said):
                record = self._left(record, member)
            record = self._led(record, member, told) if told else record
        return record

    def _leading(self, member: str) -> list[str]:
        """By what of it another record is told from the one before: keys, else the one that is most like a key."""
        keys = sorted((key for _, (of, key), _ in self._found if of == member), key=lambda key: KEYS.index(plain(key)))
        return [key for key in keys if plain(key) in _IDENTIFYING] or keys[:1]

    def _led(self, record: dict[str, JSON], member: str, told: dict[str, JSON]) -> dict[str, JSON]:
        """The record whose object has all that was told; it is another one where one of its keys differs."""
        held = record.get(member)
        is_known = isinstance(held, dict) and all(held.get(key) == told.get(key, held.get(key)) for key in
                                                  self._leading(member))  # fmt: skip
        if not is_known and self._made is not None and (held is None or isinstance(held, dict)):
            held = self._made(self._shown[member], member)()
            beside = {key: as_type(record[name], types) for name, (of, key), types in self._found
                      if of == member and record.get(name) is not None}  # fmt: skip
            told = {**beside, **told}
        return {**record, member: {**held, **told}} if isinstance(held, dict) else record

    def _left(self, record: dict[str, JSON], member: str) -> dict[str, JSON]:
        """The record without the other one, as far as its schema lets it be."""
        if "null" in self._schemas.types(self._shown[member]):
            return {**record, member: None}
        return record if member in self._must else {name: value for name, value in record.items() if name != member}
