"""The records of one sandbox in Redis, the same for all processes; they go when nobody has used them for a while."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from mock_server.store import redis_scripts as scripts
from mock_server.store.redis_store import RedisStore

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.store.image import Image
    from mock_server.store.protocol import Mark, Record
    from mock_server.store.redis_connection import RedisConnection
    from mock_server.store.redis_list import RedisList

STAYS_SECONDS = 660
"""A little more than a server keeps an idle sandbox."""
_RENEW_SECONDS = 30.0


class RedisSandbox(RedisStore):
    """A `Store` below that of the server; whoever uses it keeps it there."""

    def __init__(self, connection: RedisConnection, name: str, prefix: str, sandbox: str, first: Image) -> None:
        super().__init__(connection, name, prefix, f"sandbox:{sandbox}:")
        self._begun = self._names + b":begun"
        self._known: set[str] = set()
        self._renewed = 0.0
        keys = (self._writes + connection.write_id(), self._names, self._sequence, self._begun)
        connection.run(scripts.BEGIN, keys, self._words(first))
        self._stay()

    def create(self, resource: str, key: str, record: Record, mark: Mark | None = None) -> bool:
        """Keep ``record`` unless the key is taken, and set the ``mark``; False if it is taken."""
        made = super().create(resource, key, record, mark)
        self._made(made, resource, *(() if mark is None else mark[:1]))
        return made

    def create_all(self, resource: str, records: Sequence[tuple[str, Record]]) -> int | None:
        """Keep all of these records, or none; the place of the first whose key is taken."""
        place = super().create_all(resource, records)
        self._made(place is None, resource)
        return place

    def _made(self, is_made: bool, *resources: str) -> None:
        """Keys that may be new have to be told how long they stay."""
        if is_made and not self._known.issuperset(resources):
            self._known.update(resources)
            self._renewed = 0.0
        self._stay()

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None."""
        self._stay()
        return super().read(resource, key)

    def records(self, resource: str) -> Iterator[tuple[str, Record]]:
        """Yield keys and records in order of creation."""
        self._stay()
        return super().records(resource)

    def listing(self, resource: str) -> RedisList:
        """Return the records of this resource as a list."""
        self._stay()
        return super().listing(resource)

    def restore(self, image: Image) -> None:
        """Put the records of ``image`` in the place of all that are there."""
        super().restore(image)
        self._renewed = 0.0
        self._stay()

    def close(self) -> None:
        """The connection is the server's."""

    def end(self) -> None:
        """Remove it for everybody."""
        self.clear()
        self._connection.command("DEL", self._begun, self._sequence)

    def _stay(self) -> None:
        now = time.monotonic()
        if now - self._renewed > _RENEW_SECONDS:
            self._renewed = now
            keys = (self._names, self._sequence, self._begun)
            self._connection.run(scripts.STAY, keys, (STAYS_SECONDS, self._records, self._order))
