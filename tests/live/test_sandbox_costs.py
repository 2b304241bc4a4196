"""What sandboxes cost, counted in instructions of Python; `benchmarks/sandboxes.py` has the times."""

from __future__ import annotations

import asyncio
import itertools
from functools import partial
from typing import TYPE_CHECKING, Any, cast

import pytest

from mock_server.engine.faults.fault_table import FaultTable
from mock_server.engine.sandboxes.sandboxes import Sandboxes
from mock_server.engine.shown_inventions import ShownInventions
from mock_server.server.allowed_origins import AllowedOrigins
from mock_server.server.asgi import FIELDS, SENT
from mock_server.server.in_sandbox import in_sandbox
from mock_server.server.middleware.sandboxing import Sandboxing
from mock_server.store import LayeredStore, SwitchedStore, open_store
from mock_server.values import Values
from tests.counted import instructions

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import Scope

    from mock_server.engine.refusals import Fallback

MOST_TO_MAKE = 1_200
MOST_WITHOUT = 40


def sandboxes(records: int, seed: int | None = 1) -> Sandboxes:
    """Those of a server with so many first records."""
    first, values = LayeredStore(), Values(seed)
    for number in range(records):
        first.create("things", str(number), {"name": "a"})
    switch, faults = SwitchedStore(open_store("memory:")), FaultTable((), 0, values.clock.milliseconds)
    return Sandboxes(switch, values, first, faults, ShownInventions(), repeatable=seed is not None, now=lambda: 0.0)


@pytest.mark.parametrize("seed", [None, 1])
def test_one_more_is_made_at_the_same_cost_over_any_number(seed: int | None) -> None:
    """Neither the first records are copied for it, nor the other sandboxes looked at."""
    found = {}
    for records, others in itertools.product((1, 2_000), (1, 900)):
        made = sandboxes(records, seed)
        for number in range(others):
            made.named(f"other-{number}")
        found[records, others] = instructions(partial(made.named, "one-more"))
        assert made.is_there("one-more")
    assert len(set(found.values())) == 1, found
    assert 0 < found[1, 1] <= MOST_TO_MAKE


@pytest.mark.parametrize("waits", [False, True])
def test_a_request_in_one_works_in_it_alone_and_is_answered_at_once(waits: bool) -> None:
    """The engine is in the sandbox while the request runs, and in the server's own state in between and at last."""
    made = sandboxes(1)
    sandbox, seen = made.named("one"), []

    def where() -> bool:
        return made._values.clock is sandbox.clock

    async def rest() -> None:
        seen.append((where(), sandbox.busy))
        await asyncio.sleep(0)
        seen.append((where(), sandbox.busy))

    def begin() -> Awaitable[None]:
        seen.append((where(), sandbox.busy))
        return rest() if waits else SENT

    async def ask() -> None:
        way = in_sandbox(made, sandbox, begin)
        assert (way is SENT) is not waits
        assert not where()
        task = asyncio.ensure_future(_awaited(way))
        await asyncio.sleep(0)
        assert not where()
        await task

    asyncio.run(ask())
    assert seen == [(True, 1)] * (3 if waits else 1)
    assert (where(), sandbox.busy) == (False, 0)
    with pytest.raises(ZeroDivisionError):
        in_sandbox(made, sandbox, lambda: 1 // 0)  # type: ignore[arg-type, return-value]
    assert (where(), sandbox.busy) == (False, 0)


async def _awaited(way: Awaitable[None]) -> None:
    await way


def test_a_request_without_one_is_handed_on_at_once() -> None:
    """It costs a look at the names of its fields and at its path, however many sandboxes there are."""
    handed: list[Scope] = []

    def app(scope: Scope, *_: object) -> None:
        handed.append(scope)

    found, fallback = set(), cast("Fallback", None)  # refuses wrong names, of which there are none
    scope: Scope = {"type": "http", "path": "/v1/things", "headers": [], FIELDS: {b"host": b"a", b"accept": b"b"}}
    for others in (1, 900):
        made = sandboxes(1)
        for number in range(others):
            made.named(f"other-{number}")
        sandboxing: Any = Sandboxing(cast("Any", app), made, fallback, True, AllowedOrigins(()))
        sandboxed, alone = (instructions(partial(way, scope, None, None)) for way in (sandboxing, app))
        found.add(sandboxed - alone)
    assert handed == [scope] * 4
    assert len(found) == 1, found
    assert 0 < found.pop() <= MOST_WITHOUT
