"""A check of the mock itself finds what the text of a 409 says refused, and so nothing to tell."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.settings import Settings
from mock_server.embedded import ServedMock
from tests.contracts.running import report_of
from tests.contracts.some_journeys import only, told
from tests.contracts.test_claimed_texts import Crews
from tests.contracts.test_told_conflicts import Shows

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Service


_CREWS = Crews(once="Another crew has this call sign (case-insensitive)")


@pytest.mark.parametrize(("service", "wanted"), [(_CREWS, "of one|to another's"), (Shows(), "is refused by")])
def test_the_mock_refuses_what_the_check_asks_of_services(service: Service, wanted: str, tmp_path: Path) -> None:
    """A second record of one text, in other case too, a change that takes another's, and a verb in a told state."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(service.document()), "utf-8")
    with ServedMock(spec, seed=1) as mock, only(wanted):
        report = report_of(Settings(mock.url, spec, fuzz=0, recombinations=0, workers=1, seed=1, ledger=tmp_path / "l"))
    assert told(report) == []
    assert report.created > 0
