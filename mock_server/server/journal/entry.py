"""One request and its answer, as references to what they were made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.engine.answers import Answer

if TYPE_CHECKING:
    from mock_server.engine.operation_plan import OperationPlan

Fields = list[tuple[bytes, bytes]]
Told = tuple[str, str, Any]
"""What an action found: found, missed, invented, created, taken, listed or none; the collection; the key or number."""


NO_ANSWER = Answer(0, (), b"")
"""In place of an answer where none is sent."""


class Entry(NamedTuple):
    """What is kept of one request; the order is that in which `RequestJournal.answered` writes it.

    ``began`` and ``ended`` are seconds of the performance counter, ``size`` the octets that the entry counts for.
    ``plan`` is None where no operation was found, ``told`` is None where the request was not read or
    refused while it was read, and empty where no action looked at a record. ``head`` holds the request's fields, one a
    line. Bodies are cut; ``sent`` and ``given`` are their whole lengths.
    """

    number: int
    began: float
    ended: float
    size: int
    sandbox: str
    method: str
    path: bytes
    query: bytes
    head: bytes
    body: bytes
    sent: int
    plan: OperationPlan | None
    told: Told | tuple[()] | None
    answer: Answer
    given: int
    fault: Any

    @property
    def operation_id(self) -> str | None:
        """The operation's id, None where no operation was found."""
        return self.plan.operation.id if self.plan is not None else None

    @property
    def headers(self) -> Fields:
        """The fields of the request, names in lower case."""
        return [(name, value) for name, _, value in (line.partition(b": ") for line in self.head.split(b"\n")) if name]

    def header(self, name: bytes) -> bytes:
        """The values of a field of the request, joined by commas; empty where there is none."""
        return b", ".join(value for key, value in self.headers if key == name)
