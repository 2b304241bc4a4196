"""Which resource's key each parameter of a path is: one number may be the key of a parent and of its child."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi import Behaviour


class PathKeys:
    """Reads the paths of one document: ``/a/{x}/b/{y}`` has keys of the resources ``a`` and ``a/{}/b``."""

    def __init__(self, behaviours: Mapping[str, Behaviour]) -> None:
        self._resources = {b.resource for b in behaviours.values() if b.resource is not None}
        self._known: dict[str, dict[str, str]] = {}

    def of(self, behaviour: Behaviour) -> Mapping[str, str]:
        """Parameter name → resource, for the parameters of the operation's path that are keys of a known resource."""
        name = behaviour.operation.id
        if name not in self._known:
            self._known[name] = self._found(behaviour)
        return self._known[name]

    def _found(self, behaviour: Behaviour) -> dict[str, str]:
        found: dict[str, str] = {}
        collection: list[str] = []
        for segment in behaviour.operation.path.split("/")[1:]:
            if segment.startswith("{") and segment.endswith("}"):
                resource = "/".join(collection)
                if resource in self._resources:
                    found[segment[1:-1]] = resource
            collection.append("{}" if segment.startswith("{") else segment)
        own = behaviour.key_parameter
        if behaviour.resource is not None and own and f"{{{own}}}" in behaviour.operation.path:
            found[own] = behaviour.resource
        return found
