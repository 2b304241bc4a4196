"""What goes with a record to its new key: what is below it, its contents, and the marks of where it was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine import descendants
from mock_server.engine.collection_names import MADE_IN, PART, collection_name, parents_of, resource_of
from mock_server.engine.kept_contents import move_contents
from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.behaviour.resources import items_prefix, parent_names
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.json_values import type_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.store import Record, Store


def move_all(store: Store, behaviour: Behaviour, old: Sequence[str], new: Sequence[str]) -> None:
    """Move what belongs to a record: ``old`` and ``new`` are the keys of its parents and its own."""
    resource, path = behaviour.resource or "", behaviour.operation.path
    before, parameter = (path_templates.owners(path) or (("", ""),))[-1]
    names = parent_names(before, parameter) if parameter == behaviour.key_parameter else ()

    def led(key: str, record: Record) -> Record:
        """One that was below it, with its new key where it holds the old one and is not itself called so."""
        found = {n: v for n, v in record.items() if plain(n) in names and str(v) == old[-1] != key}
        return {**record, **{name: as_type(new[-1], frozenset((type_of(value),))) for name, value in found.items()}}

    prefix = items_prefix(resource)
    descendants.move(store, behaviour.below, prefix, old, new, led)
    move_contents(store, path, old, new)
    _move_marks(store, collection_name(resource, old[:-1]), old[-1], new[-1])
    for part in [name for name in store.resources() if name.startswith(PART + prefix)]:
        keys = parents_of(part)
        if keys[: len(old)] == tuple(old):
            other = collection_name(resource_of(part), (*new, *keys[len(old) :]))
            for key, mark in list(store.records(part)):
                store.create(other, key, mark)
                store.delete(part, key)


def _move_marks(store: Store, collection: str, old: str, new: str) -> None:
    """Let the parts that a record of this collection was made in know it by its new key."""
    for part in [name for name in store.resources() if name.startswith(PART)]:
        mark = store.read(part, old)
        if mark is not None and mark.get(MADE_IN) == collection:
            store.delete(part, old)
            store.create(part, new, mark)
