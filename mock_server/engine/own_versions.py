"""Keeps the times and versions of a record that are the server's, at any depth: see `kept_inside`."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from mock_server.engine.kept_inside import BEGINS, VERSION, MemberInside, kept_inside, put_within
from mock_server.engine.record_fields import RecordFields
from mock_server.engine.version_numbers import counts_versions, first_version, next_version
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema


class OwnVersions(RecordFields):
    """Gives a new or a changed record its versions."""

    @cached_property
    def _inner(self) -> tuple[MemberInside, ...]:
        """The server's times and versions in objects of the record."""
        return kept_inside(self.schemas, self._shown, self._taken)

    def inner_kept(self, record: dict[str, Any], *, is_new: bool) -> dict[str, Any]:
        """``record`` with the times and versions that the server keeps in objects of it."""
        now = self.synthesis.values.timestamp()
        for place, schema, role in self._inner:
            if role == BEGINS:
                value: JSON = self._first(at(record, place), place[-1], schema) if is_new else MISSING
            elif role != VERSION:
                value = now if is_new or role == "updated" else MISSING
            else:
                value = self.version_of(at(record, place), place[-1], schema, is_new=is_new)
            record = record if value is MISSING else put_within(record, place, value)
        return record

    def inner_held(self, record: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
        """``record``, which replaces ``old``, with what the server kept in objects of that: nothing begins anew."""
        for place, _, role in self._inner:
            held = at(old, place) if role != "updated" else MISSING
            record = record if held is MISSING else put_within(record, place, held)
        return record

    def _first(self, held: JSON, name: str, schema: Schema) -> JSON:
        """What a member has at first where a new record has it, MISSING where that is not known."""
        made = self.server.documented(schema, name) if held is not MISSING else None
        if made is not None:
            return made()
        return False if isinstance(held, bool) and self.server.may_be(False, schema) else MISSING

    def version_of(self, held: JSON, name: str, schema: Schema, *, is_new: bool) -> JSON:
        """The version of a new or of a changed record; MISSING where it has none."""
        if is_new:
            first = first_version(self.schemas, name, schema, self.server.may_be)
            return held if first is None else first
        return next_version(held, partial(self.server.may_be, schema=schema), partial(self._made_anew, name, schema))

    def _made_anew(self, name: str, schema: Schema) -> JSON:
        """Another text; how it is made is found out once, and by that is known again what was made elsewhere for it."""
        known = self._makers.get((name, id(schema)))
        if known is None:
            known = self._makers[name, id(schema)] = (schema, self.synthesis.fresh(schema, name))
        return known[1]()

    @cached_property
    def _makers(self) -> dict[tuple[str, int], tuple[Schema, Callable[[], JSON]]]:
        """How texts of a name are made, by their schema."""
        return {}

    @cached_property
    def _lasting(self) -> tuple[str, ...]:
        """What callers give, every record has by the answer's schema, and no answer shows as null."""
        given = {name for name, taken, default, _ in self._plan if taken and default is MISSING}
        must = (name for name in self.schemas.required(self.answer) if name in given)
        return tuple(name for name in must if "null" not in self.schemas.types(self._shown.get(name)))

    def tells_version(self, name: str) -> bool:
        """Whether a property tells which state of the record is meant."""
        return name in self._shown and counts_versions(self.schemas, name, self._shown[name])

    @property
    def taken(self) -> Mapping[str, Schema]:
        """The members that a request may give."""
        return self._taken

    def next_version(self, held: JSON, name: str) -> JSON:
        """The version after ``held`` that a property of this name has."""
        return self.version_of(held, name, self._shown[name], is_new=False)

    def is_shown(self, name: str) -> bool:
        """Whether an answer shows a property of this name."""
        return name in self._shown

    def must_show(self, name: str) -> bool:
        """Whether every answer has a property of this name."""
        return name in self.schemas.required(self.answer)

    @cached_property
    def creation_times(self) -> frozenset[str]:
        """The members that tell when the record was made."""
        return frozenset(name for name, role in self._times if role == "created")
