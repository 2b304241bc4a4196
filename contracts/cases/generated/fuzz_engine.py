"""Which way values of a strategy are drawn: one by one (`fuzz_draws`), or by Hypothesis' engine where that can't be."""

from __future__ import annotations

import functools
import warnings
from typing import TYPE_CHECKING, Any

from contracts.cases.generated.fuzz_links import quiet_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.openapi import JSON

    Draws = Callable[[JSON, str, int], Iterator[Any]]


@functools.cache
def draws() -> Draws:
    """What draws at most so many values of a strategy by a seed, the simplest one first."""
    from hypothesis import strategies

    try:
        from contracts.cases.generated.fuzz_draws import drawn

        texts = strategies.lists(strategies.text() | strategies.floats().filter(lambda number: number < 1).map(str))
        whole = strategies.randoms().flatmap(lambda random: strategies.just(random.random()))
        list(drawn(strategies.fixed_dictionaries({"texts": texts, "whole": whole}), "0", 9))
    except (ImportError, AttributeError, TypeError):  # another version, which is built otherwise
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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seeded(quiet_settings(most, derandomize=False)(given(collect)))()
    yield from found
