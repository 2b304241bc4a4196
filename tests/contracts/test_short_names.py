"""Names of a run for keys in which its whole tag has no place."""

from __future__ import annotations

import re

from contracts.traffic.run_names import RunNames

_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}")


def test_a_key_of_ten_letters_is_a_name_of_the_run() -> None:
    """A project's key, say: each is new, the run's own, and tells that what shows it is the run's."""
    names, others = RunNames(1), RunNames(2)
    assert not names.marks({"key": names.short(1).upper()})
    made = [names.fresh(lambda text: _KEY.fullmatch(text) is not None) for _ in range(2000)]
    assert all(map(_KEY.fullmatch, made))
    assert len({*made}) == len(made)
    assert all(map(names.owns, made))
    assert not any(map(others.owns, made))
    assert names.marks({"key": made[7]})
    assert not others.marks({"key": made[7]})
    assert not names.owns("CTLONGWORD")
    assert not names.marks({"key": "CTLONGWORD"})
