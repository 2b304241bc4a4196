"""Records that are made beside their collection: ``POST /boxes/create`` makes what ``/boxes/{id}`` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation

_MAKES = "create"


def made_beside(found: dict[str, Resource], operations: Iterable[Operation]) -> dict[str, Resource]:
    """The resource of each such path by its shape, where nothing is posted to the collection itself."""
    posted = {path_templates.shape(operation.path) for operation in operations if operation.method == "POST"}
    made = {}
    for shape in posted:
        above, _, word = shape.rpartition("/")
        owner = found.get(above)
        free = word == _MAKES and above not in posted and shape not in found
        if free and owner is not None and owner.item and owner.collection_shape == above:
            made[shape] = owner
    return made
