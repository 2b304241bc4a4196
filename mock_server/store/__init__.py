"""Where records live: a small protocol, and the engines behind it (docs/store.md)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from mock_server.store.before_store import BeforeStore
from mock_server.store.equal_values import asked, marks
from mock_server.store.errors import (
    StoreChanged,
    StoreCorrupt,
    StoreError,
    StoreLocked,
    StoreUnavailable,
    StoreUnreadable,
)
from mock_server.store.following_writes import change, put
from mock_server.store.image import Image
from mock_server.store.layered import LayeredStore
from mock_server.store.location import Location, parse
from mock_server.store.protocol import Record, Shared, SharedSandbox, Store, Tally
from mock_server.store.record_list import ReadList, RecordList, Row
from mock_server.store.switched import SwitchedStore
from mock_server.store.tiny import TinyStore, open_journal, open_memory
from mock_server.store.value_order import order_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def _open_redis(location: Location) -> Store:
    from mock_server.store.shared_redis import open_redis

    return open_redis(location)


ENGINES: Mapping[str, Callable[[Location], Store]] = MappingProxyType(
    {"memory": open_memory, "tinydb": open_journal, "redis": _open_redis}
)
"""The engines by the name before the colon of a location."""


def open_store(location: str) -> Store:
    """Open the store at a location.

    One of ``memory:``, ``PATH``, ``PATH?fsync=always``, ``tinydb:PATH?fsync=interval&interval=0.05``, ``redis://HOST``.
    Raises StoreError: one sentence with the file, the line if one is to blame, and what to do.
    """
    place = parse(location)
    return ENGINES[place.engine](place)


def is_shared(location: str) -> bool:
    """Whether several processes may have the store at a location at once; raises StoreError."""
    return parse(location).engine == "redis"


__all__ = [
    "BeforeStore",
    "Image",
    "LayeredStore",
    "ReadList",
    "Record",
    "RecordList",
    "Row",
    "Shared",
    "SharedSandbox",
    "Store",
    "StoreChanged",
    "StoreCorrupt",
    "StoreError",
    "StoreLocked",
    "StoreUnavailable",
    "StoreUnreadable",
    "SwitchedStore",
    "Tally",
    "TinyStore",
    "asked",
    "change",
    "is_shared",
    "marks",
    "open_store",
    "order_of",
    "put",
]
