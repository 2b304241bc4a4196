"""Reads the words after ``--store`` into values: which engine, which path, which durability."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

from mock_server.store.errors import StoreLocationError

FORMS = "memory:, PATH, PATH?fsync=always, tinydb:PATH?fsync=interval&interval=0.05 or redis://HOST"
REDIS_SCHEMES = ("redis", "rediss", "valkey", "valkeys")
DEFAULT_INTERVAL = 0.05
MAX_INTERVAL = 3600.0

_ENGINE = re.compile(r"([a-z][a-z0-9+-]+):")


@dataclass(frozen=True, slots=True)
class Location:
    """Where a store is and what it promises; ``interval`` is in seconds and idle when ``always`` is set.

    The path of the engine ``redis`` is its URL.
    """

    engine: str
    path: str
    always: bool = False
    interval: float = DEFAULT_INTERVAL


def parse(location: str) -> Location:
    """Read a location in one of ``FORMS``; raises StoreLocationError."""
    if location == "memory:":
        return Location("memory", "")
    if location.startswith("memory:") or location == "memory":
        raise StoreLocationError(
            f"the store {location!r} is no location; for one that keeps nothing write memory:, "
            "for a file of that name ./memory"
        )
    if location.partition("://")[0] in REDIS_SCHEMES:
        return Location("redis", location)
    engine, path = "tinydb", location
    if match := _ENGINE.match(location):
        engine, path = match[1], location[match.end() :]
    if engine != "tinydb":
        raise StoreLocationError(
            f"the store {location!r} asks for the engine {engine!r}, which there is not; write {FORMS} "
            "(a path with a colon begins with ./)"
        )
    path, _, options = path.partition("?")
    if not path or "\0" in path:
        raise StoreLocationError(f"the store {location!r} names no file; write {FORMS}")
    always, interval = _durability(location, options)
    return Location(engine, str(Path(path).expanduser()), always, interval)


def options_of(query: str) -> dict[str, str]:
    """The options behind the question mark of a location."""
    return dict(parse_qsl(query, keep_blank_values=True))


def _durability(location: str, options: str) -> tuple[bool, float]:
    pairs = options_of(options)
    fsync = pairs.pop("fsync", "interval")
    interval = pairs.pop("interval", None)
    if pairs or fsync not in ("always", "interval") or (fsync == "always" and interval is not None):
        raise StoreLocationError(f"the store {location!r} has options that mean nothing; write {FORMS}")
    if interval is None:
        return fsync == "always", DEFAULT_INTERVAL
    try:
        seconds = float(interval)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MAX_INTERVAL:
        raise StoreLocationError(
            f"the store {location!r} has the interval {interval!r}; write seconds, above 0 and up to "
            f"{MAX_INTERVAL:.0f}, or fsync=always"
        )
    return False, seconds
