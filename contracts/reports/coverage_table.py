"""The table of coverage as text, within 80 columns: what was sent of each operation, and what was answered."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import OperationCoverage, Report

_NAME, _STATUSES = 28, 23
_MOST, _MOST_GAPS = 40, 20
_HEAD = f"{'method and path':{_NAME}} {'sent':>6} {'params':>7} {'bodies':>7}  answered (never)"
_KINDS = {"parameter": "the parameter", "takes": "a body of", "answers": "an answer of"}


def coverage_lines(report: Report) -> Iterator[str]:
    """The head, a row an operation (statuses that were never answered in parentheses), then what is not reached.

    ``params`` and ``bodies`` say how many of the parameters, and of the media types of bodies and answers, were in an
    exchange that succeeded, and how many there are.
    """
    if not report.coverage:
        return
    yield _HEAD
    for item in report.coverage[:_MOST]:
        yield from _row(item)
    if len(report.coverage) > _MOST:
        yield f"and {len(report.coverage) - _MOST} more operations; --report json=FILE lists them all"
    shown = {f"{item.method} {item.path}" for item in report.unreached}
    missing = [gap for gap in report.coverage_gaps if gap.partition(" never ")[0] not in shown]
    parts = [line for item in report.coverage for line in _unreached(item) if item.succeeded]
    yield from (f"missing: {gap}" for gap in (*missing[:_MOST_GAPS], *parts[:_MOST_GAPS]))
    rest = sum(max(len(gaps) - _MOST_GAPS, 0) for gaps in (missing, parts))
    if rest:
        yield f"missing: and {rest} more; --report json=FILE lists them all"


def share(reached: tuple[int, int]) -> str:
    """How many of how many; a hyphen where there are none."""
    return f"{reached[0]}/{reached[1]}" if reached[1] else "-"


def media_types(item: OperationCoverage) -> tuple[int, int]:
    """Media types of bodies and answers that were in an exchange that succeeded, and all of them."""
    takes, answers = item.reached("takes"), item.reached("answers")
    return takes[0] + answers[0], takes[1] + answers[1]


def _row(item: OperationCoverage) -> Iterator[str]:
    name = f"{item.method} {item.path}"
    if len(name) > _NAME:
        room = _NAME - len(item.method) - 2
        name = f"{item.method} …{item.path[-room:]}"
    figures = f"{item.exchanges:6,} {share(item.reached('parameter')):>7} {share(media_types(item)):>7}"
    statuses = [str(status) for status, _ in item.seen] + [f"({status})" for status in item.missing]
    lines = textwrap.wrap(" ".join(statuses) or "nothing", _STATUSES)
    yield f"{name:{_NAME}} {figures}  {lines[0]}"
    yield from (f"{'':{len(_HEAD) - len('answered (never)')}}{line}" for line in lines[1:])


def _unreached(item: OperationCoverage) -> Iterator[str]:
    for part in item.parts:
        if not part.reached:
            said = "never sent" if not part.sent else "never with a success"
            yield f"{item.method} {item.path}: {_KINDS[part.kind]} {part.name} {said}"
