"""Answers with very many items: what is looked at is bounded, and what is wrong is found wherever it stands."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi.schema.validation import Validator
from tests.contracts.test_cut_answers import findings
from tests.counted import calls

if TYPE_CHECKING:
    from pathlib import Path

MANY = 20_000
NUMBERS = {"type": "array", "uniqueItems": True, "maxItems": MANY, "items": {"type": "integer"}}


def found(folder: Path, items: list[Any]) -> list[tuple[str, str | None]]:
    """Place and cause of each finding in a list."""
    given = findings(folder, "application/json", {"schema": NUMBERS}, json.dumps(items).encode())
    return [(finding.place, finding.cause) for finding in given]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (list(range(MANY)), []),
        ([*range(MANY - 1), "last"], [("/*", "type")]),
        ([*range(MANY - 1), 0], [("body", "uniqueItems")]),
        ([*range(MANY + 1)], [("body", "maxItems")]),
        (["first", *range(MANY)], [("/*", "type")]),
    ],
    ids=["none", "the last one", "twice", "too many", "the first one"],
)
def test_what_is_wrong_is_found_wherever_it_stands(
    items: list[Any], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Behind the items that are looked at first, and of the list as a whole."""
    assert found(tmp_path, items) == expected


def test_a_million_wrong_items_cost_what_a_few_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is asked for the violations of so many items alone, and no more of them are looked at."""
    asked: list[int] = []
    violations = Validator.violations

    def noted(self: Validator, value: Any, *more: Any, **named: Any) -> Any:
        asked.append(len(value))
        return violations(self, value, *more, **named)

    monkeypatch.setattr(Validator, "violations", noted)
    few, many = (
        calls(partial(findings, tmp_path, "application/json", {"schema": NUMBERS}, json.dumps(["x"] * number).encode()))
        for number in (1_500, MANY)
    )
    assert asked == [1_000, 1_000]
    assert many <= few * 1.1
