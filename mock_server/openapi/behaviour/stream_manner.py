"""How an operation's answer streams: at which pace, how many items, how it ends. ``x-mock.stream``, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.reading.durations import seconds_of
from mock_server.openapi.reading.json_values import as_dict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON

CLOSE, OPEN = "close", "open"
USUAL_COUNT = 3
_USUAL_PACE = 0.2
_LONGEST = 5.0
"""Seconds that a stream without a pace of its own takes at most."""


@dataclass(frozen=True, slots=True)
class StreamManner:
    """``every`` is in seconds; it and ``count`` are None where the document leaves them open.

    ``endless`` knows no last item. ``end`` is `CLOSE`, `OPEN` (nothing more comes, and the answer does not end), or the
    item that comes last, as a text or a JSON value.
    """

    every: float | None = None
    count: int | None = None
    endless: bool = False
    end: JSON = CLOSE

    def pace(self, count: int | None) -> float:
        """Seconds between two items, where ``count`` of them are to be sent (None: nobody knows)."""
        if self.every is not None:
            return self.every
        return _USUAL_PACE if count is None else min(_USUAL_PACE, _LONGEST / max(1, count))

    def __str__(self) -> str:
        """The manner in words."""
        words = ["endless" if self.endless else f"{self.count} items" if self.count is not None else "its items"]
        words.append(f"one each {self.pace(self.count) * 1000:g} ms")
        words.append({CLOSE: "then closed", OPEN: "then kept open"}.get(str(self.end), f"then {str(self.end)[:40]}"))
        return ", ".join(words[: 2 if self.endless else 3])


def stream_manner(extension: Mapping[str, JSON]) -> StreamManner:
    """The manner that an operation's ``x-mock`` asks for."""
    declared = as_dict(extension.get("stream"))
    count = declared.get("count")
    return StreamManner(
        every=seconds_of(declared.get("every")),
        count=count if isinstance(count, int) else None,
        endless=count == "endless",
        end=declared.get("end", CLOSE),
    )
