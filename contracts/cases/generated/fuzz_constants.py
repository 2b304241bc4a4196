"""Keeps what is drawn independent of the program that draws it: the same seed makes the same cases everywhere.

Hypothesis looks for constants in the sources of whatever modules of the user's are loaded, and draws them now and then:
other ones in a checkout than where a package is installed, and those of somebody's tests where the check runs among
them. To read all sources takes a fifth of a whole check, too.
"""

from __future__ import annotations

import contextlib
import functools
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ours: ContextVar[bool] = ContextVar("draws of a check", default=False)
_chosen: ContextVar[dict[Any, Any] | None] = ContextVar("what draws of a check choose from", default=None)
"""As Hypothesis has found it out before, which it need not do for each case again."""


@contextlib.contextmanager
def none_of_modules() -> Iterator[None]:
    """Meanwhile nothing that this thread draws comes from a module; what others draw in this process stays as it is."""
    chosen = _installed()()
    token = _ours.set(True)
    chosen.clear()
    chosen.update(_chosen.get() or {})
    try:
        yield
    finally:
        _chosen.set(dict(chosen))
        _ours.reset(token)
        chosen.clear()


@functools.cache
def _installed() -> Callable[[], dict[Any, Any]]:
    """Have Hypothesis ask first whose draw it is; what gives the constants from which the thread that asks chooses."""
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    provider: Any = providers.HypothesisProvider
    found = vars(provider).get("_local_constants")
    if not isinstance(found, functools.cached_property):
        return dict  # it keeps them in another way

    def constants(self: Any) -> Any:
        return Constants() if _ours.get() else found.func(self)

    chosen: Any = functools.cached_property(constants)
    chosen.__set_name__(provider, "_local_constants")
    provider._local_constants = chosen
    return lambda: providers.CONSTANTS_CACHE.cache  # that of the thread which asks: each has its own
