"""An operation that works on no record: the documented success and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.actions.action import Action

if TYPE_CHECKING:
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.openapi.reading.call import Call


class AnswerAlone(Action):
    """Answers as documented and changes nothing."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome:
        """Decide."""
        return self.without_record(call, success)
