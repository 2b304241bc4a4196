"""Removes several records at once: those whose keys a request has, or those that its filters leave."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.actions.delete import Delete
from mock_server.engine.listing import Listing
from mock_server.engine.outcome import Outcome
from mock_server.engine.selection import Selection
from mock_server.engine.several_answers import told_of_several
from mock_server.engine.typed_values import as_type
from mock_server.openapi.reading.pointers import MISSING
from mock_server.store import ReadList

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.openapi.reading.call import Call


class DeleteSeveral(Delete):
    """Removes them and what lies below them; keys of no record are no fault."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        resource = self.resource(call)
        there = [key for key in dict.fromkeys(self._keys(call, resource)) if self._is_there(resource, key)]
        call.told = ("found", resource, len(there))

        def remove() -> None:
            for key in there:
                self.remove(call, resource, key)

        schemas, types = self.synthesis.schemas, self.composer.types_of(self.behaviour.property or "")
        body = success.value(call, MISSING)
        told = told_of_several(schemas, success.schema, body, [as_type(key, types) for key in there])
        return Outcome(success, told if success.is_valid(told) else success.conforming(body), remove)

    def _is_there(self, resource: str, key: str) -> bool:
        if self.store.holds(resource, key):
            return True
        return bool(self.listed_invention(key)) and not self.missing.is_deleted(resource, key)

    def _keys(self, call: Call, resource: str) -> list[str]:
        if self.behaviour.key is None:
            return self._filtered(call, resource)
        given = self.key_of(call, call.body)
        if isinstance(given, str):
            given = given.split(",")
        keys = given if isinstance(given, list) else []
        alone = (next(iter(key.values())) if isinstance(key, dict) and len(key) == 1 else key for key in keys)
        return [str(key).strip() for key in alone]

    def _filtered(self, call: Call, resource: str) -> list[str]:
        every = self.store.listing(resource)
        rows = every.part(0, len(every))
        kept = self._listing.narrowed(Selection(ReadList(rows), lambda record: record), call)
        left = {id(record) for record in kept.all()} if kept is not None else set()
        return [key for key, record in rows if id(record) in left]

    @cached_property
    def _listing(self) -> Listing:
        return Listing(self.behaviour, self.synthesis, self.record_schema)
