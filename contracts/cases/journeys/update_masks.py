"""Masks of changes (AIP-134): what the mask in the query names is changed, and nothing else that the body has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.action_journeys import made_and_read, shown_to
from contracts.cases.journeys.asked_orders import MAY_BE_REFUSED
from contracts.cases.journeys.changing import remove_it, with_own_values
from contracts.cases.probes.created_fields import fields
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.same_values import text
from mock_server.openapi import MISSING, field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Parameter

_LAW = "read-back"


def update_masks(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each change that takes a mask, of a resource that the run can make, read and remove."""
    for cycle in steps.cycles.values():
        change = cycle["merge"]
        mask = _mask(change) if change is not None and not change.envelope else None
        if mask is not None and change is not None and cycle["create"] and cycle["read"] and cycle.removable:
            yield f"masks of {cycle.resource}", partial(masked, cycle=cycle, change=change, mask=mask)


def _mask(change: Behaviour) -> Parameter | None:
    asked = (each for each in change.operation.parameters if each.location == "query")
    return next((each for each in asked if field_names.MASK.match(each.name)), None)


@independent
def masked(steps: RecordSteps, cycle: Lifecycle, change: Behaviour, mask: Parameter) -> None:
    """Change two texts of a record with a mask of one, then with one of both, then with that of everything."""
    made = made_and_read(steps, cycle)
    if made is None:
        return
    key, (_, record) = made
    least = steps.requests.body(change.operation)
    own = with_own_values(steps, change, dict(least) if isinstance(least, dict) else {}, record)
    other = {name: steps.samples.other(item, record[name], name) for name, item in _texts(steps, change, record)}
    new = {name: value for name, value in [*other.items()][-2:] if value is not MISSING}
    if len(new) == 2 and _heeds(steps, cycle, mask, key, (own, new), record):
        told = f"{mask.raw.get('description')} {change.operation.raw.get('description')}"
        if field_names.MASK_REPLACES.search(told):
            _replaced(steps, cycle, mask, key, own, [*new])
    remove_it(steps, cycle, key)


def _texts(steps: RecordSteps, change: Behaviour, record: dict[str, JSON]) -> list[tuple[str, JSON]]:
    """The free texts of the record that the change may name, and that show what the run gave."""
    schemas = steps.schemas
    return [
        (name, item)
        for name, item in fields(steps, change).items()
        if schemas.types(item) - {"null"} == {"string"} and not schemas.keyword(item, "enum")
        if isinstance(record.get(name), str) and steps.names.marks(record[name])
    ]


def _heeds(
    steps: RecordSteps,
    cycle: Lifecycle,
    mask: Parameter,
    key: str,
    bodies: tuple[dict[str, JSON], dict[str, JSON]],
    record: dict[str, JSON],
) -> bool:
    """Whether a mask of one of two members, and one of both, did what they say; what they did not is told."""
    own, new = bodies
    one, other = new
    body: JSON = {**own, **new}
    after = _changed(steps, cycle, mask, key, [one], body)
    if after is not None and after[1].get(other) == new[other]:
        _tell(steps, cycle, after[0], other, record[other], new[other], "is changed, although the mask names others")
        return False
    both = _changed(steps, cycle, mask, key, [one, other], body) if after is not None else None
    stays = [name for name in new if both is not None and both[1].get(name) == record[name]]
    if both is not None and len(stays) == 1:
        (name,) = stays
        _tell(steps, cycle, both[0], name, new[name], record[name], "is not changed, although the mask names it")
    return not stays


def _replaced(
    steps: RecordSteps, cycle: Lifecycle, mask: Parameter, key: str, own: dict[str, JSON], names: list[str]
) -> None:
    """With a mask of everything, what the body leaves out is gone."""
    before = shown_to(steps, cycle, key, "read before the mask of everything")
    after = _changed(steps, cycle, mask, key, ["*"], own)
    for name in names if before is not None and after is not None else ():
        if before is None or after is None or name in own or before[1].get(name) is None:
            continue
        if after[1].get(name) == before[1][name]:
            _tell(steps, cycle, after[0], name, "nothing", before[1][name], "is still there after a replacement of all")
            return


def _changed(
    steps: RecordSteps, cycle: Lifecycle, mask: Parameter, key: str, names: list[str], body: JSON
) -> tuple[Sent, dict[str, JSON]] | None:
    """The record after a change with this mask, None where it was refused."""
    several = "array" in steps.schemas.types(mask.schema) and mask.explode
    query = tuple((mask.name, name) for name in (names if several else [",".join(names)]))
    with steps.sender.collector.leaving_open(MAY_BE_REFUSED):  # members may be spelled otherwise in a mask
        sent = steps.act(cycle, "merge", key, f"change with the mask {','.join(names)}", query=query, body=body)
    if sent is None or not sent.succeeded:
        return None
    return shown_to(steps, cycle, key, f"read after the mask {','.join(names)}")


def _tell(steps: RecordSteps, cycle: Lifecycle, sent: Sent, name: str, wanted: JSON, shown: JSON, flaw: str) -> None:
    read = cycle["read"]
    place = pointers.text((*((read.record if read is not None else None) or ()), name))
    observe(steps, sent, _LAW, place, text(wanted), text(shown), f"{place} {flaw}")
