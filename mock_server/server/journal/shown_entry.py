"""An entry of the journal as a JSON value, without secrets: in short, whole, and with the reasons for its answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from mock_server.server.journal.answer_reasons import why

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.server.journal.entry import Entry
    from mock_server.server.journal.hidden_secrets import HiddenEntry, ShownBody
    from mock_server.server.live_mock import LiveMock

_FIRST_REFUSAL = 400


class ShownEntry:
    """One entry of ``mock``'s journal."""

    def __init__(self, entry: Entry, mock: LiveMock) -> None:
        self.entry = entry
        self._mock = mock
        self.places = mock.hidden
        self.hidden: HiddenEntry = mock.hidden.of(entry)

    def short(self) -> dict[str, JSON]:
        """What a list of requests shows of one."""
        entry = self.entry
        return {
            "id": entry.number,
            "time": self.time(),
            "sandbox": entry.sandbox,
            "operationId": entry.operation_id,
            "method": entry.method,
            "path": self.hidden.path,
            "query": self.hidden.query,
            "status": entry.answer.status,
            "ms": self.milliseconds(),
            "reason": self.reason(),
        }

    def whole(self) -> dict[str, JSON]:
        """With header fields and bodies of the request and of the answer."""
        entry = self.entry
        request = {"headers": self.hidden.fields(0), **_body(self.hidden.body(0))}
        answer = {"status": entry.answer.status, "headers": self.hidden.fields(1), **_body(self.hidden.body(1))}
        return {**self.short(), "request": request, "answer": answer}

    def explained(self) -> dict[str, JSON]:
        """Whole, with the steps that led to the answer."""
        steps = [step.shown(self.hidden.text) for step in why(self.entry, self._mock.apis)]
        return {**self.whole(), "why": steps}

    def time(self) -> str:
        """When the request came (RFC 3339)."""
        journal = self._mock.journal
        moment = journal.time_of(self.entry.began) if journal is not None else 0.0
        second, milli = divmod(int(moment * 1000), 1000)
        return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(second))}.{milli:03d}Z"

    def milliseconds(self) -> float:
        """How long the answer took to be made, and how long it then was held back."""
        delay = self.entry.fault.delay if self.entry.fault is not None else 0.0
        return round((self.entry.ended - self.entry.began + delay) * 1000, 3)

    def reason(self) -> str:
        """Why it was refused, or what was put in; empty where neither."""
        if self.entry.fault is not None:
            return self.hidden.text(f"fault: {self.entry.fault}")
        return self.hidden.text(self.entry.answer.why()) if self.entry.answer.status >= _FIRST_REFUSAL else ""


def _body(body: ShownBody) -> dict[str, Any]:
    """A body's text, None where it is no text; its whole length in octets, and whether it is cut."""
    return {"body": body.text, "bodySize": body.whole, "bodyCut": body.cut}
