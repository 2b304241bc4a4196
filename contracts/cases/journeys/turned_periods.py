"""Periods whose end is before their beginning: refused where a description says that the one comes after the other."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.independence import refused
from contracts.cases.records.observing import observe
from contracts.laws.same_values import alike
from contracts.traffic.periods import periods
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON

_HAS_TO = r"(?:must|has to|have to|needs to) (?:always )?(?:be|lie|come|fall) (?:strictly )?"
_NOT_ALWAYS = r"if|unless|except|when|where|may|should|recommended|not"
_ELSE = field_names.Telling(
    r"else|otherwise|swap\w*|(?:ex)?chang\w*|revers\w*|turn(?:s|ed)|drafts?|ignored|correct(?:s|ed)"
)
"""What becomes of such a period, or of which it isn't so, in any sentence."""
_AFTER = field_names.Telling(rf"{_HAS_TO}(?:after|later than|greater than)", but=_NOT_ALWAYS)
_BEFORE = field_names.Telling(rf"{_HAS_TO}(?:before|earlier than|less than)", but=_NOT_ALWAYS)


def turned_periods(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each period of a new record that can be removed, and of which the order is told."""
    for cycle in steps.cycles.values():
        for begin, end in _told(steps, cycle):
            yield f"{end} before {begin}: {cycle.resource}", partial(turned, cycle=cycle, begin=begin, end=end)


def _told(steps: RecordSteps, cycle: Lifecycle) -> Iterator[tuple[str, str]]:
    create = cycle["create"]
    if create is None or not cycle.removable:
        return
    schema = steps.schemas.below(create.operation.request_schema, create.envelope)
    members = steps.schemas.properties(schema)
    for begin, end in periods(steps.schemas, schema):
        said = {name: steps.schemas.description(members[name]) for name in (begin, end)}
        if _ELSE.told_in(*said.values(), *create.operation.texts):
            continue
        later = (told.behind for told in _AFTER.found(said[end]))
        earlier = (told.behind for told in _BEFORE.found(said[begin]))
        if _names(later, begin) or _names(earlier, end):
            yield begin, end


def _names(behind: Iterable[str], other: str) -> bool:
    """Whether the ``other`` member is all that stands behind a told order: what follows may be a purpose of it."""
    return any(re.fullmatch(rf"\W*(?:the )?\W*{re.escape(other)}\W*", text) for text in behind)


@refused
def turned(steps: RecordSteps, cycle: Lifecycle, begin: str, end: str) -> None:
    """Create one of which the two have changed places; what shows both as they were sent has taken it."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle):
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    body = steps.keyed(create, steps.full(create), key)
    record = pointers.at(body, create.envelope, None)
    if not isinstance(record, dict) or begin not in record or end not in record or record[begin] >= record[end]:
        return
    wrong = {**record, begin: record[end], end: record[begin]}
    body = pointers.replaced(body, create.envelope, wrong) if create.envelope else wrong
    sent = steps.create(cycle, body, f"create with {end} before {begin}", (f"field {end}",))
    found = steps.key_of(cycle, sent, key)
    if sent is None or found is None:
        return
    if create.record is not None and _shows(pointers.at(sent.body, create.record), wrong, (begin, end)):
        message = f"takes {end} before {begin}, of which the document says that it has to be after it"
        observe(steps, sent, "invalid-refused", f"body {end}", "400", str(sent.status), message)
    steps.delete(cycle, found, "remove what should not be there")


def _shows(shown: JSON, sent: Mapping[str, JSON], names: tuple[str, str]) -> bool:
    """Whether an answer shows both members as they were sent, and did not put them in order."""
    return isinstance(shown, dict) and all(alike(sent[name], shown.get(name)) for name in names)
