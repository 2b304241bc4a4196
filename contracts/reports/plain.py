"""A drift as plain text: what a test report or a log shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.reports.reproduction import how_sure, reproduction
from contracts.reports.sides import pretty
from contracts.reports.verdict import who

if TYPE_CHECKING:
    from contracts.exchange import Answer
    from contracts.findings import Drift

_LONGEST = 4000


def drift_text(drift: Drift, base: str) -> str:
    """Law, culprit, both sides, and the commands that show it again; ``base`` is the target's URL."""
    lead = drift.lead
    flaky = " · flaky: not every repetition showed it" if lead.flaky else ""
    flaky = " · unconfirmed: time ran out before it could be shown again" if lead.untried else flaky
    lines = [
        lead.message,
        "",
        f"law          {lead.law}",
        f"who          {who(lead.culprit)} ({lead.provenance}){flaky}",
        f"where        {lead.operation}, {lead.place}",
        f"expected     {lead.expected}",
        f"observed     {lead.observed}",
        f"fingerprint  {drift.fingerprint} ({drift.count} {'finding' if drift.count == 1 else 'findings'})",
    ]
    if lead.assumption:
        lines.append(f"assumption   {lead.assumption}")
    if drift.note:
        lines.append(f"baseline     {drift.note}")
    sure = how_sure(drift)
    lines += ["", f"To see it again ({sure}):" if sure else "To see it again:", *reproduction(drift, base), ""]
    for name, answer in (("target", lead.exchange.answer), ("mock", lead.exchange.mock)):
        if answer is not None:
            lines += [f"The {name} answered {answer.status}:", _body(answer), ""]
    if lead.exchange.failure:
        lines += [f"No answer: {lead.exchange.failure}", ""]
    return "\n".join(lines).rstrip() + "\n"


def _body(answer: Answer) -> str:
    text = pretty(answer.body)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n… {len(text) - _LONGEST:,} more characters"
