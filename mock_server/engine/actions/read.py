"""Shows one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.actions.action import Action
from mock_server.openapi.behaviour.behaviour import CALLER

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.openapi.reading.call import Call


class Read(Action):
    """Shows the record that the request names, or an invented one where none is missed; the caller's own is kept."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        resource, key = self.resource(call), self.key(call)
        record = self.store.read(resource, key)
        if record is not None:
            call.told = ("found", resource, key)
            moved = record if self.jobs is None else self.jobs.moved(record)

            def came_back() -> None:
                self.missing.came_back(resource, key)
                if moved is not record and not self.store.replace(resource, key, moved):
                    raise self.changed(resource, key)

            return self.showing(
                call, success, self.selected(call, self.meant(self._owners(call), key, moved)), came_back
            )
        if self.missing.is_missed(resource, key):
            call.told = ("missed", resource, key)
            return self.not_found(resource, key)
        call.told = ("invented", resource, key)
        made = self.invented(call, success)
        if self.behaviour.key != CALLER:
            return self.showing(call, success, self.selected(call, made), lambda: self.missing.shown(resource, key))

        def keep() -> None:
            self.store.create(resource, key, made)
            self.missing.invented(resource, key)

        return self.showing(call, success, made, keep)
