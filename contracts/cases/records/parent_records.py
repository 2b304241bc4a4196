"""The records that paths lead through: what the caller named, else one of the run's own for each, made when needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.cases.sending.sender import Sender
    from mock_server.openapi import Operation


_LOOK = "look where the caller's own records are"


class ParentRecords:
    """One record of each resource that others lie below; all of them fit together."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self._known: dict[str, Mapping[str, str] | None] = {}

    def of(self, cycle: Lifecycle) -> Mapping[str, str] | None:
        """The path parameters that lead to the resource, its parents made if need be; None where that can't be done."""
        if cycle.resource not in self._known:
            self._known[cycle.resource] = None
            self._known[cycle.resource] = self._found(cycle)
        return self._known[cycle.resource]

    def on(self, operation: Operation) -> Mapping[str, str]:
        """What the caller gave for the parameters of a path, else records of the run's own, as far as any."""
        segments = operation.segments
        places = [(index, _name(segment)) for index, segment in enumerate(segments) if segment.startswith("{")]
        for count in range(len(places), 0, -1):
            found = self._path(segments, places[:count], None)
            if found is not None:
                return found
        return {}

    def _found(self, cycle: Lifecycle) -> Mapping[str, str] | None:
        """A record of the nearest ancestor is made below that one's own parents, so that all of them fit together."""
        behaviour = cycle["create"] or next(iter(cycle.operations.values()))
        if behaviour.shown_parents:
            return self._callers(cycle)
        places = [
            (index, _name(segment))
            for index, segment in enumerate(behaviour.operation.segments)
            if segment.startswith("{")
        ]
        own = behaviour.key_place
        if own is not None and own.location == "path":
            places = [(index, name) for index, name in places if name != own.names[0]]
        return self._path(behaviour.operation.segments, places, cycle)

    def _callers(self, cycle: Lifecycle) -> Mapping[str, str] | None:
        """The caller's own parents, as the answer to a first create tells them, whose record is read there, and removed
        again; None where it is not found so.
        """
        steps, known = self.steps, self.steps.sender.path_keys.callers
        if cycle.resource not in known:
            callers = steps.sender.records.callers
            callers.pair, callers.asked = steps.sender.correspondence.pair, cycle.resource
            self._known[cycle.resource] = {}
            key = steps.record_of(cycle)
            callers.asked = None
            self._known[cycle.resource] = known.get(cycle.resource)
            look = steps.act(cycle, "read", key, _LOOK) if key is not None and cycle.resource in known else None
            if key is None or look is None or not look.succeeded or not steps.names.marks(look.body):
                known.pop(cycle.resource, None)
                return None
            steps.delete(cycle, key, "remove")
        return known[cycle.resource]

    def _path(
        self, segments: Sequence[str], places: list[tuple[int, str]], but: Lifecycle | None
    ) -> Mapping[str, str] | None:
        """What the caller gave for these places of a path, else records that fit together; None for what can't be."""
        given = self.steps.samples.given
        if all(name in given for _, name in places):
            return _introduce(self.steps, {name: given[name] for _, name in places}, segments)
        parent = self._parent("/".join("{}" if s.startswith("{") else s for s in segments[: places[-1][0]]))
        above = self.of(parent) if parent is not None and parent is not but else None
        if parent is None or above is None or len(above) != len(places) - 1:
            return None
        key = self.steps.record_of(parent)
        return dict(zip((name for _, name in places), [*above.values(), key], strict=True)) if key is not None else None

    def _parent(self, collection: str) -> Lifecycle | None:
        """The resource of a collection; where the path has none, the only one elsewhere whose path ends in its word."""
        found = self.steps.cycles.get(collection)
        if found is not None:
            return found
        word = collection.rpartition("/")[2]
        alike = [c for name, c in self.steps.cycles.items() if word != "{}" and name.rpartition("/")[2] == word]
        return alike[0] if len(alike) == 1 and alike[0].removable else None


def _name(segment: str) -> str:
    """The name of the parameter that a part of a path begins with, whatever verb is behind it: ``{id}:close``."""
    return segment[1:].partition("}")[0]


def _introduce(steps: RecordSteps, path: Mapping[str, str], segments: Sequence[str]) -> Mapping[str, str]:
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
