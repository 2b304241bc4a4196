"""Lists of what a record was before its changes: ``/documents/{id}/versions``, FHIR's ``/Patient/{id}/_history``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation_parts import Schema

_WORD = re.compile(r"^_?(?P<sure>versions?|revisions?)$|^_?(?:history|snapshots)$", re.I)
_MAKING = frozenset({"POST", "PUT", "PATCH"})


class Versions(ShownSchemas):
    """Finds the versions that the records of a resource have, which nobody but a change makes."""

    def of(self, resource: Resource) -> list[Resource]:
        """The collections of the versions of one record of the resource."""
        if resource.item is None:
            return []
        above = f"{path_templates.shape(resource.item)}/"
        every = dict.fromkeys(self._known.resources.values())
        return [one for one in every if one.collection_shape.startswith(above) and self.owner(one) == resource]

    def owner(self, own: Resource) -> Resource | None:
        """The resource of whose records a collection has the versions."""
        above, _, last = own.collection.rpartition("/")
        word = _WORD.match(last)
        owner = self._known.resources.get(path_templates.shape(above)) if word is not None else None
        if word is None or owner is None or owner.item is None or own == owner:
            return None
        if path_templates.shape(owner.item) != path_templates.shape(above):
            return None
        if any(self._known.has(own, method) for method in _MAKING):
            return None
        record, one = self._known.record_schema(owner), self.listed(own, owner)
        shared = self._names(one) & self._names(record)
        told = bool(shared) if word["sure"] else len(shared) * 2 > len(self._names(record)) > 0
        return owner if told else None

    def held_in(self, resource: Resource, item: Schema | None) -> str | None:
        """The member of a list's item that holds the record, or the record of which it is a version."""
        record = self._known.read_schema(self.owner(resource) or resource)
        return places.held_in(self._schemas, item, self._schemas.properties(record))

    def listed(self, own: Resource, owner: Resource) -> Schema | None:
        """The schema of one version, in the member that holds it where each item has one."""
        record = self._names(self._known.record_schema(owner))
        for operation in self._known.of(own, "GET"):
            item = self._listed(operation, own) if operation.path != own.item else None
            if item is not None:
                member = places.held_in(self._schemas, item, record)
                return item if member is None else self._schemas.below(item, (member,))
        return None
