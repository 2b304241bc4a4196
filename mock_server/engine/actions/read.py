"""Shows one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.actions.action import Action

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.openapi.reading.call import Call


class Read(Action):
    """Shows the record that the request names, or an invented one where that is not missed."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        resource, key = self.resource(call), self.key(call)
        record = self.store.read(resource, key)
        if record is not None:
            return self.showing(call, success, record, lambda: self.missing.came_back(resource, key))
        if self.missing.is_missed(resource, key):
            return self.not_found(resource, key)
        return self.showing(call, success, self.invented(call, success))
