"""The sockets on which a mock listens: one, or several on one port."""

from __future__ import annotations

import array
import contextlib
import errno
import socket
import struct
import sys

from mock_server.errors import MockServerError, UsageError

_BACKLOG = 2048
_ATTACH_FILTER, _DETACH_FILTER = 26, 27
_NOTHING_PASSES = struct.pack("HBBI", 0x06, 0, 0, 0)
"""A program of one instruction: return 0 octets (Linux, Documentation/networking/filter.rst)."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises MockServerError with one sentence."""
    return _listening(host, port, shared=False)


def listen_together(host: str, port: int, count: int) -> list[socket.socket]:
    """So many sockets that listen on one port, among which the system divides connections (SO_REUSEPORT).

    Nobody else may listen there. Raises MockServerError, also on systems that do not divide.
    """
    if not sys.platform.startswith("linux"):
        raise UsageError(
            f"--workers {count} needs Linux, which divides the connections to one port among processes; start one here"
        )
    with listen(host, port) as alone:
        port = alone.getsockname()[1]
    sockets: list[socket.socket] = []
    try:
        for _ in range(count):
            sockets.append(_listening(host, port, shared=True))
    except BaseException:
        for one in sockets:
            one.close()
        raise
    return sockets


def shut_out(port: socket.socket) -> bool:
    """Let the system take no more connections to a port that listens; what it has taken can still be accepted.

    Who tries to connect is not told, and tries again after a while. False on systems that can't do that.
    """
    if not sys.platform.startswith("linux"):
        return False
    program = array.array("B", _NOTHING_PASSES)
    try:
        port.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("HP", 1, program.buffer_info()[0]))
    except OSError:
        return False
    return True


def let_in(port: socket.socket) -> None:
    """Let the system take connections again."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError):
            port.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)


def _listening(host: str, port: int, *, shared: bool) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise UsageError(f"{host} is no address to listen on: {error.strerror or error}") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        advice = "choose another with --port (0 takes a free one)"
        if error.errno == errno.EADDRNOTAVAIL:
            advice = "it is no address of this machine; choose another with --host"
        raise MockServerError(f"{host}:{port} can't be used: {error.strerror}; {advice}") from None
    return listener
