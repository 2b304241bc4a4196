"""A check of which only some journeys run: quick, and whole in all else, so that what is found is shown again."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from contracts.cases.journeys import derived_journeys
from tests.manners.serving import checked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.findings import Report
    from tests.manners.serving import Service


def some_journeys(service: Service, folder: Path, wanted: str, **options: Any) -> Report:
    """The report of a check that sends of the journeys those alone whose names the expression ``wanted`` finds."""
    with only(wanted):
        return checked(service, folder, **{"recombinations": 0, "workers": 1, **options})


@contextmanager
def only(wanted: str) -> Iterator[None]:
    """A check within this sends of the journeys those alone whose names the expression ``wanted`` finds."""
    names: list[str] = []

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        for name, journey in derived_journeys.journeys(steps):
            if re.search(wanted, name):
                names.append(name)
                yield "journeys", journey

    with patch("contracts.run.phases", some):
        yield
    assert names, f"no journey is called {wanted!r}"


def told(report: Report) -> list[tuple[str, str, str]]:
    """Law, operation and place of each drift that shows each time."""
    leads = [drift.lead for drift in report.drifts if not drift.lead.flaky and not drift.lead.untried]
    return [(lead.law, lead.operation, lead.place) for lead in leads]
