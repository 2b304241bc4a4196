"""The report for a terminal: the plan, progress while a check runs, then the verdict first.

Plain text where the output is no terminal or NO_COLOR is set (https://no-color.org).
"""

from __future__ import annotations

import os
import re
import textwrap
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from contracts.findings import Provenance
from contracts.reports.coverage_table import coverage_lines
from contracts.reports.reproduction import how_sure, notes, steps
from contracts.reports.sides import pretty
from contracts.reports.verdict import count, headline, who
from contracts.traffic.secrets.terminal_text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.status import Status

    from contracts.cases.check_plan import CheckPlan
    from contracts.exchange import Answer
    from contracts.findings import Drift, Report
    from contracts.judging.collector import Collector

_STYLES = {0: "bold green", 1: "bold red", 3: "bold yellow"}
_BODY = 1200
_LABEL = re.compile(r"\s*(?:\S+\s{2,})?")
_NARROWEST = 30
_UNREACHED = 12


class Terminal:
    """Writes to one stream; ``hide`` redacts a text."""

    def __init__(self, stream: IO[str], hide: Callable[[str], str]) -> None:
        from rich.console import Console

        class Output(Console):
            """Goes silent where nobody reads any more; rich itself would end the program with exit code 1."""

            def on_broken_pipe(self) -> None:
                """The reader has hung up, as `head` does."""
                self.quiet = True
                with suppress(OSError, ValueError):
                    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())

        self._console: Console = Output(file=stream, highlight=False, soft_wrap=True, emoji=False, markup=False)
        self.lost: str | None = None
        """Why the output can't be written any more; a check goes on without it."""
        self._hide = hide
        self._status: Status | None = None

    def plan(self, plan: CheckPlan) -> None:
        """What is about to be sent, and where to."""
        self._line(f"Check of {plan.target}", "bold")
        self._line(f"  host        {plan.host}, no other; redirects are not followed")
        shown = ", ".join(plan.operations[:8]) + (
            f" and {len(plan.operations) - 8} more" if len(plan.operations) > 8 else ""
        )
        self._line(f"  operations  {len(plan.operations)}: {shown or 'none'}")
        self._line(f"  requests    about {plan.requests:,}")
        for line in plan.creates:
            self._line(f"  creates     {line}")
        for line in plan.notes:
            self._line(f"  note        {line}")

    def confirmed(self) -> bool:
        """Ask whether to go on."""
        try:
            return self._console.input("Go on? [y/N] ", markup=False).strip().lower() in ("y", "yes")
        except EOFError:
            return False

    def progress(self, phase: str, collector: Collector) -> None:
        """Show how far the run is; nothing where nobody looks."""
        if not self._console.is_terminal:
            return
        text = f"{phase}: {collector.exchanges:,} exchanges, {count(len(collector.observations), 'finding')}"
        if self._status is None:
            self._status = self._console.status(text)
            self._status.start()
        self._status.update(text)

    def done(self) -> None:
        """Take the progress away."""
        if self._status is not None:
            self._status.stop()
            self._status = None

    def show(self, report: Report, again: str) -> None:
        """The whole report, the verdict first; a line where there was nobody to ask."""
        if report.interrupted and not report.exchange_count:
            self._line(headline(report), _STYLES.get(report.exit_code, "bold"))
            return
        self._line("")
        self._line(headline(report), _STYLES.get(report.exit_code, "bold"))
        if report.incomplete and report.decisive:
            self._line(f"Incomplete as well: {report.incomplete}", "yellow")
        self._line(
            f"  {report.title} ({report.document}) · {report.target} · "
            f"{report.exchange_count:,} exchanges in {report.seconds:.1f} s"
        )
        if report.current:
            self._line(f"  held to {report.document}, which {report.current} has succeeded")
        for item in report.unreached[:_UNREACHED]:
            self._line(f"  not seen    {item}")
        if len(report.unreached) > _UNREACHED:
            self._line(
                f"  not seen    and {len(report.unreached) - _UNREACHED} more; --report json=FILE lists them all"
            )
        for number, drift in enumerate(report.drifts, 1):
            self._drift(number, drift, report)
        self._section(
            "Accepted", [f"{d.fingerprint} {d.lead.operation}: {d.lead.message} ({d.note})" for d in report.accepted]
        )
        self._section("Baseline", list(report.baseline_problems))
        self._section("Assumptions", [f"{a.verdict:9} {a.pointer}: {a.evidence or a.text}" for a in report.assumptions])
        self._section("Coverage", [*coverage_lines(report)])
        made = [f"{report.created} created, {report.removed} removed again"] if report.created else []
        self._section(
            "Left on the target", made + [f"{item.operation} {item.what}: {item.reason}" for item in report.leftovers]
        )
        self._section("Notes", list(report.notices))
        self._line("")
        self._line(f"seed {report.seed} · again: {again}", whole=True)

    def _drift(self, number: int, drift: Drift, report: Report) -> None:
        lead, base = drift.lead, report.target
        flaky = ", flaky" if lead.flaky else ", unconfirmed" if lead.untried else ""
        self._line("")
        self._line(f"{number}. {lead.operation}: {lead.message}", "bold red")
        self._line(
            f"   {lead.law} · {who(lead.culprit)} · {lead.provenance}{flaky}"
            f" · {count(drift.count, 'finding')} · {drift.fingerprint}"
        )
        if lead.provenance is Provenance.ASSUMED and lead.assumption:
            self._line(f"   assumption  {' '.join(lead.assumption.split())}")
        if report.current:
            self._line(f"   breaks      {', '.join(report.broken_by(drift))}")
        self._line(f"   at          {lead.place}")
        self._line(f"   expected    {lead.expected}")
        self._line(f"   observed    {lead.observed}")
        if sure := how_sure(drift):
            self._line(f"   seen again  {sure}")
        for step in steps(drift, base):
            self._line(f"   {step.part:11} {step.command}", "" if step.part == "again" else "dim", whole=True)
        for note in notes(drift, base):
            self._line(f"   note        {note}", "dim", whole=True)
        self._answer("target", lead.exchange.answer, lead.exchange.failure)
        self._answer("mock", lead.exchange.mock, None)

    def _answer(self, who: str, answer: Answer | None, failure: str | None) -> None:
        if answer is None:
            if failure:
                self._line(f"   {who:11} no answer: {failure}")
            return
        text = pretty(answer.body)
        text = text if len(text) <= _BODY else f"{text[:_BODY]}…"
        self._line(f"   {who:11} {answer.status}")
        for line in text.splitlines()[:30]:
            self._line(f"               {line}", "dim", whole=True)

    def _section(self, title: str, lines: list[str]) -> None:
        if lines:
            self._line("")
            self._line(title, "bold")
            for line in lines:
                self._line(f"  {line}")

    def _line(self, text: str, style: str = "", *, whole: bool = False) -> None:
        """Print ``text``; on a terminal between words, unless it is to be copied as a ``whole``."""
        text = quoted(self._hide(text))
        if self._console.is_terminal and not whole:
            text = "\n".join(self._wrapped(line) for line in text.split("\n"))
        try:
            self._console.print(text, style=style or None)
        except OSError as error:
            self.lost = error.strerror or str(error)
            self._console.on_broken_pipe()

    def _wrapped(self, line: str) -> str:
        hang = " " * len(_LABEL.match(line)[0])  # type: ignore[index]
        width = max(self._console.width, len(hang) + _NARROWEST)
        pieces = textwrap.wrap(
            line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
        )
        return "\n".join(pieces)
