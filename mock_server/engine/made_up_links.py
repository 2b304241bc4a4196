"""The addresses in a record that is made up: they lead to it, as those of records that clients make do."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.created_location import location
from mock_server.engine.own_links import may_lead, own_links
from mock_server.engine.sent_file import takes_files

if TYPE_CHECKING:
    from mock_server.engine.actions.action import Action
    from mock_server.engine.own_links import OwnLinks
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call


class MadeUpLinks:
    """Those of the records that one operation shows."""

    def __init__(self, action: Action) -> None:
        self._action = action

    def led(self, call: Call, record: dict[str, JSON], key: JSON) -> dict[str, JSON]:
        """The record of this key with its address where it has a member for that."""
        if self._links is None or self._item is None:
            return record
        return self._links.led(record, location(call, self._action.operation.path, self._item, key))

    @cached_property
    def _item(self) -> str | None:
        """The path of one record, None where none is known, or where not all that it names is said."""
        action, path = self._action, self._action.operation.path
        if action.behaviour.action != "list":
            return path if path.endswith(("}", "}/")) and action.behaviour.key_parameter else None
        reader = action.made_up.plan(action.behaviour.resource or "", "read")
        return None if reader is None or not reader.operation.path.startswith(path) else reader.operation.path

    @cached_property
    def _links(self) -> OwnLinks | None:
        """Where they stand. What is called `url` is the record's address where something makes such records alone."""
        action = self._action
        if not may_lead(action.synthesis.schemas, action.record_schema):
            return None  # nothing more is worked out of the document
        maker = action.made_up.maker(action.behaviour.resource or "")
        given = frozenset[str]() if maker is None else maker.action.composer.given
        words = set[str]() if maker is None else {name.rpartition("/")[2] for name in maker.behaviour.below}
        of_file = maker is None or takes_files(maker.operation)
        return own_links(action.synthesis.schemas, action.record_schema, given, words, self._item, of_file=of_file)
