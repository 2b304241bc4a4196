"""What the admin API sets in the parent and every worker answers by: clocks, rules of faults, seeds, resets."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from mock_server.engine.faults.rule_reading import read_rule
from mock_server.errors import MockServerError
from mock_server.store import Shared
from mock_server.values import new_random

if TYPE_CHECKING:
    from mock_server.engine.sandboxes.sandbox import Sandbox
    from mock_server.engine.sandboxes.sandboxes import Sandboxes
    from mock_server.server.live_mock import LiveMock

ENDED = "ended"
"""What is told of a sandbox that has ended."""

State = dict[str, Any]
"""Of each sandbox by its name: seed, how often it began again, its rules and how often they were set, its clock."""


def state_of(mock: LiveMock) -> State:
    """The state that workers take over, as plain values."""
    sandboxes = mock.sandboxes
    every = (sandboxes.default, *sandboxes.all())
    return {
        "reloads": mock.reloader.count,
        "start": sandboxes.start_clock.state,
        "sandboxes": {sandbox.name: _told(sandbox) for sandbox in every},
    }


def _told(sandbox: Sandbox) -> dict[str, Any]:
    rules = [rule.given for rule in sandbox.faults.rules]
    return {
        "seed": sandbox.seed,
        "begun": sandbox.begun,
        "set": sandbox.faults.times_set,
        "rules": rules,
        "clock": sandbox.clock.state,
    }


def count_together(sandboxes: Sandboxes, run: str, *, forgets: bool) -> None:
    """Have rules of faults count the requests of all processes of a run; one of them ``forgets`` for all."""
    store = sandboxes.store
    if isinstance(store, Shared):
        sandboxes.default.faults.count_by(partial(store.tally, run, forgets=forgets))


class TakenState:
    """Keeps the state of a worker as the parent has it; ``chance`` makes its values others than other workers'."""

    def __init__(self, mock: LiveMock, chance: str) -> None:
        self._mock = mock
        self._chance = chance
        self._state: State = {"reloads": 0, "sandboxes": {}}
        self._taken: dict[str, dict[str, Any]] = {}
        if mock.settings.seed is not None:
            mock.sandboxes.vary(f"{mock.settings.seed}:{chance}:{mock.sandboxes.store.sequence}")
        mock.sandboxes.began.append(self._apply)
        mock.sandboxes.ended.append(lambda name: self._taken.pop(name, None))

    async def take(self, state: State, events: list[tuple[str, str]]) -> None:
        """From now on it is this one; ``events`` are sandboxes that have ended, and those whose requests to forget.

        Raises MockServerError where files can't be served here; the rest is taken all the same, and they with the next.
        """
        before, wrong = self._state["reloads"], None
        if state["reloads"] != before:
            try:
                await self._mock.reloader.reload()
            except MockServerError as error:
                state, wrong = {**state, "reloads": before}, error
        self._state, sandboxes = state, self._mock.sandboxes
        sandboxes.start_clock.state = state["start"]
        for kind, name in events:
            if kind == ENDED:
                sandboxes.let_go(name)
            elif self._mock.journal is not None:
                self._mock.journal.clear(name)
        for sandbox in (sandboxes.default, *sandboxes.all()):
            self._apply(sandbox)
        if wrong is not None:
            raise wrong

    def begin(self, state: State) -> None:
        """What there was before this worker: documents as they are now, and its default sandbox."""
        self._state = state
        self._mock.sandboxes.start_clock.state = state["start"]
        self._apply(self._mock.sandboxes.default)

    def _apply(self, sandbox: Sandbox) -> None:
        told = self._state["sandboxes"].get(sandbox.name)
        before = self._taken.get(sandbox.name, {"seed": None, "begun": 0, "set": 0})
        if told is None or told == before:
            return
        if told["seed"] != before["seed"] or told["begun"] != before["begun"]:
            if told["seed"] != before["seed"]:
                sandbox.reseed(told["seed"])
            sandbox.begin_again()
            if told["seed"] is not None:
                sandbox.random.setstate(new_random(f"{told['seed']}:{self._chance}").getstate())
        if told["set"] != before["set"]:
            sandbox.faults.replace([read_rule(line, f"rules.{index}") for index, line in enumerate(told["rules"])])
        if tuple(told["clock"]) != sandbox.clock.state:
            sandbox.clock.state = tuple(told["clock"])
        self._taken[sandbox.name] = told
