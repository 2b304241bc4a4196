"""Reads a Redis URL into values: where it is, who we are there, and how our keys begin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from mock_server.store.errors import StoreLocationError
from mock_server.store.location import options_of

FORM = "redis://[user:password@]host[:port][/db][?prefix=NAME&cluster=yes&timeout=SECONDS&socket=/PATH]"
DEFAULT_PREFIX = "mock"
DEFAULT_TIMEOUT = 0.4
"""A step is tried twice, so an outage is told within a second."""
MAX_TIMEOUT = 60.0

_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_ANSWERS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


@dataclass(frozen=True, slots=True)
class RedisLocation:
    """A server, or one node of a cluster; ``prefix`` keeps the keys of one mock apart from all others.

    ``timeout`` is the seconds that one step may take, ``socket`` a file of this machine by which the server is reached,
    in place of host and port. Its text is the URL without the password.
    """

    host: str
    port: int
    db: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False
    prefix: str = DEFAULT_PREFIX
    cluster: bool = False
    timeout: float = DEFAULT_TIMEOUT
    socket: str = ""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        by = f"&socket={self.socket}" if self.socket else ""
        return f"redis{'s' if self.tls else ''}://{host}:{self.port}/{self.db}?prefix={self.prefix}{by}"


def parse_redis(text: str) -> RedisLocation:
    """Read a URL in ``FORM``; raises StoreLocationError, which never shows the password."""
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or (port is not None and not 0 < port < 65536):
        raise StoreLocationError(f"the store names no host and port of Redis; write {FORM}")
    options = options_of(parts.query)
    prefix, cluster = options.pop("prefix", DEFAULT_PREFIX), options.pop("cluster", "no").lower()
    timeout, socket = _timeout(host, options.pop("timeout", None)), options.pop("socket", "")
    if options or parts.fragment or cluster not in _ANSWERS:
        raise StoreLocationError(f"the store at {host} has options that mean nothing; write {FORM}")
    if not _PREFIX.fullmatch(prefix):
        raise StoreLocationError(
            f"the store at {host} has the prefix {prefix[:80]!r}; write letters, digits, dots, colons, hyphens and"
            " underscores, 64 at most"
        )
    tls = parts.scheme in ("rediss", "valkeys")
    if socket and (tls or _ANSWERS[cluster] or not socket.startswith("/") or "\0" in socket):
        raise StoreLocationError(
            f"the store at {host} has the socket {socket[:80]!r}; write the whole path of a file, of one server of"
            " this machine, without TLS"
        )
    database = parts.path.strip("/")
    if database and not (database.isascii() and database.isdigit() and int(database) < 10_000):
        raise StoreLocationError(f"the store at {host} has the database {database[:80]!r}; write a number, such as /0")
    if database not in ("", "0") and _ANSWERS[cluster]:
        raise StoreLocationError(f"the store at {host} has the database {database}; a cluster has 0 alone")
    return RedisLocation(
        host,
        port or 6379,
        int(database or 0),
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        tls,
        prefix,
        _ANSWERS[cluster],
        timeout,
        socket,
    )


def _timeout(host: str, text: str | None) -> float:
    try:
        seconds = DEFAULT_TIMEOUT if text is None else float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= MAX_TIMEOUT:
        raise StoreLocationError(
            f"the store at {host} has the timeout {(text or '')[:80]!r}; write seconds, such as 2,"
            f" {MAX_TIMEOUT:g} at most"
        )
    return seconds
