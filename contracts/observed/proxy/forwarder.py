"""The forwarder, seen from the process that judges: starts it, reads what it hands over, ends it.

It runs in a process of its own, so that however long something is judged, no octet waits for it.
"""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from contracts.errors import ContractsError, UsageError
from contracts.observed.proxy.passed_exchange import ENDED, FAILED, HEADER, LISTENS, NOTE, PASSED, PassedExchange

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contracts.observed.proxy.proxy_state import ProxyRules
    from contracts.traffic.tls_context import TlsTrust

_START_SECONDS = 60.0
_STOP_SECONDS = 5.0
_PIECE = 1024 * 1024


@dataclass
class Forwarder:
    """The process; a context manager. ``address`` is host and port where it listens, ``counts`` what it counted."""

    rules: ProxyRules
    trust: TlsTrust
    spec: Path
    overlays: tuple[Path, ...] = ()
    address: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    ended: bool = False
    noted: Callable[[str], None] = lambda text: None
    """Takes lines for people."""

    def __enter__(self) -> Forwarder:
        """Start it; raises UsageError where it can't listen."""
        mine, its = socket.socketpair()
        self._channel, self._data = mine, bytearray()
        told = {
            "rules": asdict(self.rules),
            "trust": [_text(self.trust.ca), self.trust.insecure, _text(self.trust.client_cert)],
            "spec": str(self.spec),
            "overlays": [str(path) for path in self.overlays],
        }
        words = [sys.executable, "-m", "contracts.observed.proxy.forwarder_process", json.dumps(told)]
        with its:
            # a session of its own: Ctrl-C is for the one that reports, whose end ends it
            self._process = subprocess.Popen(words, stdin=its.fileno(), start_new_session=True)  # noqa: S603 - our own module
        until = monotonic() + _START_SECONDS
        try:
            while not self.address and not self.ended and monotonic() < until:
                self.next(0.5)
        finally:
            if not self.address:
                self._end()
        if not self.address:
            raise ContractsError("the forwarder of the proxy did not start; please report it")
        return self

    def __exit__(self, *_: object) -> None:
        self._end()

    def next(self, seconds: float) -> PassedExchange | None:
        """The next exchange that passed, None where none came so soon; sets ``ended`` after the last one.

        Raises UsageError where it could not listen.
        """
        until = monotonic() + seconds
        while not self.ended:
            found = self._message()
            if found is not None:
                kind, data = found
                if kind == PASSED:
                    return PassedExchange.unpacked(data)
                self._told(kind, data.decode())
                return None
            left = until - monotonic()
            if left <= 0 or not select.select([self._channel], [], [], left)[0]:
                return None
            try:
                piece = self._channel.recv(_PIECE)
            except OSError:
                piece = b""
            self._data += piece
            self.ended = not piece
        return None

    def stop(self) -> None:
        """Take no more connections; what passed so far still comes by ``next``."""
        try:
            self._channel.sendall(b".")
        except OSError:
            self.ended = True

    def _message(self) -> tuple[bytes, bytes] | None:
        data = self._data
        if len(data) < HEADER.size:
            return None
        kind, length = HEADER.unpack_from(data)
        end = HEADER.size + length
        if len(data) < end:
            return None
        found = bytes(data[HEADER.size : end])
        del data[:end]
        return kind, found

    def _told(self, kind: bytes, text: str) -> None:
        if kind == LISTENS:
            self.address = text
        elif kind == NOTE:
            self.noted(text)
        elif kind == ENDED:
            counts: dict[str, Any] = json.loads(text)
            self.counts, self.ended = counts, True
        elif kind == FAILED:
            self.ended = True
            raise UsageError(text)

    def _end(self) -> None:
        self.ended = True
        self._channel.close()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _text(path: Path | None) -> str | None:
    return str(path) if path is not None else None
