"""The way of one request within a sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Generator

    from mock_server.engine.sandboxes.sandbox import Sandbox
    from mock_server.engine.sandboxes.sandboxes import Sandboxes


class InSandbox:
    """Awaits ``way``, and has the engine in the sandbox whenever that runs: while it waits, others are in theirs."""

    __slots__ = ("_sandbox", "_sandboxes", "_way")

    def __init__(self, sandboxes: Sandboxes, sandbox: Sandbox, way: Awaitable[None]) -> None:
        self._sandboxes = sandboxes
        self._sandbox = sandbox
        self._way = way

    def __await__(self) -> Generator[Any, Any, None]:
        """One step after the other."""
        sandboxes, sandbox, way = self._sandboxes, self._sandbox, self._way.__await__()
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
