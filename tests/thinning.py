"""Large tables: which of their cases CI runs, and which only `make test-whole` does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def thinned(cases: Iterable[Any], often: Collection[Any]) -> list[Any]:
    """The cases as parameters of a test; all but those that are looked at ``often`` have the mark `whole`."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=() if case in often else pytest.mark.whole)
        for case in cases
    ]
