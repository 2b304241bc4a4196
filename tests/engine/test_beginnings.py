"""A key that begins as the caller wished is never longer than keys may be."""

from __future__ import annotations

import pytest

from mock_server.engine.left_out_keys import beginning_so


@pytest.mark.parametrize(
    ("beginning", "longest", "found"),
    [
        ("web-", None, "web-q7x2k"),
        ("web-", 9, "web-q7x2k"),
        ("web-", 7, "weq7x2k"),
        ("web-", 3, "q7x"),
        ("", 3, "q7x2k"),
    ],
)
def test_a_wished_beginning_makes_no_key_too_long(beginning: str, longest: int | None, found: str) -> None:
    """The beginning is cut first, then the end; where nothing is wished, the key stays as it was made."""
    assert beginning_so(beginning, "q7x2k", longest) == found
