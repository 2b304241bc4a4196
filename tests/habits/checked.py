"""A check of a service with given habits inside this process: fewer cases than a user's, the same rules."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.habits.document import document
from tests.habits.running import running
from tests.habits.service import KEY, USER

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report
    from tests.habits.profile import Habits
    from tests.habits.service import Service


def checked(habits: Habits, folder: Path, *, guarded: bool = True, **wanted: Any) -> tuple[Report, Service]:
    """The report on the service, without generated cases unless asked for, and what became of the service.

    One that is not ``guarded`` lets everybody in, whatever its document says.
    """
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document(habits)), "utf-8")
    credentials = {} if habits.auth == "none" else {"access": USER if habits.auth == "basic" else KEY}
    settings = {"recombinations": 0, "fuzz": 0, "ledger": folder / "ledger", "seed": 1, **wanted}
    with running(habits if guarded else replace(habits, auth="none")) as (url, service):
        return report_of(Settings(url=url, spec=spec, credentials=credentials, **settings)), service
