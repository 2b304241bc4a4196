"""One request and its answer, as references to what they were made of."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine.answers import Answer
from mock_server.server.journal.received_request import Fields, ReceivedRequest

if TYPE_CHECKING:
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.server.journal.past_operation import PastOperation

Told = tuple[str, str, Any]
"""What an action found: found, missed, invented, created, taken, listed or none; the collection; the key or number."""

Kept = tuple[
    int,
    float,
    float,
    int,
    "OperationPlan | PastOperation | None",
    "Told | tuple[()] | None",
    Answer,
    Any,
    "bytes | ReceivedRequest",
    int,
]
"""What is kept of one request, in the order in which `RequestJournal.answered` writes it.

The number; when it began and ended; the octets that it counts for; the plan or what is left of it, None where no
operation was found; what the action told, None where the request was refused before, empty where no action looked at a
record; the answer; the fault; the octets in which the request came, or what was read of them; and how many of these are
its body.
"""

NO_ANSWER = Answer(0, (), b"")
"""In place of an answer where none is sent."""


class Entry:
    """One entry, for those who look at it; ``began`` and ``ended`` are seconds of the performance counter.

    ``size`` is what it counts for, in octets. ``plan`` is None where no operation was found, ``told`` is None where the
    request was not read or refused while it was read, and empty where no action looked at a record.
    """

    def __init__(self, kept: Kept, sandbox: str) -> None:
        self.kept = kept
        self.number, self.began, self.ended, self.size, self.plan, self.told, self.answer, self.fault = kept[:8]
        self._came, self._sent = kept[8:]
        self.sandbox = sandbox

    @cached_property
    def came(self) -> ReceivedRequest:
        """The request."""
        came = self._came
        return ReceivedRequest.read(came, self._sent, len(self.answer.body)) if isinstance(came, bytes) else came

    @property
    def method(self) -> str:
        """The request's method."""
        return self.came.method

    @property
    def path(self) -> bytes:
        """The request's path as it was written, without what names a sandbox."""
        return self.came.path

    @property
    def query(self) -> bytes:
        """The request's query as it was written."""
        return self.came.query

    @property
    def body(self) -> bytes:
        """The request's body, perhaps cut; ``came.sent`` is its whole length."""
        return self.came.body

    @property
    def operation_id(self) -> str | None:
        """The operation's id, None where no operation was found."""
        if self.plan is None:
            return None
        return self.plan.id if isinstance(self.plan, tuple) else self.plan.operation.id

    @cached_property
    def headers(self) -> Fields:
        """The fields of the request, names in lower case."""
        return self.came.headers

    def header(self, name: bytes) -> bytes:
        """The values of a field of the request, joined by commas; empty where there is none."""
        return b", ".join(value for key, value in self.headers if key == name)
