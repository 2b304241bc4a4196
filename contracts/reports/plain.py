"""A drift as plain text: what a test report or a log shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.reports.curl import curl_line, variables
from contracts.reports.sides import pretty

if TYPE_CHECKING:
    from contracts.exchange import Answer, Exchange
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
        f"who          {lead.culprit} ({lead.provenance}){flaky}",
        f"where        {lead.operation}, {lead.place}",
        f"expected     {lead.expected}",
        f"observed     {lead.observed}",
        f"fingerprint  {drift.fingerprint} ({drift.count} {'finding' if drift.count == 1 else 'findings'})",
    ]
    if lead.assumption:
        lines.append(f"assumption   {lead.assumption}")
    if drift.note:
        lines.append(f"baseline     {drift.note}")
    lines += ["", "To see it again:", *reproduction(drift, base), ""]
    for who, answer in (("target", lead.exchange.answer), ("mock", lead.exchange.mock)):
        if answer is not None:
            lines += [f"The {who} answered {answer.status}:", _body(answer), ""]
    if lead.exchange.failure:
        lines += [f"No answer: {lead.exchange.failure}", ""]
    return "\n".join(lines).rstrip() + "\n"


def reproduction(drift: Drift, base: str) -> list[str]:
    """The commands that show a drift again, first those that come before; then the variables they need."""
    steps: tuple[Exchange, ...] = (*drift.lead.before, drift.lead.exchange)
    commands = [curl_line(step.request, base) for step in steps]
    needed = dict.fromkeys(name for command in commands for name in variables(command))
    return [*commands, *(f"# {name}: export it first; it is a credential of the run" for name in needed)]


def _body(answer: Answer) -> str:
    text = pretty(answer.body)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\n… {len(text) - _LONGEST:,} more characters"
