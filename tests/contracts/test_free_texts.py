"""Which patterns leave out some characters and take words all the same."""

from __future__ import annotations

import pytest

from contracts.traffic.free_texts import takes_words


@pytest.mark.parametrize(
    ("pattern", "takes"),
    [
        (None, True),
        ("^[^/%&]+$", True),
        (r"^[^\s/]+$", False),
        ("^[a-z]+$", False),
        (r"^[^\s-/]+$", False),
        (r"^[^a-\s]*$", False),
        ("[^/]{5,3}", False),
        ("^[^z-a]+$", False),
    ],
)
def test_a_pattern_that_only_one_dialect_reads_is_none_of_words(pattern: str | None, takes: bool) -> None:
    """ECMA-262 reads ranges that Python does not: the check goes on."""
    assert takes_words(pattern) is takes
