"""A whole check of a CRUD service: faults are found, faithful services left in peace, nothing foreign changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.crud_checks import check
from tests.target_crud.faults import FAULTS
from tests.target_crud.missed import MISSED
from tests.target_crud.variants import VARIANTS
from tests.thinning import thinned

if TYPE_CHECKING:
    from pathlib import Path

SOME = {
    "create-reuses-key": "generated-unique",
    "create-project-answers-200": "status-documented",
    "contact-is-not-stored": "state",
    "delete-task-keeps": "state",
    "age-lost": "echo",
    "any-priority": "invalid-refused",
    "put-keeps-members": "read-back",
    "caption-lost": "echo",
    "state-filter-ignored": "list",
    "card-leads-nowhere": "link-leads",
}
"""Some faults, and the law that each breaks."""
OFTEN = {*SOME, *MISSED, *list(FAULTS)[::2]}
"""What CI looks at: these, and of each kind, one after another in the table, every second fault."""
TOGETHER = ("keys-overlap", "validation-before-missing", "more-members", "newest-first", "charset-named")


@pytest.mark.slow
@pytest.mark.parametrize("variants", [(), TOGETHER])
def test_a_faithful_board_is_left_in_peace(variants: tuple[str, ...], tmp_path: Path) -> None:
    """No drift, and nothing left."""
    report = check(tmp_path, (), variants)
    assert [drift.lead.message for drift in report.drifts] == []
    assert report.exit_code == 0


def test_the_tables_are_large_and_what_is_missed_is_in_them() -> None:
    """There are faults of every kind and variants enough, each with a sentence of its own."""
    assert len(FAULTS.keys() - MISSED.keys()) >= 60
    assert len(VARIANTS) >= 12
    assert {fault.kind for fault in FAULTS.values()} == {"shape", "meaning", "lists", "edges", "access", "forms"}
    texts = [fault.text for fault in FAULTS.values()] + [variant.text for variant in VARIANTS.values()]
    assert len(texts) == len(set(texts))
    assert MISSED.keys() <= FAULTS.keys()
    assert not FAULTS.keys() & VARIANTS.keys()
    assert SOME.keys() <= FAULTS.keys() - MISSED.keys()
    assert {fault.kind for name, fault in FAULTS.items() if name in OFTEN} == {fault.kind for fault in FAULTS.values()}


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_is_no_drift(variant: str, tmp_path: Path) -> None:
    """A board of other habits conforms."""
    report = check(tmp_path, (), [variant])
    assert [f"{drift.lead.law}: {drift.lead.message}" for drift in report.drifts] == []
    assert report.exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("fault", thinned(FAULTS, OFTEN))
def test_every_fault_is_found(fault: str, tmp_path: Path) -> None:
    """Each fault is a drift, but for those of which the table says why they are missed: no drift decides there.

    Some are known by the law that they break: it is among few drifts, none of them flaky.
    """
    report = check(tmp_path, [fault])
    assert (report.exit_code == 1) is (fault not in MISSED), MISSED.get(fault)
    if fault in SOME:
        assert SOME[fault] in [drift.lead.law for drift in report.drifts]
        assert len(report.drifts) <= 3
        assert not any(drift.lead.flaky for drift in report.drifts)
