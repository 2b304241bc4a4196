"""Records that stand for those of another resource: ``PUT /groups/{id}/members/{userId}`` beside ``/users/{id}``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, resources
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation

_LEAST = 2
"""The fewest members by which a schema is known."""


class Memberships(ShownSchemas):
    """Finds the resource for whose records those of another stand."""

    def meant(self, own: Resource) -> Resource | None:
        """The only resource of the same members, where records of ``own`` are made by a key and nothing else."""
        if own.item is None or not own.parents or not self._is_made_by_key(own):
            return None
        names = self._names(self._known.listed_schema(own))
        found = [
            owner
            for owner in dict.fromkeys(self._known.resources.values())
            if owner.item is not None and not owner.parents and self._names(self._known.record_schema(owner)) == names
        ]
        return found[0] if len(names) >= _LEAST and len(found) == 1 else None

    def _is_made_by_key(self, own: Resource) -> bool:
        making = [*self._known.of(own, "PUT"), *self._known.of(own, "POST")]
        return bool(making) and all(self._sends_keys_alone(operation, own) for operation in making)

    def _sends_keys_alone(self, operation: Operation, own: Resource) -> bool:
        sent = self._names(self._known.request(operation))
        keys = set(resources.key_names(own.key, own)) - {"name", "slug"}
        return operation.request_body is None or (bool(sent) and {places.plain(name) for name in sent} <= keys)
