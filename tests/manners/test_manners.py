"""A check of services with the manners of frameworks: no drift, nothing touched, nothing left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.run import Settings
from tests.manners.catalogue import SERVICES
from tests.manners.serving import checked
from tests.manners.settings import SettingStore

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report
    from tests.manners.serving import Answer, Asked, Service


def conforms(service: Service, report: Report) -> None:
    """What holds of each."""
    assert [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts] == []
    assert (report.exit_code, service.unharmed, service.left) == (0, True, [])


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_of_other_manners_conforms(name: str, tmp_path: Path) -> None:
    """Without generated cases, by one seed."""
    service = SERVICES[name]()
    conforms(service, checked(service, tmp_path))


def test_records_that_a_put_makes_are_made_and_judged(tmp_path: Path) -> None:
    """Where no POST makes any: each operation succeeds, and what a PUT loses is found."""

    class Forgetful(SettingStore):
        def answer(self, asked: Asked) -> Answer:
            found = super().answer(asked)
            for row in self.rows["settings"].values():
                row.pop("ttl", None)
            return found

    service = SettingStore()
    report = checked(service, tmp_path)
    assert (report.exit_code, report.unreached) == (0, ())
    assert report.created == report.removed > 5
    service = Forgetful()
    report = checked(service, tmp_path)
    assert {(drift.lead.law, drift.lead.place) for drift in report.drifts} == {("read-back", "/ttl")}
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
@pytest.mark.parametrize("name", SERVICES)
def test_a_service_of_other_manners_conforms_by_default(name: str, seed: int, tmp_path: Path) -> None:
    """With all that a check sends, by other seeds."""
    service = SERVICES[name]()
    whole = {"seed": seed, "fuzz": Settings.fuzz, "recombinations": None}
    conforms(service, checked(service, tmp_path, **whole))
