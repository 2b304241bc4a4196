"""The effect of a create: a record that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.engine.actions.create import Create
    from mock_server.engine.answers import Answer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call


class KeptRecord:
    """The effect of one create: ``record`` is kept under ``key``, which the request has given, or the server made."""

    __slots__ = ("_action", "_call", "_resource", "is_given", "key", "record")

    def __init__(
        self, action: Create, call: Call, resource: str, key: str, record: dict[str, JSON], *, is_given: bool
    ) -> None:
        self._action = action
        self._call = call
        self._resource = resource
        self.key = key
        self.record = record
        self.is_given = is_given

    def __call__(self) -> Answer | None:
        """Keep it; the refusal where its key is taken."""
        action, key = self._action, self.key
        mark, goes_on = action.keeping
        if not action.store.create(self._resource, key, self.record, mark):
            return action.keep(self._call, (self,))
        if goes_on:
            action.kept(self._call, key)
        return None
