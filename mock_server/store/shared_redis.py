"""The server's own records in Redis, and beside them those of the sandboxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.store.redis_connection import RedisConnection
from mock_server.store.redis_location import parse_redis
from mock_server.store.redis_sandbox import RedisSandbox
from mock_server.store.redis_store import RedisStore
from mock_server.store.redis_tally import RedisTally

if TYPE_CHECKING:
    from mock_server.store.image import Image
    from mock_server.store.location import Location


class SharedRedis(RedisStore):
    """A `Store` that other processes read and write too, and the way to those of its sandboxes."""

    def apart(self, name: str, first: Image) -> RedisSandbox:
        """The store of the sandbox of this name, for all processes; it begins with these records, once."""
        return RedisSandbox(self._connection, self._name, self._prefix, name, first)

    def tally(self, run: str, sandbox: str, *, forgets: bool) -> RedisTally:
        """The counts of a sandbox in a run of several processes, of which one ``forgets`` for all."""
        return RedisTally(self._connection, self._prefix, f"{run}:{sandbox}", forgets=forgets)


def open_redis(location: Location) -> SharedRedis:
    """Open the store at a URL; raises StoreError where it can't be reached."""
    place = parse_redis(location.path)
    connection = RedisConnection(place)
    try:
        connection.command("PING")
    except BaseException:
        connection.close()
        raise
    return SharedRedis(connection, str(place), place.prefix)
