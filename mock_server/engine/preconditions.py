"""Conditions that a request names (RFC 9110 section 13): a record is changed only as it was read.

An operation that documents 412 is held to `If-Match`, one that documents 428 wants it (RFC 6585 section 3), one that
documents 304 says so to a client that has what it asks for. What a record's `ETag` is says reading it at the same path.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.engine.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.refusals import Refusals
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation

_KEPT = (b"etag", b"cache-control", b"content-location", b"expires", b"vary", b"last-modified")
"""Headers that a 304 has as the whole answer would (RFC 9110 section 15.4.5)."""

_SUCCESS = range(200, 300)
_LISTED = re.compile(r'(?:W/)?"[^"]*"|[^,\s][^,]*')
"""One of a list of entity tags, which may hold commas between their quotes."""


class Preconditions:
    """Those of one operation; ``read`` gives the answer of reading at its path, None where nothing is read there."""

    def __init__(self, operation: Operation, refusals_: Refusals, read: Callable[[Call], Answer] | None) -> None:
        self._refusals = refusals_
        self._read = read
        told = {response.status for response in operation.responses}
        named = {parameter.name.lower() for parameter in operation.parameters if parameter.location == "header"}
        self._writes = operation.method in ("PUT", "PATCH", "DELETE") and read is not None
        self._holds = self._writes and "412" in told
        self._wants = self._writes and "428" in told and "if-match" in named
        self._tells = operation.method == "GET" and "304" in told
        shown = {header.name.lower() for response in operation.responses for header in response.headers}
        self.marks = self._writes and operation.method != "DELETE" and "etag" in shown

    def __bool__(self) -> bool:
        return self._holds or self._wants or self._tells or self.marks

    def marked(self, call: Call, answer: Answer) -> Answer:
        """``answer``, the record being changed by now, with the `ETag` by which it is read from now on."""
        now = self._now(call, made_up=True) if self.marks and _mark(answer) is not None else None
        if now is None:
            return answer
        mark = now.encode("latin-1", "replace")
        return answer._replace(
            headers=tuple((name, mark if name == b"etag" else value) for name, value in answer.headers)
        )

    def refused(self, call: Call) -> Answer | None:
        """The refusal of a request whose condition does not hold, before anything is done."""
        if not self._holds and not self._wants:
            return None
        wanted, unwanted = _field(call, b"if-match"), _field(call, b"if-none-match")
        if wanted is None and unwanted is None:
            return self._refusals.refuse(refusals.UNCONDITIONAL) if self._wants else None
        now = self._now(call, made_up=unwanted is None) if self._holds else None
        if now is None or (_names(wanted, now) if wanted is not None else not _names(unwanted or "", now)):
            return None
        return self._refusals.refuse(refusals.CHANGED, reason=f"{call.url}: its ETag is {now}")

    def answer(self, call: Call, answer: Answer) -> Answer:
        """``answer``, or that nothing has changed since the client read it."""
        wanted = _field(call, b"if-none-match") if self._tells and answer.status in _SUCCESS else None
        mark = _mark(answer)
        if wanted is None or mark is None or not _names(wanted, mark):
            return answer
        return Answer(304, tuple(header for header in answer.headers if header[0] in _KEPT), b"")

    def _now(self, call: Call, *, made_up: bool) -> str | None:
        """The `ETag` of what is there now, or is ``made_up`` for who asks; None where reading tells of none."""
        asked = copy.copy(call)
        asked.method, asked.told = "GET", None
        asked.headers = [header for header in call.headers if header[0] not in (b"if-match", b"if-none-match")]
        answer = self._read(asked) if self._read is not None else None
        if asked.told is not None and asked.told[0] == "invented" and not made_up:
            return None
        return None if answer is None or answer.status not in _SUCCESS else _mark(answer)


def _field(call: Call, name: bytes) -> str | None:
    found = [value.decode("latin-1") for key, value in call.headers if key == name]
    return ", ".join(found) if found else None


def _mark(answer: Answer) -> str | None:
    return next((value.decode("latin-1") for name, value in answer.headers if name == b"etag"), None)


def _names(wanted: str, mark: str) -> bool:
    """Whether a list of entity tags has this one, strong or weak; ``*`` stands for each."""
    plain = mark.removeprefix("W/").strip('"')
    return any(
        one == "*" or one.removeprefix("W/").strip('"') == plain for one in map(str.strip, _LISTED.findall(wanted))
    )
