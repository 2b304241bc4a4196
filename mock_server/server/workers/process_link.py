"""Messages between a parent and one of its workers, over a socket that nobody else holds."""

from __future__ import annotations

import asyncio
import itertools
import marshal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator, Callable

Message = tuple[int, str, Any]
"""A number that ties messages together, a kind, and a value of plain types."""

_LENGTH = 4


class ProcessLinkClosedError(Exception):
    """The other end is not there any more, or does not answer in time."""


class ProcessLink:
    """One end: messages come in the order in which they were sent. Make it with `over`, within the loop."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._late: dict[int, Callable[[Any], None]] = {}

    @classmethod
    async def over(cls, end: socket.socket) -> ProcessLink:
        """The end of a pair of sockets."""
        return cls(*await asyncio.open_connection(sock=end))

    def number(self) -> int:
        """A number that no other message from here has."""
        return next(self._numbers)

    async def send(self, number: int, kind: str, value: Any = None) -> None:
        """Send a message; one to an end that has gone is lost."""
        try:
            self._writer.write(framed((number, kind, value)))
            await self._writer.drain()
        except OSError:
            pass

    async def ask(self, kind: str, value: Any, seconds: float, late: Callable[[Any], None] | None = None) -> Any:
        """What the other end tells; raises ProcessLinkClosedError where it does not within the time.

        What it tells after that is for ``late``.
        """
        number = self.number()
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            await self.send(number, kind, value)
            return await asyncio.wait_for(answer, seconds)
        except TimeoutError:
            if late is not None:
                self._late[number] = late
            raise ProcessLinkClosedError(f"no answer within {seconds:.0f} s") from None
        finally:
            del self._asked[number]

    async def messages(self) -> AsyncIterator[Message]:
        """What comes, until the other end has gone; answers to `ask` go where they are waited for."""
        try:
            while True:
                length = int.from_bytes(await self._reader.readexactly(_LENGTH))
                number, kind, value = unframed(await self._reader.readexactly(length))
                if kind != "told":
                    yield number, kind, value
                elif (asked := self._asked.get(number)) is not None and not asked.done():
                    asked.set_result(value)
                elif (late := self._late.pop(number, None)) is not None:
                    late(value)
        except (asyncio.IncompleteReadError, OSError):
            self.close()

    def close(self) -> None:
        """End it; whoever waits for an answer is told that none comes."""
        for asked in self._asked.values():
            if not asked.done():
                asked.set_exception(ProcessLinkClosedError("it has ended"))
        self._writer.close()


def framed(message: Message) -> bytes:
    """A message as octets, its length before it."""
    octets = marshal.dumps(message)
    return len(octets).to_bytes(_LENGTH) + octets


def unframed(octets: bytes) -> Message:
    """A message without its length; it is of another process of this program, and of nobody else."""
    message: Message = marshal.loads(octets)  # noqa: S302 - both ends are this program, over an unnamed socket
    return message


def received(end: socket.socket) -> Message:
    """The first message, read before there is a loop; raises ProcessLinkClosedError where none comes."""
    return unframed(_exactly(end, int.from_bytes(_exactly(end, _LENGTH))))


def _exactly(end: socket.socket, count: int) -> bytes:
    octets = b""
    while len(octets) < count:
        part = end.recv(count - len(octets))
        if not part:
            raise ProcessLinkClosedError("it has ended")
        octets += part
    return octets
