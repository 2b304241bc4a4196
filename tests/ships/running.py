"""A check of the ships, by both of their users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.settings import GivenUser
from tests.manners.serving import checked
from tests.ships.catalogue import FAULTS
from tests.ships.service import Ships

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report


def check(folder: Path, *faults: str, **options: Any) -> tuple[Report, Ships]:
    """The report of a check without recombined and generated cases, and the service as it is then."""
    service = Ships()
    for name in faults:
        FAULTS[name].change(service)
    given: dict[str, Any] = {
        "credentials": {"token": service.key},
        "other": GivenUser({"token": service.other_key}),
        "recombinations": 0,
    }
    return checked(service, folder, **given | options), service
