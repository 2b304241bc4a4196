"""Which way values of a strategy are drawn: one by one (`fuzz_draws`), or by Hypothesis' engine where that can't be."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from contracts.cases.generated.quiet_warnings import quiet_warnings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.openapi import JSON

    Draws = Callable[..., Iterator[Any]]

_LEAST_STEPS = 2
"""As Schemathesis itself has it: of one step nothing follows."""


def quiet_settings(most: int, **more: Any) -> JSON:
    """Hypothesis' settings for ``most`` examples that are only made: nothing is kept, shrunk or said."""
    import hypothesis

    return hypothesis.settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
        **more,
    )


@functools.cache
def draws() -> Draws:
    """What draws at most so many values of a strategy by a seed, the simplest one first."""
    from hypothesis import strategies

    try:
        from contracts.cases.generated.fuzz_draws import drawn

        texts = strategies.lists(strategies.text() | strategies.floats().filter(lambda number: number < 1).map(str))
        whole = strategies.randoms().flatmap(lambda random: strategies.just(random.random()))
        list(drawn(strategies.fixed_dictionaries({"texts": texts, "whole": whole}), "0", 9))
        list(drawn(strategies.data(), "0", 3, lambda data: data.draw(strategies.booleans())))
    except Exception:  # another version, which is built otherwise: its own engine draws
        return by_engine
    return drawn


def by_engine(strategy: JSON, seed: str, most: int) -> Iterator[Any]:
    """The same by the engine, which draws all of them before the first is given."""
    import hypothesis

    found: list[Any] = []

    def collect(value: Any) -> None:
        found.append(value)

    given: JSON = hypothesis.given(strategy)
    seeded: JSON = hypothesis.seed(seed)
    with quiet_warnings():
        seeded(quiet_settings(most, derandomize=False)(given(collect)))()
    yield from found


def run_scenarios(machine: JSON, seed: int, most: int, steps: int) -> Iterator[int]:
    """Run at most so many scenarios of a state machine, and say after each how many it were."""
    import hypothesis
    from hypothesis import stateful, strategies

    options, draw = quiet_settings(most, stateful_step_count=steps), draws()
    make: Any = getattr(stateful, "get_state_machine_test", None)
    if make is None or draw is by_engine:
        seeded: JSON = hypothesis.seed(seed)
        seeded(machine).run(settings=options)
        return
    scenario = make(machine, settings=options, _min_steps=_LEAST_STEPS).hypothesis.inner_test
    for number, _ in enumerate(draw(strategies.data(), str(seed), most, scenario), 1):
        yield number
