"""Takes the first step of a request's way at once: a task of the event loop is made only where an answer has to wait.

Nearly all answers are decided and sent in one step. A task for each of them, which the loop begins later and whose
end it tells, would cost a tenth of a request. What may need a task around it (functions of users, files, the admin API,
the real service: whatever has timeouts, or threads of anyio) waits for `in_a_task` first.
"""

from __future__ import annotations

import asyncio
import types
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator


def first_step(way: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None] | None:
    """The rest of ``way`` after its first step, for a task; None where that was all."""
    try:
        waits_for = way.send(None)
    except StopIteration:
        return None
    return _rest(way, waits_for)


async def in_a_task() -> None:
    """Return in a task of the event loop, whether the first step is taken in one or not."""
    await asyncio.sleep(0)


async def _rest(way: Coroutine[Any, Any, None], waits_for: Any) -> None:
    await _going_on(way, waits_for)


@types.coroutine
def _going_on(way: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """Wait for what the first step has left, then go through the rest."""
    while True:
        try:
            yield waits_for
            break
        except BaseException as error:  # a task that is cancelled says so here
            try:
                waits_for = way.throw(error)
            except StopIteration:
                return
    yield from way  # a coroutine may stand here (PEP 492)
