"""The report as one HTML file that opens offline: verdict first, then each drift with document, mock and target.

Everything an exchange holds is hostile: the template escapes all of it, and a Content-Security-Policy (CSP level 3)
allows no script and no style but the file's own, by their hashes. What a CI runner would take for a command
(``::name``, ``##[``) stands there as references to characters, so that the file may be printed into a log.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from contracts.reports.coverage_table import share
from contracts.reports.curl import variables
from contracts.reports.reproduction import Step, how_sure, key_notes, steps
from contracts.reports.sides import Side, printable, side
from contracts.reports.verdict import PRODUCT, headline, product_version, who, word
from contracts.suggestion.schema_places import Place, Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Drift, OperationCoverage, Report

_OPEN_CARDS = 5


@dataclass(frozen=True, slots=True)
class Card:
    """A drift as it is shown."""

    drift: Drift
    place: Place | None
    target: Side | None
    mock: Side | None
    steps: tuple[Step, ...]
    variables: tuple[str, ...]
    keys: tuple[str, ...]
    sure: str
    unfolded: bool
    accepted: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A status in the table of coverage: how often it was answered, and whether the document has it."""

    status: str
    count: int
    documented: bool


def render(report: Report) -> Iterator[str]:
    """The page in pieces."""
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup, escape

    page = resources.files("contracts.reports").joinpath("page")
    style, script = (page.joinpath(name).read_text("utf-8") for name in ("report.css", "report.js"))
    own = Markup(style), Markup(script)  # noqa: S704 - our own files, no part of an exchange

    def visible(value: object) -> object:
        if value is own[0] or value is own[1] or not isinstance(value, str):
            return value
        text = value if isinstance(value, Markup) else escape("\n".join(map(printable, value.split("\n"))))
        return Markup(str(text).replace("::", "&#58;:").replace("##", "#&#35;"))  # noqa: S704 - escaped above

    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        finalize=visible,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.from_string(page.joinpath("report.html.jinja").read_text("utf-8"))
    places = Places.of(report.document)
    drifts = [*report.drifts, *report.accepted]
    cards = [
        _card(drift, places, report.target, number < _OPEN_CARDS, number >= len(report.drifts))
        for number, drift in enumerate(drifts)
    ]
    yield from template.generate(
        report=report,
        cards=cards,
        word=word(report),
        headline=headline(report),
        coverage=[(item, chips(item), _parts(item)) for item in report.coverage],
        verdicts=Counter(item.verdict for item in report.assumptions),
        operations=sorted({drift.lead.operation for drift in drifts}),
        laws=sorted({drift.lead.law for drift in drifts}),
        culprits=sorted({who(drift.lead.culprit) for drift in drifts}),
        who=who,
        product=PRODUCT,
        version=product_version(),
        style=own[0],
        script=own[1],
        style_hash=_hash(style),
        script_hash=_hash(script),
    )


def _parts(item: OperationCoverage) -> list[tuple[str, str, str]]:
    """For parameters, bodies and answers: the kind in a word, how many were reached, and which were not."""
    words = {"parameter": "parameters", "takes": "bodies", "answers": "answers"}
    found = [(word, item.reached(kind), kind) for kind, word in words.items()]
    return [
        (word, share(reached), ", ".join(part.name for part in item.parts if part.kind == kind and not part.reached))
        for word, reached, kind in found
        if reached[1]
    ]


def chips(item: OperationCoverage) -> list[Chip]:
    """The documented statuses and those that were answered, in order."""
    seen = {str(status): count for status, count in item.seen}
    found = [Chip(status, _times(status, seen), True) for status in item.documented]
    extra = [status for status in seen if not any(_covers(known, status) for known in item.documented)]
    return [*found, *(Chip(status, seen[status], False) for status in sorted(extra))]


def _times(documented: str, seen: dict[str, int]) -> int:
    return sum(count for status, count in seen.items() if _covers(documented, status))


def _covers(documented: str, status: str) -> bool:
    return documented in (status, "default") or (documented[1:].upper() == "XX" and documented[0] == status[0])


def _card(drift: Drift, places: Places, base: str, unfolded: bool, accepted: bool) -> Card:
    lead = drift.lead
    answer, mock = lead.exchange.answer, lead.exchange.mock
    shown = steps(drift, base)
    return Card(
        drift=drift,
        place=places.place(lead),
        target=side(answer, mock, lead.place) if answer else None,
        mock=side(mock, answer, lead.place) if mock else None,
        steps=shown,
        variables=tuple(dict.fromkeys(name for step in shown for name in variables(step.command))),
        keys=key_notes(drift),
        sure=how_sure(drift),
        unfolded=unfolded,
        accepted=accepted,
    )


def _hash(text: str) -> str:
    """A CSP hash source (CSP level 3 section 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
