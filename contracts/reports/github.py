"""The drifts as annotations of GitHub Actions: one workflow command a drift, at its line of the document.

Written to a log, they are obeyed; everything that an exchange holds is escaped, as the runner's toolkit does
(https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands).
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.findings import Provenance
from contracts.reports.verdict import headline
from contracts.suggestion.schema_places import Places
from contracts.traffic.secrets.terminal_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Drift, Report

_MOST = 50
_LONGEST = 2000


def render(report: Report) -> Iterator[str]:
    """A line for each drift, a notice where the check is incomplete, and the verdict."""
    places = Places.of(report.document)
    for drift in report.drifts[:_MOST]:
        yield _annotation(drift, places, report.document)
    if len(report.drifts) > _MOST:
        yield _command("warning", {}, f"{len(report.drifts) - _MOST} more drifts are in the report")
    for problem in report.baseline_problems:
        yield _command("error", {"title": "baseline"}, problem)
    level = {0: "notice", 1: "error"}.get(report.exit_code, "warning")
    yield _command(level, {"title": "contracts check"}, headline(report))


def _annotation(drift: Drift, places: Places, document: str) -> str:
    lead = drift.lead
    sure = lead.provenance is Provenance.DOCUMENTED and not (lead.flaky or lead.untried)
    place = places.place(lead)
    where = {"file": _relative(Path(place.file if place else document)), "line": str(place.line if place else 1)}
    title = {"title": f"{lead.operation}: {lead.law} ({drift.fingerprint})"}
    text = f"{lead.message}\nexpected {lead.expected}, observed {lead.observed}"
    return _command("error" if sure else "warning", where | title, text)


def _relative(path: Path) -> str:
    """A path as the runner wants it: from the folder of the job, which is the repository's."""
    with contextlib.suppress(ValueError, OSError):
        return path.resolve().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


def _command(level: str, properties: dict[str, str], text: str) -> str:
    pairs = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in properties.items())
    return f"::{level}{' ' if pairs else ''}{pairs}::{_escaped(text[:_LONGEST], '')}\n"


def _escaped(text: str, more: str) -> str:
    """Percent signs, line ends and what ends a property, as the toolkit escapes them; the rest is made visible."""
    text = quoted(text.replace("\r\n", "\n").replace("\r", "\n")).replace("%", "%25").replace("\n", "%0A")
    for character in more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text
