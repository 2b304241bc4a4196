"""Decides an answer without stopping the event loop: values that are heavy are made on a thread of their own.

The store is read and written by the loop alone: what a thread makes is a value, and the decision is made again with it.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from mock_server.openapi.generator.deferral import Deferred
from mock_server.openapi.generator.effort import STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi.generator.synthesis import Synthesis

_ROUNDS = 16

Decision = TypeVar("Decision")


def at_once(synthesis: Synthesis, decide: Callable[..., Decision], *given: Any) -> Decision | Deferred:
    """What ``decide`` gives where no value is heavy, else what `decided` goes on with; most answers need no more."""
    deferral = synthesis.deferral
    deferral.begin()
    try:
        return decide(*given)
    except Deferred as deferred:
        return deferred
    finally:
        deferral.active = False


async def decided(synthesis: Synthesis, decide: Callable[[], Decision], deferred: Deferred | None = None) -> Decision:
    """What ``decide`` gives; it is called again for each heavy value, until the steps of one answer are taken.

    ``deferred`` is the first of them where `at_once` met it.
    """
    deferral, left = synthesis.deferral, STEPS
    for _ in range(_ROUNDS):
        if deferred is None:
            found = at_once(synthesis, decide)
            if not isinstance(found, Deferred):
                return found
            deferred = found
        left -= await asyncio.get_running_loop().run_in_executor(_worker(), deferred.run, left)
        deferred = None
        if left <= 0:
            break
    deferral.begin(hurried=True)
    try:
        return decide()
    finally:
        deferral.active = False


@cache
def _worker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="mock-server-values")
