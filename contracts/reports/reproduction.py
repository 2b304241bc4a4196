"""A drift's reproduction for people: what has to be sent, in order, what removes it again, and what to put in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from contracts.reports.curl import curl_line, variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Exchange
    from contracts.findings import Drift
    from mock_server.openapi import JSON

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a reproduction: ``part`` is before, again or remove; ``answer`` the status that came."""

    part: str
    label: str
    command: str
    answer: str


def steps(drift: Drift, base: str) -> tuple[Step, ...]:
    """The requests of a drift's reproduction, those that remove what it made at the end."""
    lead = drift.lead
    parts = [("before", lead.before), ("again", (lead.exchange,)), ("remove", lead.after)]
    return tuple(
        Step(
            part,
            exchange.label,
            curl_line(exchange.request, base),
            str(exchange.answer.status) if exchange.answer else "no answer",
        )
        for part, exchanges in parts
        for exchange in exchanges
    )


def notes(drift: Drift, base: str) -> tuple[str, ...]:
    """What has to be put into the commands: keys that answers gave, and credentials."""
    needed = dict.fromkeys(name for step in steps(drift, base) for name in variables(step.command))
    return (*key_notes(drift), *(f"{name}: export it first; it is a credential of the run" for name in needed))


def key_notes(drift: Drift) -> tuple[str, ...]:
    """The keys in the commands that answers gave."""
    return tuple(
        f"{key} is the key in the answer to request {number}; put in the one that you get"
        for number, key in _given_keys(drift)
    )


def how_sure(drift: Drift) -> str:
    """What is known of the reproduction: whether it was run once more."""
    lead = drift.lead
    if lead.flaky:
        return "seen once, not reproduced: it did not show each time that it was run again (flaky)"
    if lead.untried:
        return "seen, and not run again: time ran out, or no more may be created (unconfirmed)"
    if lead.proved and not lead.repeated:
        return (
            "seen once, and proved by these answers: a run that meets no record of the same key elsewhere can't show it"
        )
    return "run once more before this was written, and it showed again" if lead.repeated else ""


def reproduction(drift: Drift, base: str) -> list[str]:
    """The commands that show a drift again and remove what they made, then what to put into them."""
    lines: list[str] = []
    for step in steps(drift, base):
        lines += ["# to remove what that made:"] if step.part == "remove" and not lines[-1].startswith("# ") else []
        lines.append(step.command)
    return [*lines, *(f"# {note}" for note in notes(drift, base))]


def _given_keys(drift: Drift) -> Iterator[tuple[int, str]]:
    """Values of answers that later requests carry in their path: the number of the request and the value."""
    exchanges = (*drift.lead.before, drift.lead.exchange, *drift.lead.after)
    told: set[str] = set()
    for number, exchange in enumerate(exchanges, 1):
        later = {part for e in exchanges[number:] for part in re.split("[/?&=]", e.request.target) if part}
        own = exchange.request.target + (exchange.request.body or b"").decode("utf-8", "replace")
        for key in _scalars(exchange):
            if key in later and key not in told and key not in own:
                told.add(key)
                yield number, key


def _scalars(exchange: Exchange) -> Iterator[str]:
    answer = exchange.answer
    if answer is None or answer.status >= 300:
        return
    try:
        stack: list[tuple[JSON, int]] = [(orjson.loads(answer.body), 0)]
    except orjson.JSONDecodeError:
        return
    while stack:
        value, depth = stack.pop()
        if isinstance(value, dict) and depth < _DEEPEST:
            stack.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
            yield str(value)
