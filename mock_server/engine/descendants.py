"""What lies below a record: the collections whose paths begin with that of the record, and what these own in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.openapi.behaviour.resources import items_prefix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.store import Store


def remove(store: Store, names: Sequence[str], prefix: str, keys: Sequence[str]) -> set[str]:
    """Remove every record below one; the resources of which there were some.

    ``names`` are the resources that may lie below, ``prefix`` is what their names begin with, ``keys`` those of the
    record's parents and its own.
    """
    found: set[str] = set()
    for name in names:
        if not name.startswith(prefix):
            continue
        collection = collection_name(name, keys)
        for key in [key for key, _ in store.records(collection)]:
            found |= {name} | remove(store, names, items_prefix(name), (*keys, key))
            store.delete(collection, key)
    return found
