"""What is asked of Redis, each in one step: scripts in Lua, which see records as octets alone.

A record is in the hash of its resource, its place in a sorted set beside it, scored by the count of writes when it was
created; a third set has the names of the resources that hold records. All keys of a store have one hash tag, so that
they are in one slot of a cluster. A script that writes begins with the id of its write: where that was done already,
and only the answer was lost, it tells the same answer again (`KEYS[1]`, kept for `KEPT_SECONDS`).
"""

from __future__ import annotations

from typing import Final

KEPT_SECONDS: Final = 60
PAGE: Final = 1000
"""How many records are read in one step of a list; Lua unpacks no more than some 8,000 values."""

REFUSED, DONE, CHANGED = 0, 1, 2
"""How a write ended: there was (or was no) such key; it is done; the record is not the one that was read."""

_WRITE = """
local told = redis.call('GET', KEYS[1])
if told then return tonumber(told) end
local function answer(result)
  redis.call('SET', KEYS[1], result, 'EX', SECONDS)
  return result
end
""".replace("SECONDS", str(KEPT_SECONDS))

CREATE: Final = (
    _WRITE
    + """
local records, order, names, sequence = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
if redis.call('HSETNX', records, ARGV[1], ARGV[2]) == 0 then return answer(0) end
local count = redis.call('INCR', sequence)
redis.call('ZADD', order, count, ARGV[1])
redis.call('ZADD', names, 'NX', count, ARGV[3])
if #ARGV > 3 and redis.call('HSETNX', KEYS[6], ARGV[4], ARGV[5]) == 1 then
  count = redis.call('INCR', sequence)
  redis.call('ZADD', KEYS[7], count, ARGV[4])
  redis.call('ZADD', names, 'NX', count, ARGV[6])
end
return answer(1)
"""
)
"""Key, record, name of the resource; the same of a mark, where one is set with it: its keys are behind the others."""

CREATE_ALL: Final = (
    _WRITE
    + """
local records, order, names, sequence = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local seen = {}
for at = 2, #ARGV, 2 do
  if seen[ARGV[at]] or redis.call('HEXISTS', records, ARGV[at]) == 1 then return answer(at / 2) end
  seen[ARGV[at]] = true
end
local count = 0
for at = 2, #ARGV, 2 do
  count = redis.call('INCR', sequence)
  redis.call('HSET', records, ARGV[at], ARGV[at + 1])
  redis.call('ZADD', order, count, ARGV[at])
end
if #ARGV > 1 then redis.call('ZADD', names, 'NX', count, ARGV[1]) end
return answer(0)
"""
)
"""Name of the resource; keys and records. 0, else the place, from 1, of the first key that is taken."""

REPLACE: Final = (
    _WRITE
    + """
local records, sequence = KEYS[2], KEYS[5]
local held = redis.call('HGET', records, ARGV[1])
if not held then return answer(0) end
if #ARGV == 3 and held ~= ARGV[3] then return answer(2) end
redis.call('HSET', records, ARGV[1], ARGV[2])
redis.call('INCR', sequence)
return answer(1)
"""
)
"""Key, record, and the record as it was read, where it was."""

DELETE: Final = (
    _WRITE
    + """
local records, order, names, sequence = KEYS[2], KEYS[3], KEYS[4], KEYS[5]
if redis.call('HDEL', records, ARGV[1]) == 0 then return answer(0) end
redis.call('ZREM', order, ARGV[1])
if redis.call('EXISTS', records) == 0 then redis.call('ZREM', names, ARGV[2]) end
redis.call('INCR', sequence)
return answer(1)
"""
)
"""Key, name of the resource."""

_RESTORE = """
local names, sequence = KEYS[2], KEYS[3]
local records, order = ARGV[1], ARGV[2]
for _, name in ipairs(redis.call('ZRANGE', names, 0, -1)) do redis.call('UNLINK', records .. name, order .. name) end
redis.call('DEL', names)
redis.call('INCR', sequence)
local at = 3
while at <= #ARGV do
  local name, count = ARGV[at], tonumber(ARGV[at + 1])
  at = at + 2
  for _ = 1, count do
    local number = redis.call('INCR', sequence)
    redis.call('HSET', records .. name, ARGV[at], ARGV[at + 1])
    redis.call('ZADD', order .. name, number, ARGV[at])
    redis.call('ZADD', names, 'NX', number, name)
    at = at + 2
  end
end
return answer(1)
"""

RESTORE: Final = _WRITE + _RESTORE
"""The beginnings of the keys of records and of orders; then for each resource its name, a number, keys and records.

What was there is let go of by name, and freed by Redis beside its other work.
"""

BEGIN: Final = _WRITE + "if not redis.call('SET', KEYS[4], '1', 'NX') then return answer(0) end\n" + _RESTORE
"""As a restoring, but only for the first one who asks for it; a fourth key remembers that."""

STAY: Final = """
local names, sequence, begun = KEYS[1], KEYS[2], KEYS[3]
for _, name in ipairs(redis.call('ZRANGE', names, 0, -1)) do
  redis.call('EXPIRE', ARGV[2] .. name, ARGV[1])
  redis.call('EXPIRE', ARGV[3] .. name, ARGV[1])
end
redis.call('EXPIRE', names, ARGV[1])
redis.call('EXPIRE', sequence, ARGV[1])
return redis.call('EXPIRE', begun, ARGV[1])
"""
"""How many seconds everything stays from now on; the beginnings of the keys of records and of orders."""

RECORDS: Final = """
local records, order, sequence = KEYS[1], KEYS[2], KEYS[3]
local found = redis.call('ZRANGEBYSCORE', order, ARGV[1], ARGV[2], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
local keys = {}
for index = 1, #found, 2 do keys[#keys + 1] = found[index] end
local raws = #keys > 0 and redis.call('HMGET', records, unpack(keys)) or {}
return {keys, raws, found[#found] or '', redis.call('GET', sequence) or '0'}
"""
"""From which score, to which, how many at most: keys, records, the last score, the count of writes."""

PLACES: Final = """
local records, order = KEYS[1], KEYS[2]
local keys = redis.call('ZRANGE', order, ARGV[1], ARGV[2])
return {keys, #keys > 0 and redis.call('HMGET', records, unpack(keys)) or {}}
"""
"""From which place in the order to which, both included: keys and records."""

IMAGE: Final = """
local names, records, order = KEYS[1], ARGV[1], ARGV[2]
local all = {}
for _, name in ipairs(redis.call('ZRANGE', names, 0, -1)) do
  local keys = redis.call('ZRANGE', order .. name, 0, -1)
  local raws = {}
  for index, key in ipairs(keys) do raws[index] = redis.call('HGET', records .. name, key) end
  all[#all + 1] = {name, keys, raws}
end
return all
"""
"""The beginnings of the keys of records and of orders: every resource with its keys and records."""
