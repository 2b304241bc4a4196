"""Counts in Redis, which several processes of one run go on with; they go an hour after the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mock_server.store.redis_connection import RedisConnection

_STAYS_SECONDS: Final = 3600

_COUNT: Final = """
local count = redis.call('HINCRBY', KEYS[1], ARGV[1], 1)
redis.call('EXPIRE', KEYS[1], ARGV[2])
return count
"""
_TAKE: Final = """
local now, seconds, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local began, taken = ARGV[3], 0
local held = redis.call('HGET', KEYS[1], ARGV[1])
if held then
  local at, count = held:match('^(%S+) (%d+)$')
  if now < tonumber(at) + seconds and now >= tonumber(at) then began, taken = at, tonumber(count) end
end
local exceeded = taken >= most
if not exceeded then taken = taken + 1 end
redis.call('HSET', KEYS[1], ARGV[1], began .. ' ' .. string.format('%d', taken))
redis.call('EXPIRE', KEYS[1], ARGV[2])
return {began, taken, exceeded and 1 or 0}
"""
"""What is counted, how long it stays, the time, the seconds of a window and how many may be taken in it."""


class RedisTally:
    """A `Tally`: a hash for what lasts, and one for what does not."""

    def __init__(self, connection: RedisConnection, prefix: str, name: str, *, forgets: bool) -> None:
        self._connection = connection
        self._keys = tuple(f"{{{prefix}}}:count:{kind}:{name}".encode("utf-8", "surrogatepass") for kind in "al")
        self._forgets = forgets

    def count(self, what: bytes, *, lasting: bool) -> int:
        """How often this was counted by now."""
        return int(self._connection.run(_COUNT, (self._keys[lasting],), (what, _STAYS_SECONDS)))

    def take(self, what: bytes, now: float, seconds: float, most: int, *, lasting: bool) -> tuple[float, int, bool]:
        """Take one of so many in a window."""
        words = (what, _STAYS_SECONDS, f"{now:.3f}", seconds, most)
        began, taken, exceeded = self._connection.run(_TAKE, (self._keys[lasting],), words)
        return float(began), int(taken), bool(exceeded)

    def forget(self, *, lasting: bool) -> None:
        """Begin anew, where that is ours to do."""
        if self._forgets:
            self._connection.command("UNLINK", self._keys[lasting])
