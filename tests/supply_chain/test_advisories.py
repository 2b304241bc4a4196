"""A vulnerability fails; advisories that say nothing are never taken for a good word."""

from __future__ import annotations

import json

import pytest

from supply_chain.advisories import verdict

CLEAN = {"name": "a", "version": "1", "vulns": []}
UNKNOWN = {"name": "b", "skip_reason": "not found"}
BAD = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}


@pytest.mark.parametrize(
    ("told", "clean", "said"),
    [
        ([CLEAN, CLEAN], True, "no known vulnerability"),
        ([CLEAN, UNKNOWN], None, "NOT CHECKED for 1 of 2"),
        ([CLEAN], None, "NOT CHECKED for 1 of 2"),
        ([BAD, UNKNOWN], False, "c 2 has PYSEC-1, mended in 2.1"),
    ],
)
def test_what_the_advisories_say(told: list[dict[str, object]], clean: bool | None, said: str) -> None:
    """Clean only where every dependency was looked at."""
    found, lines = verdict(json.dumps({"dependencies": told}), "", 2)
    assert found is clean
    assert said in lines[0]


@pytest.mark.parametrize("printed", ["", "no JSON", "[]", "{}"])
def test_advisories_that_cannot_be_reached_are_told(printed: str) -> None:
    """Aloud, with the reason."""
    assert verdict(printed, "no route", 2) == (
        None, ["KNOWN VULNERABILITIES ARE NOT CHECKED: the advisories can't be reached (no route)"]
    )  # fmt: skip
