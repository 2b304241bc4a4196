"""Keys that are alike and yet two: other case, one the beginning of the other, marks that look the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.records.independence import independent
from contracts.cases.records.key_spelling import says_any_case

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON


def _swapped(key: str) -> str:
    return key.swapcase()


_CASE = "the same in other case"
TWINS: dict[str, Callable[[str], tuple[str, str]]] = {
    _CASE: lambda key: (key, _swapped(key)),
    "a key that begins another": lambda key: (key, key[:-1]),
    "a key that another begins": lambda key: (key, f"{key}x"),
    "an underscore for a letter": lambda key: (f"{key}x", f"{key}_"),
    "an underscore for a hyphen": lambda key: (f"{key}-a", f"{key}_a"),
    "a mark at the end": lambda key: (key, f"{key}-"),
    "zeros before": lambda key: (f"{key}7", f"{key}07"),
    "long keys that differ at the end": lambda key: (f"{key}|a", f"{key}|b"),
}
"""Keys that are alike and yet two: what makes the second of the first."""


@independent
def twins(steps: RecordSteps, cycle: Lifecycle, name: str) -> None:
    """Keys that are alike are two keys: deleting, creating and removing one leaves the other alone."""
    schema = steps.key_schema(cycle)
    one, two = (_fitted(steps, schema, key) for key in TWINS[name](steps.fresh(cycle)))
    if name == _CASE and says_any_case(steps, cycle):
        return
    if one == two or not (steps.samples.valid(schema, one) and steps.samples.valid(schema, two)):
        return
    if not (steps.names.owns(one) and steps.names.owns(two)):
        return
    sender, relation = steps.sender, f"keys alike: {name}"
    steps.create(cycle, steps.body(cycle, one), f"create ({name})")
    sender.known.relate(steps.where(cycle, two), relation)
    sender.known.relate(steps.where(cycle, one), relation)
    for _, query in steps.ways(cycle):
        steps.delete(cycle, two, f"delete its twin ({name})", query=query)
    steps.create(cycle, steps.body(cycle, two), f"create its twin ({name})")
    steps.delete(cycle, two, f"remove its twin ({name})")
    steps.create(cycle, steps.body(cycle, one), f"create the first again ({name})")
    steps.delete(cycle, one, f"remove the first ({name})")


def _fitted(steps: RecordSteps, schema: JSON, key: str) -> str:
    stem, bar, end = key.partition("|")
    if not bar:
        return key
    longest = next((t for kind, t in steps.pools.edges(schema, stem) if kind == "the longest text"), stem * 20)
    return longest[: -len(end)] + end
