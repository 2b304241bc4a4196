"""What the operations are told that had no turn: by what ended the check, and in which phase."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.phases import AFTER_ALL
from contracts.errors import Interrupted
from contracts.judging.unreached import Ended
from contracts.run import Check
from contracts.settings import Settings
from mock_server.openapi import load_document
from tests.json_server import answering
from tests.manners.serving import in_path

if TYPE_CHECKING:
    from pathlib import Path

_DONE = {"responses": {"204": {"description": "done"}}}
_HINTS = {
    Ended.TIME: "--max-time S gives it more time",
    Ended.STOPPED: "a check that comes to its end says whether something leads to it",
    None: "the service has to answer it with a success first",
}


def _check(url: str, folder: Path) -> Check:
    """Of shelves that are looked at, and burnt one by one: nothing leads there."""
    file = folder / "shelves.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Shelves", "version": "1"},
        "paths": {"/shelves": {"get": {"operationId": "look", **_DONE}},
                  "/shelves/{shelf}": {"parameters": [in_path("shelf", {"type": "string"})],
                                       "delete": {"operationId": "burn", **_DONE}}},
    }))  # fmt: skip
    return Check(Settings(url=url, spec=file, ledger=folder / "ledger", fuzz=4), load_document(file))


@pytest.mark.parametrize(
    ("late", "how", "ended"),
    [
        (False, "time", Ended.TIME),
        (True, "time", None),
        (False, "signal", Ended.STOPPED),
        (True, "signal", None),
        (False, "", None),
    ],
)
def test_more_time_is_asked_for_where_time_took_an_operations_turn(
    late: bool, how: str, ended: Ended | None, tmp_path: Path
) -> None:
    """Neither for a signal, nor where all that leads anywhere had been looked at."""

    def told(method: str, *_: Any) -> tuple[int, None, dict[str, str]]:
        return (204, None, {}) if method == "GET" else (405, None, {"Allow": "GET"})

    with answering(told) as url:
        check = _check(url, tmp_path)
        run = check.turns.run

        def cut(planned: Any) -> None:
            """Ends it as soon as its phase is one of those."""
            run(item for item in planned if not _ends(check, late=late, how=how))

        try:
            with patch.object(check.turns, "run", cut):
                report = check.run()
        finally:
            check.close()
    (burnt,) = (item for item in report.unreached if item.operation == "burn")
    assert not how or report.shortfalls or report.interrupted
    assert check.open.ended is ended
    assert burnt.hint.startswith(_HINTS[ended])


def _ends(check: Check, *, late: bool, how: str) -> bool:
    if how and (check.phase in AFTER_ALL) == late:
        if how == "signal":
            raise Interrupted("stopped")
        check.target.deadline = 0.0
    return False
