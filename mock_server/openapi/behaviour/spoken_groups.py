"""Operations whose paths tell in words what they do, and on one resource: ``/users.create`` and ``/users.list``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import resources
from mock_server.openapi.behaviour.told_calls import ToldCalls
from mock_server.openapi.behaviour.verbs import Spoken, spoken
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas


def grouped(
    document: Document, owners: dict[str, Resource], schemas: Schemas, *, related: bool
) -> tuple[dict[str, Resource], dict[str, str]]:
    """Let operations that paths tell in words work on one resource of ``owners``.

    These resources by their names, and the properties that hold their keys by what the answers to creates give and
    other calls take. Those without such a key are good guesses, and are left alone where nothing is ``related``.
    """
    groups: dict[str, list[tuple[Operation, Spoken]]] = {}
    for operation in document.operations:
        call = spoken(operation.path)
        owner = owners.get(path_templates.shape(operation.path))
        if call is not None and owner is not None and owner.item is None:
            groups.setdefault(path_templates.shape(call.collection), []).append((operation, call))
    found, keys, told = {}, {}, ToldCalls(schemas)
    for shape, members in groups.items():
        known = owners.get(shape)
        actions = {call.action for _, call in members}
        shown = not actions.isdisjoint(("read", "list"))  # what nobody can look at, nobody can miss
        if (known is not None and known.item is not None) or len(actions) < 2 or not shown:
            continue
        call = members[0][1]
        parents = path_templates.names(call.collection)
        group = resources.Resource(shape.strip("/"), call.collection, None, call.noun, parents)
        key = told.key(group, members, by_get=related)
        if key is not None:
            keys[group.name] = key
        elif not related:
            continue
        for operation, _ in members:
            owners[path_templates.shape(operation.path)] = group
        found[group.name] = group
    return found, keys
