"""The way of one request within a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from mock_server.engine.sandboxes.sandbox import Sandbox
    from mock_server.engine.sandboxes.sandboxes import Sandboxes


class InSandbox:
    """Awaits what ``begin`` gives, with the engine in the sandbox whenever that runs, from its call on.

    While it waits, others are in theirs.
    """

    __slots__ = ("_begin", "_sandbox", "_sandboxes")

    def __init__(self, sandboxes: Sandboxes, sandbox: Sandbox, begin: Callable[[], Awaitable[None]]) -> None:
        self._sandboxes = sandboxes
        self._sandbox = sandbox
        self._begin = begin

    def __await__(self) -> Generator[Any, Any, None]:
        """One step after the other."""
        sandboxes, sandbox, way = self._sandboxes, self._sandbox, self._begun().__await__()
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

    async def _begun(self) -> None:
        await self._begin()
