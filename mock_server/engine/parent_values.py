"""What a record shows of those above it: their keys, which the path gives, or as much of them as it has place for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.engine.typed_values import as_type
from mock_server.openapi.reading.pointers import MISSING, at, replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.parent_members import ParentMember
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.store import Store

_IDS = ("id", "uuid", "_id")
"""What records call a key by which no path names them."""


class ParentValues:
    """Puts the records above one into it; ``schema`` is that of the record, ``callers`` are the keys of those that are
    the caller's own, at their places.
    """

    def __init__(
        self,
        members: Iterable[ParentMember],
        schema: Schema | None,
        synthesis: Synthesis,
        store: Store,
        callers: Iterable[tuple[tuple[str, ...], JSON]] = (),
    ) -> None:
        self._callers = tuple(callers)
        self._members = tuple((member, synthesis.schemas.below(schema, member.place)) for member in members)
        self._schemas = synthesis.schemas
        self._validators = synthesis.validators
        self._store = store

    def __bool__(self) -> bool:
        """Whether there is anything to put."""
        return bool(self._members or self._callers)

    def put(self, record: dict[str, JSON], path: Mapping[str, JSON], sent: JSON = MISSING) -> dict[str, JSON]:
        """The record with what its path says of those above it, but for what was sent."""
        out: JSON = record
        for member, schema in self._members:
            held = at(out, member.place[:-1])
            if member.parameter not in path or at(sent, member.place) is not MISSING or not isinstance(held, dict):
                continue
            value = self._value(member, schema, path, held.get(member.place[-1]))
            if value is not MISSING:
                out = replaced(out, member.place, value)
        for place, key in self._callers:
            out = replaced(out, place, key) if isinstance(at(out, place[:-1]), dict) else out
        return out if isinstance(out, dict) else record

    def _value(self, member: ParentMember, schema: Schema | None, path: Mapping[str, JSON], made: JSON) -> JSON:
        key = path[member.parameter]
        parent = self._parent(member, path)
        if not member.keys:
            given = [as_type(key, self._schemas.types(schema)), *(parent[name] for name in _IDS if name in parent)]
            return next((value for value in given if self._is_valid(schema, value)), MISSING)
        members = self._schemas.properties(schema)
        known = {n: parent[n] for n in members if n in parent and self._is_valid(members[n], parent[n])}
        if not known.keys() & set(member.keys):
            typed = ((name, as_type(key, self._schemas.types(members[name]))) for name in member.keys)
            known.update(next(([pair] for pair in typed if self._is_valid(members[pair[0]], pair[1])), ()))
        if not known:
            return MISSING
        beside = made if isinstance(made, dict) else {}
        is_told = bool(parent) and len(member.place) == 1  # below others there is no more than a key, and its type
        must = self._schemas.required(schema) if is_told else beside
        whole = {name: known.get(name, beside.get(name)) for name in (*beside, *known) if name in known or name in must}
        return whole if self._is_valid(schema, whole) else MISSING

    def _parent(self, member: ParentMember, path: Mapping[str, JSON]) -> Mapping[str, JSON]:
        """The record above, nothing where the store has none."""
        if member.owner is None:
            return {}
        owners = collection_name(member.owner, (path.get(name) for name in member.above))
        return self._store.read(owners, str(path[member.parameter])) or {}

    def _is_valid(self, schema: Schema | None, value: JSON) -> bool:
        valid: bool = schema is None or self._validators.validator(schema, "response").is_valid(value)
        return valid
