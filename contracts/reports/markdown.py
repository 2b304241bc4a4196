"""The report as GitHub-flavoured Markdown, for a job's step summary or a comment.

Texts of exchanges stand in code spans and fenced blocks that they can't close; elsewhere every mark is escaped.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from contracts.reports.plain import drift_text
from contracts.reports.sides import printable
from contracts.reports.verdict import headline, who, word
from contracts.traffic.secrets.terminal_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Drift, Report

_MARKS = {"drift": "❌", "conforms": "✅", "incomplete": "⚠️"}
_MOST_DRIFTS = 50
_LONGEST_CELL = 300
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@$&])")


def render(report: Report) -> Iterator[str]:
    """The summary; GitHub takes a mebibyte, so only the first drifts are shown whole."""
    yield f"# {_MARKS[word(report)]} {escaped(report.title)}: {escaped(headline(report))}\n\n"
    if report.interrupted:
        yield f"> The check did not finish: {escaped(report.interrupted)}\n\n"
    yield (
        f"Target {code(report.target)} · document {code(report.document)} · seed {report.seed} ·"
        f" {report.exchange_count:,} exchanges in {report.seconds:.1f} s ·"
        f" created {report.created}, removed {report.removed}\n\n"
    )
    if report.drifts:
        yield "## Drifts\n\n"
        yield _table(
            ("Operation", "Law", "What", "Who", "Provenance", "Fingerprint"),
            [_row(drift) for drift in report.drifts],
        )
        for drift in report.drifts[:_MOST_DRIFTS]:
            summary = html.escape(_obeyed_by_none(f"{drift.lead.operation}: {drift.lead.message}"))
            text = "\n".join(map(_obeyed_by_none, drift_text(drift, report.target).splitlines()))
            yield f"<details><summary>{summary}</summary>\n\n{fenced(text)}\n</details>\n\n"
        if len(report.drifts) > _MOST_DRIFTS:
            yield f"… and {len(report.drifts) - _MOST_DRIFTS} more.\n\n"
    yield from _section("Baseline", [escaped(problem) for problem in report.baseline_problems])
    if report.accepted:
        rows = [(*_row(drift)[:3], escaped(drift.note), _row(drift)[-1]) for drift in report.accepted]
        yield "## Accepted by the baseline\n\n"
        yield _table(("Operation", "Law", "What", "Why", "Fingerprint"), rows)
    if report.coverage:
        yield "## Coverage\n\n"
        yield _table(
            ("Operation", "Exchanges", "Answered", "Never answered"),
            [
                (
                    f"{code(f'{item.method} {item.path}')}",
                    f"{item.exchanges:,}",
                    ", ".join(f"{status} ({count:,})" for status, count in item.seen) or "nothing",
                    ", ".join(map(escaped, item.missing)) or "—",
                )
                for item in report.coverage
            ],
        )
    if report.assumptions:
        yield "## Assumptions\n\n"
        yield _table(
            ("Verdict", "Assumption", "Where", "Evidence"),
            [
                (escaped(item.verdict), escaped(item.text), code(item.pointer), escaped(item.evidence))
                for item in report.assumptions
            ],
        )
    left = [f"{code(item.operation)} {escaped(item.what)}: {escaped(item.reason)}" for item in report.leftovers]
    yield from _section("Left behind", left)
    yield from _section("Notices", [escaped(notice) for notice in report.notices])


def escaped(text: str) -> str:
    """``text`` on one line, with every character that Markdown could take for a mark escaped."""
    text = printable(" ".join(text.split()))
    if len(text) > _LONGEST_CELL:
        text = text[: _LONGEST_CELL - 1] + "…"
    return _SPECIAL.sub(lambda match: "&lt;" if match[0] == "<" else "\\" + match[0], text)


def code(text: str) -> str:
    """``text`` as a code span that fits into a table (CommonMark section 6.1)."""
    text = _obeyed_by_none(" ".join(text.split()))[:_LONGEST_CELL].replace("|", "\\|")
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}" if text else "—"


def _obeyed_by_none(line: str) -> str:
    """A line of a file that may be shown in the log of a CI service."""
    return quoted(printable(line))


def fenced(text: str) -> str:
    """``text`` as a code block that it can't close (CommonMark section 4.5)."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}\n"


def _row(drift: Drift) -> tuple[str, ...]:
    lead = drift.lead
    flaky = " (flaky)" if lead.flaky else " (unconfirmed)" if lead.untried else ""
    cells = (lead.message + flaky, who(lead.culprit), str(lead.provenance))
    return code(lead.operation), code(lead.law), *map(escaped, cells), code(drift.fingerprint)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines) + "\n"


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}\n\n" + "".join(f"- {line}\n" for line in lines) + "\n"
