"""Keeps Hypothesis from reading the sources of generators to describe a function that has no name.

It describes what it retries or filters, for reports that a check never shows, and reads and parses thousands of lines
of Schemathesis for that.
"""

from __future__ import annotations

import functools
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from contracts.cases.generated import fuzz_constants

if TYPE_CHECKING:
    from collections.abc import Callable

_UNKNOWN = "lambda: <unknown>"
"""As Hypothesis itself calls what it finds no source of."""


@functools.cache
def prepare() -> None:
    """Have Hypothesis ask first whose draw it is; what others draw in this process is described as before."""
    from hypothesis.internal import reflection

    untyped: Any = reflection
    sources = getattr(untyped, "lambda_sources", None)
    described: Callable[[Any], str] | None = getattr(sources, "lambda_description", None)
    if described is None:
        return  # it describes them in another way

    def description(function: Any) -> str:
        return _UNKNOWN if fuzz_constants.is_ours() else described(function)

    untyped.lambda_sources = SimpleNamespace(**{**vars(sources), "lambda_description": description})
