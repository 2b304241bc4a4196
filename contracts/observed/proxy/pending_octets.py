"""What a client has sent and no request has taken yet: the beginning of a header section, or requests ahead."""

from __future__ import annotations

import time

from contracts.observed.proxy.message_head import head_end

_END = 3
"""Octets of the end of a header section that may have come already."""


class PendingOctets:
    """They are searched once, in however small pieces they come."""

    __slots__ = ("_octets", "_searched", "_since")

    def __init__(self) -> None:
        self._octets = bytearray()
        self._searched = 0
        self._since = 0.0

    def __len__(self) -> int:
        return len(self._octets)

    def add(self, data: bytes) -> None:
        """Take these, which come after the others."""
        self._octets += data

    def head(self) -> bytes | None:
        """The next header section, taken off, without the empty lines before it; None where it has not ended."""
        octets = self._octets
        if octets.startswith((b"\r", b"\n")) and not self._searched:
            del octets[: len(octets) - len(octets.lstrip(b"\r\n"))]
        end = head_end(octets, self._searched)
        if end < 0:
            self._searched = max(0, len(octets) - _END)
            self._since = self._since or (time.perf_counter() if octets else 0.0)
            return None
        found = bytes(octets[:end])
        del octets[:end]
        self._searched, self._since = 0, 0.0
        return found

    def rest(self) -> bytes:
        """All of them, taken off."""
        found = bytes(self._octets)
        self._octets.clear()
        self._searched, self._since = 0, 0.0
        return found

    def is_late(self, now: float, seconds: float) -> bool:
        """Whether a header section began so long ago and has not ended."""
        return bool(self._since) and now - self._since > seconds
