"""Keeps Schemathesis from asking Hypothesis' whole engine for single values, of which its coverage is made.

It asks for one value twenty times, and once for what a filter refuses that takes nothing: five hundred runs.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from contracts.cases.generated import fuzz_constants
from contracts.cases.generated.fuzz_engine import draws

if TYPE_CHECKING:
    from collections.abc import Callable


@functools.cache
def prepare() -> None:
    """Have Schemathesis ask first whose draw it is; what others draw in this process is drawn as before."""
    from schemathesis.generation.hypothesis import examples
    from schemathesis.specs.openapi.coverage import _schema

    untyped: Any = examples
    engine: Callable[..., None] | None = getattr(untyped, "_add_examples", None)
    if engine is None:
        return  # it makes them in another way

    def add(strategy: Any, found: list[Any], suppressed: Any, most: int) -> None:
        if fuzz_constants.is_ours():
            found.extend(draws()(strategy, "0", most))
        else:
            engine(strategy, found, suppressed, most)

    untyped._add_examples = add
    _keep_apart(_schema, "_invalid_enum_candidates")


def _keep_apart(module: Any, name: str) -> None:
    """What is kept of draws for the whole process is kept of ours by itself: else it would depend on who drew first."""
    theirs: Any = getattr(module, name, None)
    if hasattr(theirs, "__wrapped__"):
        ours = functools.cache(theirs.__wrapped__)
        setattr(module, name, lambda: ours() if fuzz_constants.is_ours() else theirs())
