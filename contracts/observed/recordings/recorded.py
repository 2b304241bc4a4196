"""Recorded traffic as exchanges of an API: those of an HTTP Archive that went to one of its servers.

What can't be an exchange of the API is skipped and counted by reason, so that nobody takes silence for agreement.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from contracts import user_file
from contracts.errors import UsageError
from contracts.exchange import SAFE_METHODS, Answer, Exchange, Request
from contracts.traffic.token_endpoint import PORTS
from mock_server.embedded import ArchiveError, LeftOut, archive_entries, archived_exchange

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from mock_server.openapi import JSON, Document

_LARGEST = 512
"""Megabytes."""
_CACHED = ("_fromCache", "_fromDiskCache", "_servedFromCache", "_fetchedViaServiceWorker", "fromCache")
_VARIABLE = re.compile(r"\\\{[^{}]*\\\}")


class RecordedTime(NamedTuple):
    """One entry of an API: ``began`` and ``ended`` in seconds since 1970."""

    began: float
    ended: float
    changes: bool


class RecordedExchange(NamedTuple):
    """An exchange of an archive, and what is known of what was beside it.

    ``exchange`` is None where a change of the API was left out; ``alone`` tells that nothing that may have changed
    something was under way meanwhile, ``told`` that the answer is the service's own at that time. ``ended`` in seconds
    since 1970, 0 where that is not known.
    """

    exchange: Exchange | None
    alone: bool
    told: bool
    ended: float


class Recording:
    """The exchanges of an archive that went to one of ``bases``; iterate over it once.

    While it is read, ``skipped`` counts what was left out by reason.
    """

    def __init__(self, path: Path, bases: Iterable[str] = ()) -> None:
        self.path = path
        self.skipped: Counter[str] = Counter()
        self.count = 0
        self._bases = tuple(map(_base, bases))
        self._entries: list[JSON] = _entries(path)

    def __iter__(self) -> Iterator[Exchange]:
        """Each exchange, in the order of their ends."""
        return (one.exchange for one in self.beside() if one.exchange is not None)

    def beside(self) -> Iterator[RecordedExchange]:
        """Each exchange with what was beside it, in the order of their ends; what was read is let go of."""
        entries, self._entries = self._entries, []
        ours = [place for place, entry in enumerate(entries) if self._is_ours(entry)]
        for place in sorted(set(range(len(entries))) - set(ours)):
            self._read(entries[place], place)  # counts why
        times = [_recorded_time(entries[place]) for place in ours]
        undisturbed = alone(times)
        for index in in_order(times):
            entry, entries[ours[index]] = entries[ours[index]], None
            found = self._read(entry, ours[index])
            if found is not None or str(entry["request"].get("method")).upper() not in SAFE_METHODS:
                time = times[index]
                ended = time.ended if time is not None else 0.0
                yield RecordedExchange(found, _was_alone(entry, undisturbed[index]), not _is_cached(entry), ended)

    def _is_ours(self, entry: JSON) -> bool:
        """Whether it went to the API."""
        try:
            return bool(self._target(entry["request"]["url"]))
        except (LeftOut, AttributeError, TypeError, ValueError, LookupError):
            return False

    def _read(self, entry: JSON, place: int) -> Exchange | None:
        try:
            found = self._exchange(entry, place + 1)
        except LeftOut as reason:
            self.skipped[str(reason)] += 1
            return None
        self.count += 1
        return found

    def _exchange(self, entry: JSON, number: int) -> Exchange:
        found = archived_exchange(entry, self._target)
        sent = Request(found.method, self._target(found.url), found.headers, found.body)
        label = f"{self.path.name}, entry {number}"
        if found.status is None:
            return Exchange(sent, None, "recorded", label, None, found.failure)
        answer = Answer(found.status, found.answer_headers, found.answer_body, found.seconds)
        return Exchange(sent, answer, "recorded", label)

    def _target(self, url: str) -> str:
        """The part of ``url`` below the base that fits best."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS:
            raise LeftOut(f"{parts.scheme or 'unknown'} URLs")
        host = (parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS[parts.scheme])
        best = None
        for wanted, path in self._bases:
            match = path.match(parts.path)
            if (wanted is None or _same(wanted, host)) and match and (best is None or match.end() > best):
                best = match.end()
        if best is None and self._bases:
            raise LeftOut(f"other hosts or paths: {parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        rest = parts.path[best or 0 :] or "/"
        return f"{rest}?{parts.query}" if parts.query else rest


def _was_alone(entry: JSON, undisturbed: bool) -> bool:
    """What a proxy of ours wrote, who knows it; else what the times tell.

    The archive of a check holds some of its exchanges, so nothing tells what was between them.
    """
    ours = entry.get("_contract")
    if isinstance(ours, dict) and isinstance(ours.get("alone"), bool):
        return bool(ours["alone"])
    return undisturbed and "_source" not in entry


def _is_cached(entry: JSON) -> bool:
    """Whether the answer was a browser's own, as browsers write it."""
    places = (entry, entry.get("response"))
    return any(place.get(name) for place in places if isinstance(place, dict) for name in _CACHED)


def read_har(path: Path, bases: Iterable[str] = ()) -> Recording:
    """The exchanges of the archive at ``path`` that went to one of ``bases``, to any server where there are none.

    A base is a URL (`https://api.example.com/v1`, variables in braces stand for anything), or a path alone, which
    fits every host. Raises UsageError where the file is no archive.
    """
    return Recording(path, bases)


def server_bases(document: Document) -> tuple[str, ...]:
    """The bases that a document names as its servers (OpenAPI, Server Object)."""
    servers = document.tree.get("servers")
    urls = [server.get("url") for server in servers if isinstance(server, dict)] if isinstance(servers, list) else []
    return tuple(url for url in urls if isinstance(url, str)) or ("/",)


Host = tuple[str, str, int]


def _base(text: str) -> tuple[tuple[str, re.Pattern[str], int | None] | None, re.Pattern[str]]:
    """A base as what its host has to be (None for any) and a pattern for the beginning of a path."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        return None, _prefix(text if text.startswith("/") else f"/{text}")
    authority, slash, path = rest.partition("/")
    name, colon, port = authority.rpartition("@")[2].rpartition(":")
    if not colon or port.endswith("]"):
        name, colon, port = f"{name}{colon}{port}", "", ""
    known = scheme.lower()
    if known not in PORTS and "{" not in known:
        raise UsageError(f"the base {text!r} is no HTTP URL; write one such as https://api.example.com/v1")
    number = int(port) if port.isdigit() else None if colon else PORTS.get(known)
    host = re.compile(_VARIABLE.sub("[^/]+", re.escape(name.lower().strip("[]"))))
    return (known, host, number), _prefix(slash + path)


def _prefix(path: str) -> re.Pattern[str]:
    return re.compile(_VARIABLE.sub("[^/]+", re.escape(path.rstrip("/"))) + r"(?=/|$)")


def _same(wanted: tuple[str, re.Pattern[str], int | None], host: Host) -> bool:
    scheme, name, port = wanted
    fits = "{" in scheme or scheme == host[0]
    return fits and name.fullmatch(host[1]) is not None and port in (None, host[2])


def _entries(path: Path) -> list[JSON]:
    octets = user_file.octets(path, "the archive", _LARGEST)
    try:
        return archive_entries(octets)
    except ArchiveError as error:
        for mark in (b",\n{", b"\n{") if octets.startswith(b'{"log": ') else ():
            with suppress(ArchiveError):  # a proxy was killed while it wrote the last entry
                return archive_entries(octets[: max(0, octets.rfind(mark))] + b"\n]}}")
        raise UsageError(f"{path} is no HTTP archive: {error}") from None


def _recorded_time(entry: Any) -> RecordedTime | None:
    """The time of an entry; None where it does not tell."""
    try:
        began = datetime.fromisoformat(entry["startedDateTime"])
        took = entry["time"]
        changes = str(entry["request"]["method"]).upper() not in SAFE_METHODS
        if not took >= 0:
            return None
        moment = (began if began.tzinfo else began.replace(tzinfo=UTC)).timestamp()
        return RecordedTime(moment, moment + took / 1000, changes)
    except (LookupError, TypeError, ValueError, OverflowError):
        return None


def in_order(times: Sequence[RecordedTime | None]) -> list[int]:
    """The places of the entries in the order of their ends, as they stand where one of them does not tell its time."""
    known = [time.ended for time in times if time is not None]
    if len(known) < len(times):
        return list(range(len(times)))
    return sorted(range(len(times)), key=known.__getitem__)


def alone(times: Sequence[RecordedTime | None]) -> list[bool]:
    """Whether nothing that may have changed something was under way beside each; of none where a time is unknown."""
    if any(time is None for time in times):
        return [False] * len(times)
    known = [time for time in times if time is not None]
    found = [True] * len(known)
    ends: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
    for place in sorted(range(len(known)), key=lambda place: known[place].began):
        time = known[place]
        for waiting in ends.values():
            while waiting and waiting[0][0] <= time.began:
                heapq.heappop(waiting)
        if ends[True]:
            found[place] = False
        for _, other in (*ends[True][:1], *ends[False]) if time.changes else ():
            found[other] = False  # of several that change something each has met another already
        if time.changes:
            ends[False] = []  # they are disturbed, and disturb nobody
        heapq.heappush(ends[time.changes], (time.ended, place))
    return found
