"""One request and its answer, as references to what they were made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.engine.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    refused while it was read, and empty where no action looked at a record. ``head`` are the octets in which the
    request came, or as it would be written. Bodies are cut; ``sent`` and ``given`` are their whole lengths.
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
        lines = self.head.lstrip(b"\r\n").partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
        return [(name.lower(), value.strip(b" \t")) for name, _, value in (line.partition(b":") for line in lines)]

    def header(self, name: bytes) -> bytes:
        """The values of a field of the request, joined by commas; empty where there is none."""
        return b", ".join(value for key, value in self.headers if key == name)


def head_of(scope: Mapping[str, Any]) -> bytes:
    """The head of a request as it is written, for one that came by no socket, or not in one piece.

    One object takes the place of many, whose memory others use again.
    """
    path = scope.get("raw_path") or scope["path"].encode()
    fields = map(b": ".join, scope["headers"])
    return b"\r\n".join((b"%b %b?%b" % (scope["method"].encode(), path, scope["query_string"]), *fields))
