"""What a service adds to a list that was sent to it."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.laws.echo import alike, kept
from contracts.laws.own_additions import gained_own

ONE, TWO = "one ctabcdefghijkl", "two ctabcdefghijkl"


@pytest.mark.parametrize(
    ("sent", "got", "open_"),
    [
        ([ONE, TWO], [ONE, "maker", TWO], True),
        ([{"name": ONE}], [{"name": "maker"}, {"name": ONE}], True),
        ([ONE, TWO], [TWO, "maker"], False),
        ([ONE, TWO], [TWO, ONE, "maker"], False),
        ({}, {"id": 7}, True),
        ({"a": 1, "b": [ONE]}, {"id": 7, "a": 1, "b": [ONE, "maker"]}, True),
        ({"a": 1}, {"id": 7}, False),
        ({"a": 1}, {"a": 2, "id": 7}, False),
        ({"a": 1}, {"a": 1, "b": ONE}, False),
        ({"a": 1}, {"a": 1, "parent": "ctabcdefghijkl-aaab"}, True),
        ({"a": 1}, {"a": 1, "parent": "of ctabcdefghijkl-aaab"}, False),
        ([ONE], [ONE, ONE], False),
        ([ONE], [ONE, TWO], False),
        (["red"], ["red", "blue"], False),
        ([], ["maker"], False),
    ],
)
def test_what_a_list_may_gain(sent: Any, got: Any, open_: bool) -> None:
    """Items of the service's own; not what was lost, moved, doubled, of another request, or one of few options."""
    assert gained_own(sent, got, alike) is open_
    assert kept(sent, got) is open_
    assert kept(sent, sent)


def test_long_words_of_the_service_are_none_of_the_run() -> None:
    """They may hold the letters of a name of the run inside."""
    sent = {"name": "ctabcdefghijkl"}
    assert gained_own(sent, {**sent, "transactionReference": "connectionidentifier"}, alike)
    assert not gained_own(sent, {**sent, "note": "Ctmnopqrstuvwx"}, alike)
