"""A check whose traffic passes through a proxy: what the check finds in a service, the proxy finds by looking on."""

from __future__ import annotations

import pytest

from tests.proxy.passing_check import MISSED, checked_through
from tests.target.faults import FAULTS as TARGET_FAULTS
from tests.target.variants import VARIANTS as TARGET_VARIANTS
from tests.target_crud.faults import FAULTS as CRUD_FAULTS
from tests.target_crud.variants import VARIANTS as CRUD_VARIANTS

FAULTS = [*(("target", name) for name in TARGET_FAULTS), *(("crud", name) for name in CRUD_FAULTS)]
FAITHFUL = [
    ("target", ""),
    ("crud", ""),
    *(("target", name) for name in TARGET_VARIANTS if name not in ("slow", "throttled")),
]
FAITHFUL += [("crud", name) for name in CRUD_VARIANTS]


@pytest.mark.slow
@pytest.mark.parametrize(("service", "name"), [one for one in FAULTS[7::58] if one[1] not in MISSED])
def test_a_fault_is_seen_by_who_looks_on(service: str, name: str) -> None:
    """One in so many of the faults, of each kind some: where the check finds it, the proxy does."""
    found = checked_through(service, name, "fault")
    assert bool(found.judged) or not found.checked, found.checked
    assert not found.shortfalls


@pytest.mark.slow
@pytest.mark.parametrize(("service", "name"), FAITHFUL[::12])
def test_nobody_cries_at_a_faithful_service(service: str, name: str) -> None:
    """Whatever a check sends, of what is right there is no drift."""
    assert checked_through(service, name, "variant").judged == ()
