"""The effect of a create: a record that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mock_server.engine.actions.create import Create
    from mock_server.engine.answers import Answer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call


class KeptRecord(NamedTuple):
    """The effect of one create: ``record`` is kept under ``key``, which the request has given, or the server made."""

    action: Create
    call: Call
    resource: str
    key: str
    record: dict[str, JSON]
    is_given: bool

    def __call__(self) -> Answer | None:
        """Keep it; the refusal where its key is taken."""
        action, call, resource, key, record, _ = self
        mark, goes_on = action.keeping
        if not action.store.create(resource, key, record, mark):
            return action.keep(call, (self,))
        if goes_on:
            action.kept(call, key)
        return None
