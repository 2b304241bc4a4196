"""A target that plays what a test wants, octet by octet, and a client that does the same."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Play = Callable[[socket.socket, "RawTarget"], None]

PATIENCE = 60.0


@dataclass
class RawTarget:
    """``seen`` are the octets of each request as they came; ``play`` what is done on each connection."""

    play: Play
    port: int = 0
    seen: list[bytes] = field(default_factory=list)
    connections: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    """Set when the other side has closed or reset a connection."""

    @property
    def url(self) -> str:
        """Its base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def read(self, connection: socket.socket) -> bytes:
        """One whole request, which is kept; empty where the other side has closed the connection."""
        octets = message(connection)
        if octets:
            self.seen.append(octets)
        return octets


def message(connection: socket.socket) -> bytes:
    """A head with the body that it announces, read octet by octet where nothing else may be taken."""
    found = head(connection)
    length = re.search(rb"(?im)^content-length:[ \t]*([0-9]+)", found)
    if re.search(rb"(?im)^transfer-encoding:.*chunked", found):
        while True:
            line = until(connection, b"\n")
            found += line
            size = int(line.split(b";")[0], 16)
            if size == 0:
                break
            found += exactly(connection, size + 2)
        while True:
            line = until(connection, b"\n")
            found += line
            if line in (b"\r\n", b"\n", b""):
                return found
    return found + exactly(connection, int(length[1])) if length else found


def head(connection: socket.socket) -> bytes:
    """A header section with its empty line."""
    found = bytearray()
    while not (found.endswith(b"\n\r\n") or found.endswith(b"\n\n")):
        octet = connection.recv(1)
        if not octet:
            return b""
        found += octet
    return bytes(found)


def until(connection: socket.socket, end: bytes) -> bytes:
    """The octets up to this one."""
    found = b""
    while not found.endswith(end) and (octet := connection.recv(1)):
        found += octet
    return found


def exactly(connection: socket.socket, size: int) -> bytes:
    """So many octets, or those that came before the end."""
    found = bytearray()
    while len(found) < size and (piece := connection.recv(size - len(found))):
        found += piece
    return bytes(found)


def to_the_end(connection: socket.socket) -> bytes:
    """All octets until the other side closes."""
    found = bytearray()
    while piece := connection.recv(65536):
        found += piece
    return bytes(found)


def answering(*pieces: bytes, closes: bool = False) -> Play:
    """Answer each request with these pieces."""

    def play(connection: socket.socket, target: RawTarget) -> None:
        while target.read(connection):
            for piece in pieces:
                connection.sendall(piece)
            if closes:
                return

    return play


@contextlib.contextmanager
def raw_target(play: Play) -> Iterator[RawTarget]:
    """The target while it runs."""
    target = RawTarget(play)
    listener = socket.create_server(("127.0.0.1", 0))
    target.port = listener.getsockname()[1]
    open_ones: list[socket.socket] = []

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            target.play(connection, target)
        target.ended.set()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                connection.settimeout(PATIENCE)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                target.connections += 1
                open_ones.append(connection)
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield target
    finally:
        for one in (listener, *open_ones):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextlib.contextmanager
def client(address: str) -> Iterator[socket.socket]:
    """A connection of a client."""
    host, _, port = address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection
