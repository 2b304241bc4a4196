"""Keeps what is drawn independent of the program that draws it: the same seed makes the same cases everywhere.

Hypothesis looks for constants in the sources of whatever modules of the user's are loaded, and draws them now and then:
other ones in a checkout than where a package is installed, and those of somebody's tests where the check runs among
them. To read all sources takes a fifth of a whole check, too.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections import OrderedDict
from contextvars import ContextVar
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_ours: ContextVar[bool] = ContextVar("draws of a check", default=False)


class _Chosen(threading.local):
    """What draws of a check choose from, as Hypothesis has found it out before in this thread: once, not for each."""

    def __init__(self) -> None:
        self.by_kind: OrderedDict[Any, Any] = OrderedDict()


_chosen = _Chosen()


def is_ours() -> bool:
    """Whether what is drawn now is for a check."""
    return _ours.get()


@contextlib.contextmanager
def none_of_modules() -> Iterator[None]:
    """Meanwhile nothing that this thread draws comes from a module; what others draw in this process stays as it is."""
    place = _installed()
    before = vars(place).get("cache")
    token = _ours.set(True)
    place.cache = _chosen.by_kind
    try:
        yield
    finally:
        _ours.reset(token)
        if before is not None:
            place.cache = before
        else:
            vars(place).pop("cache", None)


@functools.cache
def _installed() -> Any:
    """Have Hypothesis ask first whose draw it is; where each thread has the constants from which it chooses."""
    from hypothesis.internal.conjecture import providers
    from hypothesis.internal.constants_ast import Constants

    provider: Any = providers.HypothesisProvider
    found = vars(provider).get("_local_constants")
    if not isinstance(found, functools.cached_property):
        return SimpleNamespace()  # it keeps them in another way

    def constants(self: Any) -> Any:
        return Constants() if _ours.get() else found.func(self)

    chosen: Any = functools.cached_property(constants)
    chosen.__set_name__(provider, "_local_constants")
    provider._local_constants = chosen
    return vars(providers.CONSTANTS_CACHE).get("_threadlocal", SimpleNamespace())
