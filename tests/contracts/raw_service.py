"""A service that writes octets as a test wants them: whatever a real one may send, right or wrong."""

from __future__ import annotations

import contextlib
import re
import socket
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


@dataclass(frozen=True)
class Asked:
    """One request as it came: ``number`` counts from 1 over all connections, ``nth`` within its connection."""

    method: str
    target: str
    head: str
    body: bytes
    number: int
    nth: int


@dataclass
class RawService:
    """What was asked; ``answer`` gives the pieces to write, and the connection is closed after the piece None."""

    answer: Callable[[Asked], Iterable[bytes | None]]
    asked: list[Asked] = field(default_factory=list)
    url: str = ""


def json_answer(body: bytes, status: str = "200 OK", *lines: str) -> bytes:
    """A whole answer with a JSON body."""
    head = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {len(body)}", *lines]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@contextlib.contextmanager
def serving(answer: Callable[[Asked], Iterable[bytes | None]]) -> Iterator[RawService]:
    """The service while it runs, on a port of its own."""
    service = RawService(answer)
    lock = threading.Lock()
    listener = socket.create_server(("127.0.0.1", 0))
    open_ones: list[socket.socket] = [listener]

    def serve(connection: socket.socket) -> None:
        nth = 0
        with contextlib.suppress(OSError), connection, connection.makefile("rb") as stream:
            while (request := _read(stream)) is not None:
                nth += 1
                method, target, head, body = request
                with lock:
                    asked = Asked(method, target, head, body, len(service.asked) + 1, nth)
                    service.asked.append(asked)
                for piece in answer(asked):
                    if piece is None:
                        connection.shutdown(socket.SHUT_RDWR)
                        return
                    connection.sendall(piece)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                open_ones.append(connection)
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    service.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield service
    finally:
        for one in open_ones:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


def _read(stream: Iterable[bytes]) -> tuple[str, str, str, bytes] | None:
    head = b""
    for line in stream:
        head += line
        if line == b"\r\n":
            break
    else:
        return None
    method, target, _ = head.split(b" ", 2)
    length = re.search(rb"(?im)^content-length: *(\d+)", head)
    body = stream.read(int(length[1])) if length else b""  # type: ignore[attr-defined]
    return method.decode(), target.decode(), head.decode("latin-1"), body
