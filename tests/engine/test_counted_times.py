"""Times of records that are numbers: begun as null, in the unit of the others, and told from what counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, answering, document, mock, record, taking

if TYPE_CHECKING:
    from pathlib import Path

_WHEN = {"type": ["integer", "null"], "default": None}
_KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def _imports(folder: Path, **own: Any) -> Mock:
    lasting = {"cook_time": {"type": "integer"}, "downTime": {"type": "number"}}
    given = {"name": {"type": "string"}, **lasting, "starts_at": {"type": "integer"}, "closed": {"type": "boolean"}}
    shown = record(**given, **own)
    sent = {"type": "object", "properties": given}
    one = {"parameters": [_KEY], "get": answering(shown), "patch": taking(sent, answering(shown))}
    return mock(
        folder, document({"/imports": {"post": taking(sent, answering(shown, status="201"))}, "/imports/{id}": one})
    )


def _changed(served: Mock, start: int) -> tuple[dict[str, Any], dict[str, Any]]:
    sent = {"name": "a", "cook_time": 30, "downTime": 3_600_000, "starts_at": start, "closed": False}
    made = served.ask("POST", "/imports", sent).json
    served.ask("PATCH", f"/imports/{made['id']}", {"closed": True})
    found: dict[str, Any] = served.ask("GET", f"/imports/{made['id']}").json
    return made, found


@pytest.mark.parametrize("scale", [1, 1000])
def test_a_time_that_begins_as_null_is_a_number_in_the_unit_of_the_others(tmp_path: Path, scale: int) -> None:
    """The last change and the state alike, near ``starts_at``; what only lasts is no time to go by."""
    start = 1_700_000_000 * scale
    served = _imports(tmp_path, updated_at=_WHEN, closed_at={"type": ["integer", "null"]})
    made, found = _changed(served, start)
    assert (made["updated_at"], made["closed_at"]) == (None, None)
    assert 1 / 3 < found["updated_at"] / start < 3
    assert 1 / 3 < found["closed_at"] / start < 3


@pytest.mark.parametrize(
    ("said", "is_time"),
    [
        ({"description": "How many rows were updated"}, False),
        ({"description": "Number of rows updated when the import ran"}, False),
        ({"description": "Rows that the import changed when it ran"}, False),
        ({"description": "How many were updated to date"}, False),
        ({"title": "Row count", "description": "When the import ran, at the time of its end"}, False),
        ({}, False),
        ({"description": "When it was last changed"}, True),
        ({"title": "Updated", "description": "The date of the last change"}, True),
        ({"description": "Number of milliseconds since the epoch"}, True),
        ({"description": "Timestamp (number of seconds)"}, True),
        ({"description": "Timestamp, as a number"}, True),
        ({"description": "Unix time of the last change"}, True),
        ({"example": 1_764_256_000}, True),
        ({"format": "unix-time"}, True),
    ],
)
def test_a_bare_word_is_a_time_where_more_says_so(tmp_path: Path, said: dict[str, Any], is_time: bool) -> None:
    """``updated`` of an import counts its rows, that of Stripe is the time of the last change."""
    counted = {"type": "integer", "readOnly": True, "default": 5, **said}
    _, found = _changed(_imports(tmp_path, updated=counted), 1_700_000_000)
    assert (found["updated"] > 1_000_000_000) is is_time
