"""Times that tell when a record came into a state, as a change of that state leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.state_times import StateTimes
from mock_server.openapi import Schemas, load_document
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
