"""Bodies of octets: what a PUT stored is read as it was sent, and so is what takes its place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.independence import independent
from contracts.findings import Culprit
from contracts.laws.maker import Maker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent

_OCTETS = "application/octet-stream"


def plain_bodies(steps: RecordSteps) -> Iterator[tuple[str, Callable[[RecordSteps], None]]]:
    """A journey of each resource of which a PUT takes octets and a read shows them."""
    for cycle in steps.cycles.values():
        if _takes_octets(cycle):
            yield f"octets of {cycle.resource}", partial(stored, cycle=cycle)


def _takes_octets(cycle: Lifecycle) -> bool:
    """Whether octets, and nothing else, are both sent and shown."""
    put, read = cycle.puts, cycle["read"]
    media = put.operation.request_media if put is not None else None
    shown = read.operation.success(("200",)) if read is not None else None
    if media is None or shown is None or not cycle.removable:
        return False
    return media.essence == _OCTETS and {item.essence for item in shown.content} in ({_OCTETS}, {"*/*"})


@independent
def stored(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Other octets take the place of the first; none of either is lost, added or changed."""
    put, parents = cycle.puts, steps.parents(cycle)
    if put is None or parents is None or not steps.may_create(cycle):
        return
    key = steps.fresh(cycle)
    path = steps.sender.path_keys.on(put, parents) | {put.key_parameter: key}
    for label, octets in (
        ("octets", f"{steps.names.tag} \r\n\0\xff end".encode("latin-1")),
        ("other octets", f"more of {steps.names.tag}".encode()),
    ):
        request = steps.requests.build(put.operation, path=path, raw=octets, media=_OCTETS)
        sent = steps.send(request, f"put {label}")
        if sent is None or not sent.succeeded:
            break
        _compare(steps, steps.act(cycle, "read", key, f"read the {label}"), octets)
    steps.delete(cycle, key, "remove")


def _compare(steps: RecordSteps, read: Sent | None, octets: bytes) -> None:
    answer = read.exchange.answer if read is not None else None
    if read is None or answer is None or answer.status != 200 or answer.cut is not None or answer.body == octets:
        return
    make = Maker(read.exchange, read.reading.operation if read.reading else None, Culprit.TARGET_AGAINST_DOCUMENT)
    shown = repr(answer.body[:60])
    steps.sender.collector.observe(make("read-back", "body", repr(octets), shown, "the body is not what was put"))
