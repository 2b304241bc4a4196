"""Keys that the caller chooses: each kind that the document takes, and each that it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.records.independence import independent

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle


GROUP = 8
"""How many malformed keys are tried in one journey."""


def edges(steps: RecordSteps, cycle: Lifecycle) -> list[tuple[str, str]]:
    """Kinds of keys of this run with one of each, right and wrong ones."""
    schema, stem = steps.key_schema(cycle), steps.fresh(cycle)
    return [*steps.pools.edges(schema, stem), ("digits alone", steps.names.digits(len(stem)))]


def _is_taken(steps: RecordSteps, cycle: Lifecycle, text: str) -> bool:
    """Whether a body may give this key, and the path to its record carry it: one that leads nowhere would be left.

    A NUL no path is sure to carry (RFC 3986 section 7.3).
    """
    create = cycle["create"]
    wanted = create.key_schema if create is not None else None
    counts = bool(steps.schemas.types(wanted)) and steps.schemas.types(wanted) <= {"integer", "number"}
    if "\0" in text or (counts and not (text.isascii() and text.isdecimal())):
        return False
    leads = wanted is None or steps.samples.valid(wanted, int(text) if counts else text)
    return leads and steps.samples.valid(steps.key_schema(cycle), text)


@independent
def chosen_key(steps: RecordSteps, cycle: Lifecycle, number: int) -> None:
    """A key of one kind, where it is taken, can be created, found and removed."""
    kind, text = (*edges(steps, cycle), ("", ""))[number]
    if not _is_taken(steps, cycle, text) or not steps.names.owns(text):
        return
    causes = ("field key", kind)
    steps.create(cycle, steps.body(cycle, text), f"create with the key: {kind}", causes, source="boundary")
    steps.create(cycle, steps.body(cycle, text), f"create again: {kind}", causes, source="boundary")
    for _, query in steps.ways(cycle)[:1]:
        steps.delete(cycle, text, f"delete: {kind}", causes, query=query, source="boundary")
    steps.delete(cycle, text, f"remove: {kind}", causes, source="boundary")


def malformed(steps: RecordSteps, cycle: Lifecycle) -> list[str]:
    """Keys of this run that the path of a delete does not take."""
    delete = cycle["delete"]
    parameters = delete.operation.parameters if delete is not None else ()
    parameter = next(
        (p for p in parameters if p.location == "path" and delete is not None and delete.key_parameter == p.name), None
    )
    if parameter is None:
        return []
    stem = steps.fresh(cycle)
    found = [stem, steps.names.digits(1), *(text for _, text in steps.pools.edges(steps.key_schema(cycle), stem))]
    return [text for text in found if not steps.samples.valid(parameter.schema, text) and steps.names.owns(text)]


@independent
def malformed_keys(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """Every key that is not taken, of one group of them, is refused by a delete."""
    for text in malformed(steps, cycle)[group * GROUP : (group + 1) * GROUP]:
        for _, query in steps.ways(cycle):
            label, causes = "delete by a malformed key", ("malformed key",)
            steps.delete(cycle, text, label, causes, query=query, source="boundary")


@independent
def short_keys(steps: RecordSteps, cycle: Lifecycle) -> None:
    """The shortest and plainest keys. They can't name this run: a taken one is left alone."""
    if not steps.sender.safety.plain_keys:
        return
    for kind, texts in (("one character", "_-qJ7"), ("two characters", ("_0", "-z", "q7"))):
        for text in texts:
            if not _is_taken(steps, cycle, text):
                continue
            sent = steps.create(
                cycle, steps.body(cycle, text), f"create with a key of {kind}", ("field key", kind), source="boundary"
            )
            if sent is not None and sent.succeeded:
                steps.delete(cycle, text, f"remove: {kind}", source="boundary")
            if sent is not None and sent.status != 409:
                break
