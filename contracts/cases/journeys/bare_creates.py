"""Creates whose answer shows no record: their Location leads to what was made (RFC 9110 section 10.2.2).

Where the document says so of `Prefer: return=minimal` (RFC 7240 section 4.2), it is asked for, and shows none then.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED
from contracts.laws.preferences import says_no_body
from contracts.laws.same_values import alike
from contracts.laws.told_failures import ABSENT
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON

_BARE = ("201", "204")
_MINIMAL = (("Prefer", "return=minimal"),)


def bare_creates(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource whose create may answer without a body, and whose records are read."""
    for cycle in steps.cycles.values():
        create = cycle["create"]
        responses = create.operation.responses if create is not None and cycle["read"] is not None else ()
        bare = any(response.status in _BARE and response.schema is None for response in responses)
        if bare or (responses and create is not None and says_no_body(create.operation)):
            yield f"where a create of {cycle.resource} leads", partial(followed, cycle=cycle)


@independent
def followed(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Create one, read what its Location names, and remove it."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle):
        return
    chosen = steps.fresh(cycle) if cycle.chosen else None
    headers, body = (
        (_MINIMAL if says_no_body(create.operation) else ()),
        steps.keyed(create, steps.full(create), chosen),
    )
    sent = steps.create(cycle, body, "create one that is not shown", headers=headers)
    answer = sent.exchange.answer if sent is not None else None
    if (
        sent is not None
        and answer is not None
        and headers
        and sent.succeeded
        and sent.status != ACCEPTED
        and answer.body
    ):
        message = "has a body, which the document says is not there with Prefer: return=minimal"
        observe(steps, sent, "selection", "body", "nothing", "a body", message)
    key = steps.answered(cycle, sent)
    bare = answer is not None and not answer.body and str(answer.status) in _BARE
    if sent is not None and answer is not None and bare and key is not None and answer.header("Location"):
        _follow(steps, cycle, sent, key)
    made = steps.key_of(cycle, sent, chosen)
    if made is not None and cycle.removable and steps.sender.made(cycle.resource, made):
        steps.delete(cycle, made, "remove")


def _follow(steps: RecordSteps, cycle: Lifecycle, sent: Sent, key: str) -> None:
    """Read what is there under the key that the Location names: something, with the texts that were sent."""
    read = cycle["read"]
    if read is None:
        return
    looks: list[Sent] = []

    def is_there() -> bool:
        request = steps.on_item(cycle, "read", key)
        with steps.sender.collector.unobserved():
            look = steps.send(request, "read where the create leads") if request is not None else None
        looks.extend([look] if look is not None else [])
        return look is None or look.status not in ABSENT

    if not is_there() and not settles(steps, cycle.resource, is_there) and looks:
        _tell(steps, sent, str(looks[-1].status), "leads to nothing, although it was made")
    elif looks and looks[-1].succeeded:
        record = steps.sender.addressing.record(read, looks[-1].body)
        if isinstance(record, dict) and _is_another(steps, cycle, sent, record):
            _tell(steps, sent, "another record", "does not lead to the record that was made")


def _is_another(steps: RecordSteps, cycle: Lifecycle, sent: Sent, record: dict[str, JSON]) -> bool:
    """Whether every text with the run's name in it that was sent is another one, without that name, in a record."""
    create, body = cycle["create"], sent.reading.body if sent.reading is not None else None
    given = pointers.at(body, create.envelope, MISSING) if create is not None else MISSING
    marked = {n: v for n, v in given.items() if steps.names.marks({n: v})} if isinstance(given, dict) else {}
    shown = {name: record.get(name) for name in marked}
    return bool(marked) and all(
        isinstance(text, str) and not alike(marked[name], text) and not steps.names.marks({name: text})
        for name, text in shown.items()
    )


def _tell(steps: RecordSteps, sent: Sent, observed: str, message: str) -> None:
    observe(steps, sent, "link-leads", "header Location", "the record that was made", observed, message)
