"""Times that tell when a record came into a state, as a change of that state leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.following_members import StateTimes
from mock_server.openapi import Schemas, load_document
from tests.documents.asking import answering, document, mock
from tests.engine.documents import write

if TYPE_CHECKING:
    from pathlib import Path

_STATES = ["open", "begun", "closed", "archived"]
_TIMES = {f"{state}_at": {"type": ["string", "null"], "format": "date-time"} for state in _STATES}
_SHOWN: dict[str, Any] = {"state": {"type": "string", "enum": _STATES}, **_TIMES}


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ("closed", "open", {"open_at": "now"}),
        ("archived", "begun", {"open_at": "then", "begun_at": "now"}),
        ("open", "closed", {"open_at": "then", "begun_at": "then", "closed_at": "now", "archived_at": "then"}),
        ("begun", "begun", dict.fromkeys(_TIMES, "then")),
    ],
)
def test_who_goes_back_has_no_time_of_what_lies_behind(
    tmp_path: Path, before: str, after: str, left: dict[str, str]
) -> None:
    """A state that was left out on the way back too; who goes on keeps all times."""
    times = StateTimes(Schemas(load_document(write(tmp_path, {}))), _SHOWN, frozenset(_TIMES))
    old = {"state": before, **dict.fromkeys(_TIMES, "then")}
    assert times.moved(old, {**old, "state": after}, lambda: "now") == {
        "state": after, **dict.fromkeys(_TIMES), **left
    }  # fmt: skip


def test_a_change_moves_times_that_are_numbers(tmp_path: Path) -> None:
    """The time of the last change, in seconds or in milliseconds as it was; a number of changes is no time."""
    members = {"id": "integer", "updated_at": "integer", "modifiedTime": "integer", "changed_files": "integer"}
    record: dict[str, Any] = {"type": "object", "properties": {n: {"type": kind} for n, kind in members.items()}}
    record["properties"]["modifiedTime"]["example"] = 1_700_000_000_000
    one: dict[str, Any] = answering(record)
    body = {"requestBody": {"content": {"application/json": {"schema": {"properties": {"name": {"type": "string"}}}}}}}
    place = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    asked = mock(tmp_path, document({"/jobs/{id}": {"parameters": [place], "get": one, "patch": {**one, **body}}}))
    before = asked.ask("PATCH", "/jobs/1", {"name": "a"}).json
    asked.app.sandboxes.default.clock.set(4_000_000_000_000, stopped=True)
    after = asked.ask("PATCH", "/jobs/1", {"name": "b"}).json
    assert after == {**before, "updated_at": 4_000_000_000, "modifiedTime": 4_000_000_000_000}
