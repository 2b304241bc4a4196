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


@contextlib.contextmanager
def none_of_modules() -> Iterator[None]:
    """Meanwhile nothing that this thread draws comes from a module; what others draw in this process stays as it is."""
    forget = _installed()
    token = _ours.set(True)
    forget()
    try:
        yield
    finally:
        _ours.reset(token)
        forget()


@functools.cache
def _installed() -> Callable[[], None]:
    """Have Hypothesis ask first whose draw it is; what forgets the constants that it has chosen from."""
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    provider: Any = providers.HypothesisProvider
    found = vars(provider).get("_local_constants")
    if not isinstance(found, functools.cached_property):
        return lambda: None  # it keeps them in another way

    def constants(self: Any) -> Any:
        return Constants() if _ours.get() else found.func(self)

    chosen: Any = functools.cached_property(constants)
    chosen.__set_name__(provider, "_local_constants")
    provider._local_constants = chosen
    return lambda: providers.CONSTANTS_CACHE.cache.clear()  # that of the thread which asks: each has its own
