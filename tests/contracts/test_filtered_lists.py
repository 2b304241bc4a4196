"""A filter holds for every option, behind links too; who asks for no size gets the documented one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.letter_service import Letters
from tests.contracts.some_journeys import some_journeys

if TYPE_CHECKING:
    from pathlib import Path

_LINK = "is not what kind asks for, behind the link to the next page"


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("unlinked", f"/*/kind {_LINK}"),
        ("unbounded", "body lists more records than were asked for"),
        ("sent", "/*/state is not what state asks for"),
        ("beginnings", "/*/kind is listed although the filter asks for others"),
    ],
)
def test_a_list_that_shows_too_much_is_told(fault: str, told: str, tmp_path: Path) -> None:
    """One fault alone is told by what it is, and nothing from before is touched."""
    service = Letters(fault)
    report = some_journeys(service, tmp_path, "pages of|filters of")
    assert told in [drift.lead.message for drift in report.drifts]
    assert {drift.lead.law for drift in report.drifts} == {"list"}
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize("marked", [False, True])
def test_a_right_list_is_none(marked: bool, tmp_path: Path) -> None:
    """A link may name the filter, or a mark that the service knows it by."""
    service = Letters(marked=marked)
    report = some_journeys(service, tmp_path, "pages of|filters of")
    assert [drift.lead.message for drift in report.drifts] == []
    assert (service.unharmed, service.left) == (True, [])
    assert any("page=2" in e.request.target or "mark=" in e.request.target for e in report.exchanges)
