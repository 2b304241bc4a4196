"""Which record each part of a path names: its resource, and the keys of the records above it.

One number may be the key of a parent and of its child, and of a child of every parent where each counts its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contracts.traffic.ownership import Ownership
    from mock_server.openapi import Behaviour

    Above = tuple[str, ...]

_ONE = ("read", "delete", "replace", "merge")
"""What is done to one record; where its path names fewer parents than its create, fewer tell it from others."""


class PathKeys:
    """Reads the paths of one document: ``/a/{x}/b/{y}`` has keys of the resources ``a`` and ``a/{}/b``."""

    def __init__(self, behaviours: Mapping[str, Behaviour]) -> None:
        self._resources = {b.resource for b in behaviours.values() if b.resource is not None}
        self._known: dict[str, dict[str, str]] = {}
        self._depths: dict[str, int] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self.callers: dict[str, dict[str, str]] = {}
        """By resource the parents that are the caller's own, as an answer told them."""
        self._items = {b.resource: b.operation.path for b in behaviours.values() if b.action == "read"}
        for behaviour in behaviours.values():
            resource, names = behaviour.resource, before_key(behaviour)
            if resource is not None and behaviour.action in (*_ONE, "create"):
                self._depths[resource] = min(self._depths.get(resource, len(names)), len(names))
                if behaviour.action == "delete":
                    self._names.setdefault(resource, names)

    def of(self, behaviour: Behaviour) -> Mapping[str, str]:
        """Parameter name → resource, for the parameters of the operation's path that are keys of a known resource."""
        name = behaviour.operation.id
        if name not in self._known:
            self._known[name] = self._found(behaviour)
        return self._known[name]

    def above(self, behaviour: Behaviour, path: Mapping[str, str]) -> Above:
        """The keys of the records above the one that an operation is about, from the outermost."""
        path = self._whole(behaviour, path)
        values = [path.get(name, "") for name in before_key(behaviour)]
        return tuple(values[: self._depths.get(behaviour.resource or "", 0)])

    def above_parameter(self, behaviour: Behaviour, name: str, path: Mapping[str, str]) -> Above:
        """The keys of the records above the one that this parameter of the path names."""
        names = behaviour.operation.path_names
        values = [path.get(each, "") for each in names[: names.index(name)]] if name in names else []
        return self.cut(self.of(behaviour).get(name, ""), values)

    def is_made(self, ownership: Ownership, behaviour: Behaviour, name: str, path: Mapping[str, str]) -> bool:
        """Whether the run made the record that this parameter of the path names."""
        value, resource = path.get(name, ""), self.of(behaviour).get(name)
        if resource is None:
            return ownership.made_any(value) or self._leads(ownership, behaviour, name, path)
        return ownership.made(resource, value, self.above_parameter(behaviour, name, path))

    def strange(self, ownership: Ownership, behaviour: Behaviour, path: Mapping[str, str]) -> list[str]:
        """The names in a path that lead to no record which the run made."""
        return [value for name, value in path.items() if not self.is_made(ownership, behaviour, name, path)]

    def places(self, behaviour: Behaviour, path: Mapping[str, str]) -> dict[str, tuple[str, Above]]:
        """Parameter name → resource and the keys above, for the parameters that are keys of a known resource."""
        return {
            name: (found, self.above_parameter(behaviour, name, path)) for name, found in self.of(behaviour).items()
        }

    def cut(self, resource: str, values: Sequence[str]) -> Above:
        """Of the keys above a record of this resource those that tell it from others."""
        return tuple(values[: self._depths.get(resource, len(values))])

    def parents(self, behaviour: Behaviour, path: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
        """What the path names above the record, under the names that the removal's path has for it."""
        own, path = before_key(behaviour), self._whole(behaviour, path)
        names = self._names.get(behaviour.resource or "", own)
        if set(names) < set(own):
            return tuple((name, path[name]) for name in names if name in path)
        named = dict(zip(own, names, strict=True)) if len(names) == len(own) else {}
        return tuple((named.get(name, name), value) for name, value in path.items() if name != behaviour.key_parameter)

    def on(self, behaviour: Behaviour, parents: Mapping[str, str]) -> dict[str, str]:
        """The keys above a record under the names that this operation's path has for them."""
        own = before_key(behaviour)
        if len(own) != len(parents):
            return dict(parents)
        return dict(parents) if set(own) == set(parents) else dict(zip(own, parents.values(), strict=True))

    def _whole(self, behaviour: Behaviour, path: Mapping[str, str]) -> Mapping[str, str]:
        """``path`` with the parents that it leaves out, for they are the caller's own."""
        known = self.callers.get(behaviour.resource or "") if behaviour.shown_parents else None
        return {**known, **path} if known else path

    def _leads(self, ownership: Ownership, behaviour: Behaviour, name: str, path: Mapping[str, str]) -> bool:
        """Whether this part of a path is a parent of the caller's own, and leads to a record that the run made."""
        names, value = behaviour.operation.path_names, path.get(name, "")
        front = behaviour.operation.path.partition(f"{{{name}}}")[0]
        told = any(
            known.get(own) == value and self._items.get(resource, "").partition(f"{{{own}}}")[0] == front
            for resource, known in self.callers.items()
            for own in known
        )
        later = names[names.index(name) + 1 :] if told and name in names else ()
        return any(ownership.named(path.get(n, "")) or self.is_made(ownership, behaviour, n, path) for n in later)

    def _found(self, behaviour: Behaviour) -> dict[str, str]:
        found: dict[str, str] = {}
        collection: list[str] = []
        for segment in behaviour.operation.segments:
            name = next((n for n in behaviour.operation.path_names if _is_key(segment, n)), None)
            resource = "/".join(collection)
            if name is not None and resource in self._resources:
                found[name] = resource
            collection.append("{}" if segment.startswith("{") else segment)
        own = behaviour.key_parameter
        if behaviour.resource is not None and own and f"{{{own}}}" in behaviour.operation.path:
            found[own] = behaviour.resource
        return found


def _is_key(segment: str, name: str) -> bool:
    """Whether a part of a path is the key that a parameter has, with a verb behind it too: ``{id}:close``."""
    return segment.partition(":")[0] == f"{{{name}}}"


def before_key(behaviour: Behaviour) -> tuple[str, ...]:
    """The parameters of an operation's path that come before the key of its record; all where it holds none.

    Of a collection of the caller's own records, those that come before it in a record's path.
    """
    if behaviour.shown_parents:
        return tuple(name for name, _ in behaviour.shown_parents)
    names, own = tuple(behaviour.operation.path_names), behaviour.key_parameter
    return names[: names.index(own)] if own in names else names
