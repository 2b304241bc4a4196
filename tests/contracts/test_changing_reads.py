"""GETs that say that they change something: HTTP promises that none does, and services do as they like."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.operation_choice import OperationChoice
from contracts.traffic.operation_purpose import changing_reads
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document


def document(folder: Path, path: str, summary: str = "") -> Document:
    """One GET on this path."""
    read = {"operationId": "x1", "summary": summary, "responses": {"200": {"description": "Done"}}}
    file = folder / "one.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "One", "version": "1"}, "paths": {path: {"get": read}}}))  # fmt: skip
    return load_document(file)


@pytest.mark.parametrize(
    ("path", "summary", "told"),
    [
        ("/createdb", "", True),
        ("/admin/flush", "", True),
        ("/mails/send", "", True),
        ("/people", "Resets the counters", True),
        ("/importers/core", "", False),
        ("/imports", "", False),
        ("/people", "All users who have created events", False),
        ("/people", "Creators of events", False),
    ],
)
def test_what_sounds_as_if_it_changed_something_is_named(path: str, summary: str, told: bool, tmp_path: Path) -> None:
    """A deed is; what was created, and who imports, is not."""
    assert bool(changing_reads(document(tmp_path, path, summary).operations)) is told


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/admin/restart", True),
        ("/node/shutdown/", True),
        ("/restarts", False),
        ("/restart/{id}", True),
        ("/info", False),
    ],
)
def test_a_read_that_stops_the_service_is_not_sent_unasked(path: str, refused: bool, tmp_path: Path) -> None:
    """Nobody would answer the rest of the check; who asks for it by name gets it."""
    read = document(tmp_path, path)
    judge, request = Judge(read), Request("GET", path.replace("{id}", "1"))
    reading, behaviour = judge.reader.read(request), judge.behaviours["x1"]
    safety = Safety(Ownership(RunNames(1)), Creations())
    assert (safety.forbids(request, reading, behaviour, None) is not None) is refused
    safety.choice = OperationChoice(read.operations, ("x1",))
    assert safety.forbids(request, reading, behaviour, None) is None
