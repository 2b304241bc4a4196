"""A check of services with the manners of frameworks: no drift, nothing touched, nothing left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.run import Settings
from tests.manners.assets import Assets
from tests.manners.cards import Cards, CardsRemovedBelow, NumberedCards
from tests.manners.catalogue import ONE_SEED, SERVICES
from tests.manners.serving import checked
from tests.manners.settings import SettingStore
from tests.thinning import thinned

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report
    from tests.manners.serving import Answer, Asked, Service


def conforms(service: Service, report: Report) -> None:
    """What holds of each."""
    assert [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts] == []
    assert (report.exit_code, service.unharmed, service.left) == (0, True, [])


@pytest.mark.sampled(30)
@pytest.mark.parametrize("name", [*SERVICES][::-1])
def test_a_service_of_other_manners_conforms(name: str, tmp_path: Path) -> None:
    """Without generated cases, by one seed; what was created was removed, by whichever spelling of its key."""
    service = SERVICES[name]()
    report = checked(service, tmp_path)
    conforms(service, report)
    assert report.created == report.removed


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
@pytest.mark.parametrize("kind", [Cards, CardsRemovedBelow])
def test_what_is_made_below_a_parent_is_read_by_its_own_path(kind: type[Cards], tmp_path: Path) -> None:
    """Shallow paths: each card that a check made, it found at `/cards/{id}`, and removed there or below its board."""
    service = kind()
    report = checked(service, tmp_path)
    conforms(service, report)
    assert report.created == report.removed > 20
    assert report.unreached == ()


@pytest.mark.slow
def test_what_stays_for_long_has_no_name_that_a_change_needs(tmp_path: Path) -> None:
    """A parent of others stands through a whole run: no change is refused for its name, and so each is judged."""

    class Nulls(Assets):
        def answer(self, asked: Asked) -> Answer:
            status, row, fields = super().answer(asked)
            shown = status == 200 and asked.method == "PUT"
            return status, {"cost": None, **row} if shown else row, fields

    service = Nulls()
    report = checked(service, tmp_path, workers=1)
    assert service.moved == 0
    assert [(drift.lead.law, drift.lead.place, drift.lead.flaky) for drift in report.drifts] == [
        ("answer-schema", "/cost", False)
    ]


def test_a_key_that_means_another_record_elsewhere_is_never_removed(tmp_path: Path) -> None:
    """Where the collection's numbers are not those of the path, the answer to a create proves nothing."""
    service = NumberedCards()
    report = checked(service, tmp_path)
    assert service.unharmed
    assert [drift.lead.law for drift in report.drifts] == []
    listed = [left.what for left in report.leftovers if left.operation == "cards#create"]
    assert report.created - report.removed == len(listed) > 5


BY_SEED = {name: ONE_SEED.get(name, (2, 3, 4, 5)) for name in SERVICES}
OFTEN = [(name, seeds[number % len(seeds)]) for number, (name, seeds) in enumerate(BY_SEED.items())]
"""CI checks each service by one seed, and by all seeds some."""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "seed"), thinned([(n, s) for n, seeds in BY_SEED.items() for s in seeds], OFTEN))
def test_a_service_of_other_manners_conforms_by_default(name: str, seed: int, tmp_path: Path) -> None:
    """With all that a check sends, by other seeds."""
    service = SERVICES[name]()
    whole = {"seed": seed, "fuzz": Settings.fuzz, "recombinations": None}
    conforms(service, checked(service, tmp_path, **whole))
