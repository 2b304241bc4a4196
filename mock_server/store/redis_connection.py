"""The way to Redis: bounded in time, never a write twice, and at once refused while it is known to be down.

The door to redis-py.
"""

from __future__ import annotations

import itertools
import threading
import time
from hashlib import sha1
from typing import TYPE_CHECKING, Any

from mock_server.store.errors import StoreUnavailable, StoreUnreadable
from mock_server.values import new_random

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.store.redis_location import RedisLocation

_DOWN_SECONDS = 0.5
"""How long it is not tried again after an outage: requests that wait for it would wait for one another."""


class RedisConnection:
    """Runs scripts and commands; raises StoreUnavailable where there is no answer in time.

    A command that writes is sent again only by a script that knows its id (`redis_scripts`), so that it is done once.
    """

    def __init__(self, location: RedisLocation) -> None:
        self._location = location
        self._client = _client(location)
        self._down_until = 0.0
        self._hashes: dict[str, str] = {}
        self._own = f"{new_random().getrandbits(96):024x}"
        self._count = itertools.count()

    def command(self, *words: Any) -> Any:
        """The answer to a command that only reads."""
        return self._tried(words)

    def run(self, script: str, keys: tuple[bytes, ...], arguments: Sequence[Any]) -> Any:
        """The answer of a script; one that writes has the id of the write as its first key."""
        known = self._hashes.get(script)
        if known is None:
            known = self._hashes[script] = sha1(script.encode(), usedforsecurity=False).hexdigest()
        words = (len(keys), *keys, *arguments)
        try:
            return self._tried(("EVALSHA", known, *words))
        except _missing_script():
            return self._tried(("EVAL", script, *words))

    def write_id(self) -> bytes:
        """An id that no other write has."""
        return f"{self._own}.{next(self._count)}".encode()

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _tried(self, words: tuple[Any, ...]) -> Any:
        import redis

        if time.monotonic() < self._down_until:
            raise StoreUnavailable(self._said("it did not answer a moment ago"))
        try:
            try:
                return self._client.execute_command(*words)
            except (redis.ConnectionError, redis.TimeoutError):
                return self._client.execute_command(*words)
        except (redis.ConnectionError, redis.TimeoutError, redis.exceptions.ClusterDownError) as error:
            self._down_until = time.monotonic() + _DOWN_SECONDS
            if isinstance(error, redis.AuthenticationError):
                raise StoreUnreadable(f"the store {self._location} does not let us in: {error}") from None
            raise StoreUnavailable(self._said(str(error) or type(error).__name__)) from None
        except (redis.exceptions.NoPermissionError, redis.ReadOnlyError, redis.OutOfMemoryError) as error:
            raise StoreUnavailable(self._said(str(error))) from None
        except redis.exceptions.NoScriptError:
            raise
        except redis.InvalidResponse:
            raise StoreUnavailable(
                f"what answers there is no Redis; look at host and port of {self._location}"
            ) from None
        except redis.exceptions.MovedError:
            raise StoreUnavailable(f"the store {self._location} is one of a cluster; write cluster=yes") from None
        except redis.ResponseError as error:
            raise StoreUnavailable(f"the store {self._location} refuses what is asked of it: {error}") from None

    def _said(self, why: str) -> str:
        return f"the store {self._location} can't be reached: {why}; look whether Redis runs there, and try again"


class _OneConnection:
    """All of a client's steps over one connection, made when it is first needed, and anew where it has ended.

    Taken from a pool, looked at and counted for each step, as redis-py does, a step would cost two or three times as
    much. Errors of Redis are raised as redis-py does.
    """

    def __init__(self, client: Any) -> None:
        self._client = client
        self._connection: Any = None
        self._lock = threading.Lock()

    def execute_command(self, *words: Any) -> Any:
        """The answer to a command."""
        with self._lock:
            if self._connection is None:
                self._connection = self._client.connection_pool.get_connection()
            try:
                self._connection.send_command(*words)
                return self._connection.read_response()
            except BaseException:  # what was not read to its end must not be the answer to the next one
                self._connection.disconnect()
                raise

    def close(self) -> None:
        """Let go of it."""
        self._client.close()


def _missing_script() -> type[Exception]:
    from redis.exceptions import NoScriptError

    return NoScriptError


def _client(location: RedisLocation) -> Any:
    """A client that gives octets, and does not wait or try again by itself; raises StoreUnreadable without redis-py."""
    try:
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry
    except ImportError:
        raise StoreUnreadable(
            f"the store {location} needs the package redis; install it with: pip install 'mythic-mock[redis]'"
        ) from None
    options: dict[str, Any] = {
        "host": location.host,
        "port": location.port,
        "username": location.user or None,
        "password": location.password or None,
        "ssl": location.tls,
        "socket_timeout": location.timeout,
        "socket_connect_timeout": location.timeout,
        "socket_keepalive": True,
        "client_name": "mock-server",
    }
    if location.cluster:
        try:
            return redis.cluster.RedisCluster(**options, retry=Retry(NoBackoff(), 1))
        except redis.RedisError as error:
            raise StoreUnavailable(f"the store {location} can't be reached: {error}") from None
    if location.socket:
        options["unix_socket_path"] = location.socket
    return _OneConnection(redis.Redis(**options, db=location.db, retry=Retry(NoBackoff(), 0)))
