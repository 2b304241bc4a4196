"""The records of a resource in Redis as a list, read by their places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.store import redis_scripts as scripts
from mock_server.store.lines import record_of
from mock_server.store.record_list import Unordered

if TYPE_CHECKING:
    from mock_server.store.protocol import Store
    from mock_server.store.record_list import Row
    from mock_server.store.redis_connection import RedisConnection


class RedisList(Unordered):
    """A `RecordList`; other processes may write between two looks at it."""

    def __init__(self, store: Store, connection: RedisConnection, keys: tuple[bytes, bytes], resource: str) -> None:
        self._store = store
        self._connection = connection
        self._keys = keys
        self._resource = resource

    def __len__(self) -> int:
        return self._store.count(self._resource)

    def part(self, start: int, stop: int) -> list[Row]:
        """Those from one place to before another; a part that is longer than one page is cut out of all of them."""
        if stop - start > scripts.PAGE:
            return list(self._store.records(self._resource))[start:stop]
        if stop <= start:
            return []
        names, raws = self._connection.run(scripts.PLACES, self._keys, (start, stop - 1))
        found = zip(names, raws, strict=True)
        return [(key.decode("utf-8", "surrogatepass"), record_of(raw)) for key, raw in found if raw is not None]

    def place(self, key: str) -> int | None:
        """How many come before."""
        rank = self._connection.command("ZRANK", self._keys[1], key.encode("utf-8", "surrogatepass"))
        return None if rank is None else int(rank)
