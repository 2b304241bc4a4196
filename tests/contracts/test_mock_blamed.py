"""Who is wrong may be the mock: where its own answer breaks the document, it is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contracts.findings import Culprit
from contracts.reports.plain import drift_text
from contracts.run import Settings
from contracts.traffic.mock import MockBeside
from mock_server.embedded import ServedMock
from tests.contracts.running import report_of, served

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report


def checked(spec: Path, handlers: str) -> Report:
    """The check of a faithful service beside a mock whose operation is carried out by these lines of its user's."""
    file = spec.with_name("handlers.py")
    file.write_text(f"def ping(call, store):\n    {handlers}\n", "utf-8")
    with served(spec) as url, ServedMock(spec, seed=1, handlers=file) as mock:
        return report_of(Settings(url, spec, mock=mock.url, recombinations=0, fuzz=0, seed=3))


@pytest.mark.parametrize(
    ("handlers", "law", "place"),
    [
        ("return {'ok': 'yes'}", "answer-schema", "/ok"),
        ("return 418, {'ok': True}", "status-documented", "status"),
        ("return 409, {}", "status-documented", "status"),
        ("raise RuntimeError('no')", "no-server-error", "status"),
    ],
)
def test_a_mock_that_breaks_the_document_is_named(ping_spec: Path, handlers: str, law: str, place: str) -> None:
    """By its handler it answers what the document has not: it is blamed, and the report shows both answers."""
    report = checked(ping_spec, handlers)
    assert {(drift.lead.culprit, drift.lead.law, drift.lead.place) for drift in report.drifts} == {
        (Culprit.MOCK_AGAINST_DOCUMENT, law, place)
    }
    text = drift_text(report.drifts[0], report.target)
    assert "the mock breaks the document" in text
    assert "The target answered 200" in text
    assert "The mock answered" in text
    assert report.exit_code == 1


def test_the_mock_of_the_check_itself_is_not(ping_spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with it is a fault of ours, and no verdict on anybody's service."""
    asked = MockBeside.send
    monkeypatch.setattr(MockBeside, "send", lambda mock, request: replace(asked(mock, request), status=418))
    with served(ping_spec) as url:
        report = report_of(Settings(url, ping_spec, recombinations=0, fuzz=0, seed=3))
    assert not [drift for drift in report.drifts if drift.lead.culprit is Culprit.MOCK_AGAINST_DOCUMENT]


def test_a_mock_that_keeps_it_is_not(ping_spec: Path) -> None:
    """A handler that answers as documented is compared with, and nobody is blamed."""
    report = checked(ping_spec, "return {'ok': True}")
    assert (report.drifts, report.exit_code) == ((), 0)
