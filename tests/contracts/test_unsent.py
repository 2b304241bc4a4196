"""What was not sent is told once for each reason."""

from __future__ import annotations

from collections import Counter

from contracts.run_report import unsent


def test_reasons_that_differ_in_a_value_are_one() -> None:
    """With the value that came most often, how often it was in all, and with how many values."""
    skips = Counter({
        "delete /a/{id}: '4' was not created by this run": 2,
        "delete /a/{id}: '1\\'5' was not created by this run": 3,
        "delete /a/{id}: \"it's\" was not created by this run": 1,
        "delete /b/{id}: '4' was not created by this run": 1,
        "patch /a/{id}: no consumer uses it (--usage)": 7,
    })  # fmt: skip
    assert unsent(skips) == [
        "not sent: patch /a/{id}: no consumer uses it (--usage) (7 times)",
        "not sent: delete /a/{id}: '1\\'5' was not created by this run (6 times, with 3 such values)",
        "not sent: delete /b/{id}: '4' was not created by this run (1 times)",
    ]


def test_the_commonest_are_told() -> None:
    """No more reasons than asked for."""
    assert unsent({f"o{n}: r": n for n in range(1, 20)}, most=2) == [
        "not sent: o19: r (19 times)",
        "not sent: o18: r (18 times)",
    ]
