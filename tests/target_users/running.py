"""A running desk, and a whole check of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.run import Settings
from contracts.settings import GivenUser
from tests.contracts.running import report_of
from tests.json_server import answering
from tests.target_users.document import document
from tests.target_users.service import ALICE, BASE, BOB, USERS, Desk

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from contracts.findings import Report

LOGIN, OTHER = f"{ALICE}:{USERS[ALICE]}", f"{BOB}:{USERS[BOB]}"


def serving(desk: Desk) -> AbstractContextManager[str]:
    """The origin of a desk while it runs; its API is below `BASE`."""
    return answering(desk.answer)


def written(folder: Path, way: str, spec: dict[str, Any] | None = None) -> Path:
    """The file of the document."""
    path = folder / "desk.json"
    path.write_text(json.dumps(document(way) if spec is None else spec), "utf-8")
    return path


def check(desk: Desk, folder: Path, *, other: bool = False, **options: Any) -> Report:
    """The report of a check as Alice, with Bob beside her where ``other``; nothing of Bob's is touched."""
    kept = dict(desk.notes[1])
    options = {"recombinations": 0, "fuzz": 0, "login": LOGIN, **options}
    with serving(desk) as origin:
        if other:
            options["other"] = GivenUser(login=OTHER)
        settings = Settings(
            url=origin + BASE,
            spec=written(folder, desk.way, options.pop("spec", None)),
            seed=7,
            ledger=folder / "ledger",
            **options,
        )
        report = report_of(settings)
    assert report.interrupted is None
    assert desk.notes.get(1) == kept
    return report


def told(report: Report) -> list[str]:
    """Its drifts in words."""
    return [f"{drift.lead.law} {drift.lead.operation}: {drift.lead.message}" for drift in report.drifts]
