"""Records that were removed are brought back where a verb says so: a success that brings back nothing is told.

Until then a list shows them that is asked for what was removed too; so does one where nothing brings them back, if the
document says that they are kept.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.action_journeys import actions, carry_out, made_and_read
from contracts.cases.journeys.changing import remove_it
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.lists.list_pages import ListPages
from contracts.cases.lists.listed_records import bodies, made, queries, tell
from contracts.cases.records.independence import independent, within_family
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED
from contracts.laws.list_laws import Flaw
from contracts.laws.removal_marks import asks_for_removed, keeps_removed, marks
from contracts.laws.same_values import alike, text
from contracts.laws.told_failures import ABSENT
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.safety import Allowance
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Parameter

_LAW = "read-back"
_LACKS_OTHERS = "lacks a record that is there where it is asked for what is removed too"
_LACKS = "lacks a removed record although it was asked for what is removed too"


def restoring_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each verb that brings back records which the run can make, read and remove."""
    for behaviour in actions(steps):
        cycle = steps.cycles.get(behaviour.resource or "")
        if cycle is not None and behaviour.restores and cycle["create"] and cycle["read"] and cycle.removable:
            yield f"{behaviour.operation.id} brings back", partial(restored, cycle=cycle, action=behaviour)


def removed_views(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each list that shows what was removed too to whoever asks, where no verb brings that back."""
    restored = {behaviour.resource for behaviour in actions(steps) if behaviour.restores}
    for cycle in steps.cycles.values():
        asked = any(_is_for_removed(steps, parameter) for parameter in queries(cycle["list"]))
        if asked and cycle["create"] is not None and cycle.removable and cycle.resource not in restored:
            yield f"removed ones of {cycle.resource}", partial(viewed, cycle=cycle)


@within_family
def viewed(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Remove one of two: who asks for what was removed too is shown the other, and the one if it is kept."""
    one, other = (*made(steps, cycle, bodies(steps, cycle)[:2], "create one of two"), None, None)[:2]
    behaviour, softly = cycle["list"], dict(steps.ways(cycle)).get("soft")
    if one is None or other is None or behaviour is None:
        return
    gone = steps.delete(cycle, one, "remove one of two", query=softly)
    if gone is not None and gone.succeeded and gone.status != ACCEPTED:
        kept = softly is not None or keeps_removed(gone.reading.operation if gone.reading is not None else None)
        for key, flaw in ((other, _LACKS_OTHERS), (one, _LACKS if kept else "")):
            hidden = _hidden(steps, cycle, key) if flaw else None
            if hidden is not None:
                tell(steps, hidden, behaviour, [Flaw("", "with it", "without it", flaw)])
                break
    for key in (other, *([one] if softly is not None else [])):
        steps.delete(cycle, key, "remove")


@independent
def restored(steps: RecordSteps, cycle: Lifecycle, action: Behaviour) -> None:
    """Remove a record, bring it back, and read it before and after; meanwhile it is missed, or marked as removed."""
    begun = made_and_read(steps, cycle)
    if begun is None:
        return
    key, before = begun
    gone = steps.delete(cycle, key, "remove")
    missed = steps.act(cycle, "read", key, "read what was removed")
    if gone is None or not gone.succeeded or missed is None:
        return
    marked = marks(_record(steps, cycle, missed)) - marks(before[1])
    if missed.status not in ABSENT and not marked:
        return
    hidden = _hidden(steps, cycle, key)
    sent = _bring_back(steps, cycle, action, key)
    if sent is None:
        return
    if hidden is not None and cycle["list"] is not None:  # it was kept, or nothing could bring it back
        tell(steps, hidden, cycle["list"], [Flaw("", "with what was removed", "without it", _LACKS)])
    after = steps.act(cycle, "read", key, "read what was brought back")
    if after is not None and after.status in ABSENT and sent.status != ACCEPTED:
        _tell_missing(steps, cycle, key)
    elif marked and after is not None and after.succeeded and marked <= marks(_record(steps, cycle, after)):
        if sent.status != ACCEPTED:
            _tell_marked(steps, cycle, key, marked)
    elif after is not None and after.succeeded:
        _tell_other(steps, cycle, before[1], after)
    remove_it(steps, cycle, key)


def _hidden(steps: RecordSteps, cycle: Lifecycle, key: str) -> Sent | None:
    """The list that is asked for what was removed too and lacks it, None where it does not."""
    behaviour, path = cycle["list"], steps.parents(cycle)
    flag = next(filter(partial(_is_for_removed, steps), queries(behaviour)), None) if behaviour is not None else None
    if behaviour is None or path is None or flag is None:
        return None
    pages = ListPages(steps, behaviour, path)

    def is_right() -> bool:
        walk = pages.walk("list it with what was removed", pages.written(flag, True), until=key)
        return key in walk.keys or not walk.whole

    return None if is_right() or settles(steps, cycle.resource, is_right) else pages.last


def _is_for_removed(steps: RecordSteps, parameter: Parameter) -> bool:
    is_flag = steps.schemas.types(parameter.schema) == {"boolean"}
    return is_flag and asks_for_removed(parameter.name, parameter.description)


def _bring_back(steps: RecordSteps, cycle: Lifecycle, action: Behaviour, key: str) -> Sent | None:
    """Carry out the verb; its success makes the record the run's own again. None where it has none.

    It is in the ledger before, as what is about to be created is.
    """
    sender, where = steps.sender, steps.where(cycle, key)
    read = cycle["read"]
    path = sender.path_keys.on(read, steps.parents(cycle) or {}) if read is not None else {}
    delete = cycle["delete"]
    entry = LedgerEntry(cycle.resource, key, tuple((sender.path_keys.on(delete, path) if delete else path).items()))
    sender.ledger.keep(sender.ledger.will(entry))
    with sender.safety.allowing(Allowance(restored=where)):
        sent = carry_out(steps, cycle, action, key, steps.requests.body(action.operation))
    if sent is None or not sent.succeeded:
        if sent is None or 400 <= sent.status < 500:
            sender.ledger.gone(entry)
        return None
    sender.ownership.adopt(cycle.resource, key, where[1])
    sender.records.created += sender.ledger.made(entry)
    if (entity := sender.known.of(where)) is not None:
        entity.tainted = True  # to the mock it may be gone
    return sent


def _tell_missing(steps: RecordSteps, cycle: Lifecycle, key: str) -> None:
    last: list[Sent] = []

    def is_there() -> bool:
        sent = steps.act(cycle, "read", key, "read once more what was brought back")
        last.extend([sent] if sent is not None else [])
        return sent is None or sent.status not in ABSENT

    if not settles(steps, cycle.resource, is_there) and last:
        message = "is not there, although an action has brought it back"
        observe(steps, last[-1], _LAW, "status", "the record", str(last[-1].status), message)


def _tell_marked(steps: RecordSteps, cycle: Lifecycle, key: str, marked: set[str]) -> None:
    last: list[Sent] = []

    def is_back() -> bool:
        sent = steps.act(cycle, "read", key, "read once more what was brought back")
        last.extend([sent] if sent is not None else [])
        return sent is None or not marked <= marks(_record(steps, cycle, sent))

    if not settles(steps, cycle.resource, is_back) and last:
        message = "is marked as removed, although an action has brought it back"
        observe(steps, last[-1], _LAW, "body", "the record as it was", "marked as removed", message)


def _record(steps: RecordSteps, cycle: Lifecycle, sent: Sent) -> JSON:
    read = cycle["read"]
    return steps.sender.addressing.record(read, sent.body) if read is not None else None


def _tell_other(steps: RecordSteps, cycle: Lifecycle, before: dict[str, JSON], after: Sent) -> None:
    """Tell a text with the run's name in it that has become another one, or is gone."""
    read, record = cycle["read"], _record(steps, cycle, after)
    for name, value in before.items() if isinstance(record, dict) and read is not None else ():
        shown = record.get(name) if isinstance(record, dict) else None
        if steps.names.marks({name: value}) and (shown is None or isinstance(shown, str)) and not alike(value, shown):
            place = pointers.text((*(read.record or ()), name)) if read is not None else ""
            message = f"{place} is another than before the record was removed and brought back"
            observe(steps, after, _LAW, place, text(value), text(shown), message)
            return
