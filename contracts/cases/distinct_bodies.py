"""Bodies that differ from those sent before in their tagged texts: some services keep each such text once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.record_steps import RecordSteps
    from contracts.judging.sent import Sent
    from contracts.traffic.run_names import RunNames
    from mock_server.openapi import JSON


def where_taken(steps: RecordSteps, cycle: Lifecycle, sent: Sent | None, body: JSON) -> JSON:
    """Another body for a create that was refused as taken (409) although the server assigns the key; None for none."""
    create = cycle["create"]
    if sent is None or sent.status != 409 or cycle.chosen or create is None:
        return None
    return distinct(body, steps.names, partial(steps.samples.valid, create.operation.request_schema))


def distinct(body: JSON, names: RunNames, valid: Callable[[JSON], bool]) -> JSON:
    """``body`` with another end to each tagged text, None where no such body is ``valid``."""
    letters = names.fresh()[-4:]
    for blank in (" ", "-", ""):
        changed = _changed(body, names.tag, blank + letters)
        if changed != body and valid(changed):
            return changed
    return None


def _changed(value: JSON, tag: str, end: str) -> JSON:
    if isinstance(value, dict):
        return {name: _changed(item, tag, end) for name, item in value.items()}
    if isinstance(value, str) and tag in value.lower() and "@" not in value and ":" not in value:
        return value + (end.upper() if value.isupper() else end)
    return value
