"""Members of an answer that repeat a parameter: where they have to be the one that was sent, and where not."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.laws.parameter_echoes import agrees, shown


@pytest.mark.parametrize(
    ("sent", "got", "action", "right"),
    [
        ([3, 4], [4, 3, 3], "read", True),
        ([3, 4], [3], "read", False),
        ([3], [3, 4], "read", False),
        ({"x": 1, "y": 2}, {"x": 2, "y": 1}, "none", False),
        (7, 8, "read", False),
        (50, 20, "list", True),
        (1, 20, "list", False),
        (True, False, "list", False),
        ("Bob", "bob", "read", True),
        (7, None, "read", True),
        (7, "seven", "read", True),
    ],
)
def test_what_an_answer_may_repeat(sent: Any, got: Any, action: str, right: bool) -> None:
    """Sets are the same in any order, a list may hold less than was asked for, texts may be spelled otherwise."""
    assert agrees(sent, got, action) is right


def test_a_parameter_is_looked_for_outside_arrays() -> None:
    """Records in a list are no repetition of what was asked for."""
    body = {"page": {"size": 3}, "items": [{"size": 9}]}
    assert list(shown(body, "size")) == [(("page", "size"), 3)]
