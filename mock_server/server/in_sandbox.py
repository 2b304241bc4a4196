"""The way of one request within a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.server.asgi import SENT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from mock_server.engine.sandboxes.sandbox import Sandbox
    from mock_server.engine.sandboxes.sandboxes import Sandboxes


def in_sandbox(sandboxes: Sandboxes, sandbox: Sandbox, begin: Callable[[], Awaitable[None]]) -> Awaitable[None]:
    """Begin what ``begin`` does with the engine in the sandbox. To be awaited at once; `SENT` where that was all."""
    sandbox.busy += 1
    sandboxes.enter(sandbox)
    try:
        way = begin()
    finally:
        sandboxes.leave()
        sandbox.busy -= 1
    return SENT if way is SENT else _InSandbox(sandboxes, sandbox, way)


class _InSandbox:
    """Awaits ``way``, with the engine in the sandbox whenever that runs. While it waits, others are in theirs."""

    __slots__ = ("_sandbox", "_sandboxes", "_way")

    def __init__(self, sandboxes: Sandboxes, sandbox: Sandbox, way: Awaitable[None]) -> None:
        self._sandboxes = sandboxes
        self._sandbox = sandbox
        self._way = way

    def __await__(self) -> Generator[Any, Any, None]:
        """One step after the other."""
        sandboxes, sandbox, way = self._sandboxes, self._sandbox, self._gone().__await__()
        thrown: BaseException | None = None
        sandbox.busy += 1
        try:
            while True:
                sandboxes.enter(sandbox)
                try:
                    waits_for = way.send(None) if thrown is None else way.throw(thrown)
                except StopIteration:
                    return
                finally:
                    sandboxes.leave()
                try:
                    yield waits_for
                    thrown = None
                except BaseException as error:
                    thrown = error
        finally:
            sandbox.busy -= 1

    async def _gone(self) -> None:
        await self._way
