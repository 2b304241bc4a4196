"""First records from recorded traffic: what an HTTP Archive shows of the records of a real service."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mock_server.engine.observed_exchanges import ObservedExchanges
from mock_server.errors import UsageError
from mock_server.openapi.reading.http_archive import ArchiveError, LeftOut, archive_entries, archived_exchange

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.http_archive import ArchivedExchange

log = logging.getLogger("mock_server")

_LARGEST = 512 * 1024 * 1024


@dataclass
class _Origin:
    """One host of a recording: its exchanges, and below which path most of them are operations."""

    exchanges: list[ArchivedExchange] = field(default_factory=list)
    votes: Counter[str] = field(default_factory=Counter)

    @property
    def base(self) -> str | None:
        """The path below which the API's own paths begin; of several that fit alike the shortest."""
        return min(self.votes, key=lambda base: (-self.votes[base], len(base)), default=None)


def seed_from_archive(path: Path, apis: Sequence[Api]) -> None:
    """Keep the records that the archive shows, in the order of its entries; raises UsageError where it shows none.

    A recording may be of another host, and of another base path, than the document names: for each host the path is
    looked for below which most of its requests are operations.
    """
    observed, left_out = ObservedExchanges(apis), Counter[str]()
    origins: dict[str, _Origin] = {}
    for entry in _entries(path):
        try:
            exchange = archived_exchange(entry, urlsplit)
        except LeftOut as reason:
            left_out[str(reason)] += 1
            continue
        parts = urlsplit(exchange.url)
        origin = origins.setdefault(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", _Origin())
        origin.exchanges.append(exchange)
        origin.votes.update(base for base in _bases(parts.path) if _routed(observed, exchange, base) is not None)
    taken = shown = 0
    for name, origin in origins.items():
        for exchange in origin.exchanges:
            found = _routed(observed, exchange, origin.base or "")
            if found is None or exchange.status is None:
                left_out["no operation of the document" if found is None else "no answer was recorded"] += 1
                continue
            parts, (plan, values) = urlsplit(exchange.url), found
            taken += 1
            request = (parts.path, parts.query, _octets(exchange.headers), exchange.body or b"")
            shown += observed.observe(
                plan, values, request, (exchange.status, _octets(exchange.answer_headers), exchange.answer_body)
            )
        if origin.base:
            log.info("%s: the paths of %s are read below %s", path, name, origin.base)
    others = "; ".join(f"{count} left out: {reason}" for reason, count in left_out.most_common())
    if not taken:
        titles = " and ".join(str(api.document.path) for api in apis)
        raise UsageError(f"{path} shows no operation of {titles}{f' ({others})' if others else ''}")
    log.info("%s: %d exchanges show or change %d records%s", path, taken, shown, f"; {others}" if others else "")


def _entries(path: Path) -> list[JSON]:
    try:
        with path.open("rb") as stream:
            octets = stream.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise UsageError(f"{path} can't be read: {reason}; --seed-har takes an HTTP archive (HAR 1.2)") from None
    if len(octets) > _LARGEST:
        raise UsageError(f"{path} is larger than {_LARGEST // 2**20} MB, which is more than is read")
    try:
        return archive_entries(octets)
    except ArchiveError as error:
        raise UsageError(f"{path} is no HTTP archive: {error}") from None


def _bases(path: str) -> list[str]:
    """Every beginning of a path that ends before a slash, the empty one first."""
    return [path[:at] for at, sign in enumerate(path) if sign == "/"][:8]


def _routed(
    observed: ObservedExchanges, exchange: ArchivedExchange, base: str
) -> tuple[OperationPlan, dict[str, str]] | None:
    parts = urlsplit(exchange.url)
    if base and not parts.path.startswith(f"{base}/"):
        return None
    return observed.routed(exchange.method, parts.path[len(base) :] or "/", parts.query)


def _octets(fields: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """Fields as they travelled."""
    return [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in fields]
