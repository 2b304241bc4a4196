"""Where a document has no operation that reads one record, what a change left is read in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.run import Check, Settings
from mock_server.openapi import load_document
from tests.target_crud.running import KEY, SPEC, running_board

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

UNREAD = """overlay: 1.0.0
info: {title: No record is read by itself, version: '1'}
actions:
  - {target: "$.paths['/projects/{projectId}'].get", remove: true}
"""
OWN = ("listProjects", "createProject", "replaceProject", "changeProject", "deleteProject")


def _checked(folder: Path, *faults: str) -> Report:
    overlay = folder / "unread.yaml"
    overlay.write_text(UNREAD, "utf-8")
    with running_board(faults) as board:
        settings = Settings(url=board.url, spec=SPEC, credentials={"boardKey": KEY}, seed=7, recombinations=0, fuzz=0,
                            ledger=folder / "ledger", overlays=(overlay,), include=OWN, max_time=900)  # fmt: skip
        check = Check(settings, load_document(SPEC, [overlay]))
        try:
            return check.run()
        finally:
            check.close()


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["", "put-keeps-members"])
def test_a_change_is_read_in_the_list(fault: str, tmp_path: Path) -> None:
    """A board that keeps what a replace left out is found by its list; a faithful one conforms."""
    report = _checked(tmp_path, *filter(None, [fault]))
    found = {(drift.lead.law, drift.lead.operation) for drift in report.drifts}
    assert found >= {("read-back", "listProjects")} if fault else found == set()
