"""What is kept of an operation of a document that is served no more, so that its entries don't keep all of that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.reading.json_text import dump_json
from mock_server.server.journal.answer_reasons import why
from mock_server.server.journal.way_step import WayStep

if TYPE_CHECKING:
    from mock_server.server.journal.entry import Entry
    from mock_server.server.live_mock import LiveMock


class PastOperation(NamedTuple):
    """In place of the plan of one entry: the operation's id, and what only its document could tell.

    ``steps`` are those of the entry's way as JSON, without secrets; ``marked`` the names that hold secrets in what
    the operation takes and answers, ``secrets`` those in the path.
    """

    id: str
    steps: bytes
    marked: frozenset[str]
    secrets: tuple[str, ...]

    @classmethod
    def of(cls, entry: Entry, mock: LiveMock) -> PastOperation:
        """That of an entry whose document is still at hand."""
        plan = entry.plan
        assert plan is not None
        assert not isinstance(plan, tuple)
        hidden = mock.hidden.of(entry)
        steps = dump_json([step.shown(hidden.text) for step in why(entry, mock.apis)])
        return cls(plan.operation.id, steps, mock.hidden.marked_of(plan), tuple(hidden.path_secrets))

    def way(self) -> list[WayStep]:
        """The steps."""
        return [WayStep(step.pop("step"), step.pop("outcome"), step.pop("place"), step.pop("says"), step)
                for step in json.loads(self.steps)]  # fmt: skip
