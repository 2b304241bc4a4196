"""A check of services with the manners of frameworks: no drift, nothing touched, nothing left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.run import Settings
from tests.manners.catalogue import SERVICES
from tests.manners.serving import checked

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report
    from tests.manners.serving import Service


def conforms(service: Service, report: Report) -> None:
    """What holds of each."""
    assert [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts] == []
    assert (report.exit_code, service.unharmed, service.left) == (0, True, [])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_of_other_manners_conforms(name: str, tmp_path: Path) -> None:
    """Without generated cases, by one seed."""
    service = SERVICES[name]()
    conforms(service, checked(service, tmp_path))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_of_other_manners_conforms_by_default(name: str, seed: int, tmp_path: Path) -> None:
    """With all that a check sends, by other seeds."""
    service = SERVICES[name]()
    whole = {"seed": seed, "fuzz": Settings.fuzz, "recombinations": None}
    conforms(service, checked(service, tmp_path, **whole))
