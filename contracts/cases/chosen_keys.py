"""Keys that the caller chooses: each kind that the document takes, and each that it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.record_steps import RecordSteps
    from mock_server.openapi import JSON


def keys(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Every key that is taken can be created, found and removed; every other is refused by each operation."""
    delete = cycle["delete"]
    if delete is None:
        return
    schema = steps.key_schema(cycle)
    stem = steps.fresh(cycle)
    parameter = next(
        (p for p in delete.operation.parameters if p.location == "path" and delete.key_parameter == p.name),
        None,
    )
    fresh = [stem, steps.names.digits(1), *(text for _, text in steps.pools.edges(schema, stem))]
    edges = [*steps.pools.edges(schema, stem), ("digits alone", steps.names.digits(len(stem)))]
    for kind, text in edges:
        if steps.samples.valid(schema, text) and steps.names.owns(text):
            steps.create(
                cycle, steps.body(cycle, text), f"create with the key: {kind}", ("field key", kind), source="boundary"
            )
            steps.create(
                cycle, steps.body(cycle, text), f"create again: {kind}", ("field key", kind), source="boundary"
            )
            for _, query in steps.ways(cycle)[:1]:
                steps.delete(cycle, text, f"delete: {kind}", ("field key", kind), query=query, source="boundary")
            steps.delete(cycle, text, f"remove: {kind}", ("field key", kind), source="boundary")
    if parameter is not None:
        for text in fresh:
            if not steps.samples.valid(parameter.schema, text) and steps.names.owns(text):
                for _, query in steps.ways(cycle):
                    steps.delete(
                        cycle, text, "delete by a malformed key", ("malformed key",), query=query, source="boundary"
                    )
    short_keys(steps, cycle, schema)


def short_keys(steps: RecordSteps, cycle: Lifecycle, schema: JSON) -> None:
    """The shortest and plainest keys. They can't name this run: a taken one is left alone."""
    if not steps.sender.safety.plain_keys:
        return
    for kind, texts in (("one character", "_-qJ7"), ("two characters", ("_0", "-z", "q7"))):
        for text in texts:
            if not steps.samples.valid(schema, text):
                continue
            sent = steps.create(
                cycle, steps.body(cycle, text), f"create with a key of {kind}", ("field key", kind), source="boundary"
            )
            if sent is not None and sent.succeeded:
                steps.delete(cycle, text, f"remove: {kind}", source="boundary")
            if sent is not None and sent.status != 409:
                break
