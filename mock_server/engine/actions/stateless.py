"""An operation that works on no record: the documented success and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.actions.action import Action
from mock_server.engine.outcome import Outcome
from mock_server.openapi.reading.pointers import MISSING, replaced

if TYPE_CHECKING:
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.logins import Login
    from mock_server.openapi.reading.call import Call


class AnswerAlone(Action):
    """Answers as documented and changes nothing; to a user who logs in it shows the record that is there of them."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome:
        """Decide."""
        login = self.behaviour.login
        record = self._user(login, call) if login is not None else None
        if login is None or record is None:
            return self.without_record(call, success)
        shown = {name: value for name, value in record.items() if name in login.shown}
        body = replaced(success.value(call, MISSING), login.place, shown)
        return Outcome(success, success.mended(body))

    def _user(self, login: Login, call: Call) -> dict[str, JSON] | None:
        wanted = call.body.get(login.member) if isinstance(call.body, dict) else None
        users = self.store.records(login.resource) if wanted is not None else ()
        return next((record for _, record in users if record.get(login.member) == wanted), None)
