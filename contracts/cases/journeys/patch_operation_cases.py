"""Operations of a JSON Patch beside those that set a member: test, replace, in a list, remove."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import read_record
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED
from contracts.laws.patch_operations import case_of_nothing, flaw, patch_cases
from contracts.laws.same_values import alike, text
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.laws.patch_operations import PatchCase
    from contracts.laws.read_back import Reads
    from mock_server.openapi import JSON, Behaviour

_MOST = 3
"""Members that are tried."""


def operate(
    steps: RecordSteps,
    cycle: Lifecycle,
    key: str,
    change: Behaviour,
    members: Mapping[str, JSON],
    required: Iterable[str],
) -> None:
    """Send the cases of the members that the record shows as they were set."""
    shown = read_record(steps, cycle, key, "read before operations of a patch")
    record = shown[1].target if shown is not None else {}
    schemas, needed = steps.schemas, set(required)
    told = [name for name in members if steps.names.marks({name: record.get(name)})][:_MOST]
    for name in told:
        item, held = members[name], record[name]
        other = steps.samples.other(item, held, name)
        if other is MISSING or alike(other, held):
            continue
        ordered = "array" in schemas.types(item) and not schemas.keyword(item, "uniqueItems")
        beside = next((one for one in told if one != name and _may_hold(steps, members[one], (held, other))), None)
        cases = patch_cases(name, held, other, optional=name not in needed, ordered=ordered, beside=beside)
        if not _hold(steps, cycle, key, change, cases):
            return
    nobodys = f"{steps.names.tag}nothing"
    if told and nobodys not in record:
        _hold(steps, cycle, key, change, [case_of_nothing(nobodys)])


def _may_hold(steps: RecordSteps, schema: JSON, values: tuple[JSON, ...]) -> bool:
    """Whether a member may be each of these texts."""
    return all(isinstance(value, str) and steps.samples.valid(schema, value) for value in values)


def _hold(steps: RecordSteps, cycle: Lifecycle, key: str, change: Behaviour, cases: Iterable[PatchCase]) -> bool:
    """Whether the operations of these cases do what they should, as far as they are taken; what is wrong is told."""
    read = cycle["read"]
    before = read_record(steps, cycle, key, "read before an operation of a patch")
    for case in cases:
        if before is None or not steps.samples.valid(change.operation.request_schema, case.operations):
            return True
        sent = steps.act(cycle, "merge", key, f"patch: {case.label}", body=case.operations)
        after = read_record(steps, cycle, key, f"read after: {case.label}")
        if sent is None or after is None or read is None or sent.status >= 500 or sent.status == ACCEPTED:
            return True
        is_wrong = partial(flaw, case, before[1].target, succeeded=sent.succeeded)
        after = _settled(steps, cycle, key, after, is_wrong)
        if after is None:
            return True
        wrong = is_wrong(after[1].target)
        if wrong is not None:
            place = pointers.text((*(read.record or ()), case.name))
            wanted = "nothing" if case.wanted is MISSING else text(case.wanted)
            now = after[1].target.get(case.name)
            observe(steps, after[0], "read-back", place, wanted, text(now), f"{place} {wrong}")
            return False
        before = after
    return True


def _settled(
    steps: RecordSteps,
    cycle: Lifecycle,
    key: str,
    after: tuple[Sent, Reads],
    is_wrong: Callable[[dict[str, JSON]], str | None],
) -> tuple[Sent, Reads] | None:
    """What was read ``after`` a patch, or a moment later where it is wrong at first; None where it is not read then."""
    last: list[tuple[Sent, Reads] | None] = [after]

    def is_right() -> bool:
        last.append(read_record(steps, cycle, key, "read what the operations made of it once more"))
        return last[-1] is None or is_wrong(last[-1][1].target) is None

    if is_wrong(after[1].target) is not None:
        settles(steps, cycle.resource, is_right)
    return last[-1]
