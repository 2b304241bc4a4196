"""Records that the caller named (`--value`): the mock beside is given one for each, so that both sides know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.sender import Sender


def introduce(steps: RecordSteps, path: Mapping[str, str], segments: Sequence[str]) -> Mapping[str, str]:
    """``path``, with records that the mock makes for it, the outermost first, as partners of the target's."""
    sender: Sender = steps.sender
    above: list[str] = []
    for index, segment in enumerate(segments):
        if segment[1:-1] not in path or not segment.startswith("{"):
            continue
        key = path[segment[1:-1]]
        cycle = steps.cycles.get("/".join("{}" if part.startswith("{") else part for part in segments[:index]))
        create = cycle["create"] if cycle is not None else None
        if cycle is not None and create is not None:
            place = (cycle.resource, sender.path_keys.cut(cycle.resource, above))
            if sender.correspondence.partner(key, *place) is None:
                chosen = key if cycle.chosen else None
                there = dict(zip(create.operation.path_names, above, strict=False))
                body = steps.body(cycle, chosen)
                theirs = sender.made_by_mock(steps.requests.build(create.operation, path=there, body=body), create)
                sender.correspondence.pair(key, chosen or theirs, *place)
        above.append(key)
    return path
