"""What lies below a record: the collections whose paths begin with that of the record, and what these own in turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.openapi.behaviour.resources import items_prefix
from mock_server.store import put

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.store import Record, Store

    Led = Callable[[str, Record], Record]


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


def move(
    store: Store, names: Sequence[str], prefix: str, keys: Sequence[str], new: Sequence[str], led: Led | None = None
) -> None:
    """Put every record below one below another: ``new`` are the keys of that one's parents and its own.

    ``led`` makes of a record's key and itself what it is there.
    """
    for name in names:
        if not name.startswith(prefix):
            continue
        collection, other = collection_name(name, keys), collection_name(name, new)
        for key, record in list(store.records(collection)):
            move(store, names, items_prefix(name), (*keys, key), (*new, key), led)
            put(store, other, key, record if led is None else led(key, record))
            store.delete(collection, key)
