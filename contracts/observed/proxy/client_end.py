"""A client's connection as the proxy writes to it, stops reading of it, and ends it."""

from __future__ import annotations

import asyncio

_LINGER_SECONDS = 2.0


class ClientEnd:
    """The connection; reading stops as long as there is a reason to."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._stops: set[str] = set()

    @property
    def is_closing(self) -> bool:
        """Whether nothing more is written."""
        return self.transport.is_closing()

    def write(self, octets: bytes) -> None:
        """Send these octets."""
        if not self.transport.is_closing():
            self.transport.write(octets)

    def stop(self, why: str) -> None:
        """Read no more for this reason."""
        if not self._stops and not self.is_closing:
            self.transport.pause_reading()
        self._stops.add(why)

    def go(self, why: str | None = None) -> None:
        """This reason is gone, or every one."""
        had, self._stops = self._stops, self._stops - {why} if why is not None else set()
        if had and not self._stops and not self.is_closing:
            self.transport.resume_reading()

    def close(self, *, linger: bool = False) -> None:
        """Close it when all is written.

        With ``linger`` what the client still sends is ignored for a while: a connection that is closed with octets
        unread would be reset, and the answer lost (RFC 9112 section 9.6).
        """
        if self.is_closing:
            return
        self.go()
        if not linger:
            self.transport.close()
            return
        self.transport.write_eof()
        asyncio.get_running_loop().call_later(_LINGER_SECONDS, self.transport.close)

    def break_off(self) -> None:
        """End it so that nobody takes an answer for whole."""
        self.transport.abort()
