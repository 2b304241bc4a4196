"""What a service answers differently each time: members that differ between two equal reads with no change between."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING

from contracts.laws.strict_json import JSONError, UnclearJSONError, read
from mock_server.openapi import media_types, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Exchange
    from mock_server.openapi import JSON

_READS, _MEMBERS = 200, 2000
"""How many reads are remembered, and how many members of each."""
_TOLD = 100


class Noise:
    """The reads since the last change; takes exchanges in the order of their ends.

    ``places`` are the operation and the member (``*`` for the items of a list) of what differed.
    """

    def __init__(self) -> None:
        self.places: dict[tuple[str, str], None] = {}
        self._reads: OrderedDict[bytes, dict[str, int]] = OrderedDict()

    def take(self, exchange: Exchange, operation: str, *, alone: bool) -> None:
        """Compare a read with the last equal one; whatever may change something ends what is known."""
        request, answer = exchange.request, exchange.answer
        if not request.is_safe or not alone:
            self._reads.clear()
            return
        kind = answer.header("content-type") or "" if answer is not None else ""
        if answer is None or answer.status != 200 or answer.cut or not answer.body or not media_types.is_json(kind):
            return
        try:
            value = read(answer.body)
        except (JSONError, UnclearJSONError):
            return
        text = "\0".join(
            (request.method, request.target, *(f"{name.lower()}:{text}" for name, text in request.headers))
        )
        key = hashlib.sha256(text.encode("utf-8", "replace") + b"\0" + (request.body or b"")).digest()
        members = dict(_first(_members(value, ()), _MEMBERS))
        before = self._reads.pop(key, None)
        self._reads[key] = members
        if len(self._reads) > _READS:
            self._reads.popitem(last=False)
        for place, shown in members.items() if before is not None else ():
            if before is not None and before.get(place, shown) != shown and len(self.places) < _TOLD:
                self.places[operation, place] = None

    def notices(self) -> Iterator[str]:
        """What is noise, a sentence an operation."""
        named: dict[str, list[str]] = {}
        for operation, place in self.places:
            named.setdefault(operation, []).append(place)
        for operation, places in named.items():
            more = f" and {len(places) - 5} more" if len(places) > 5 else ""
            said = ", ".join(places[:5]) + more
            yield f"{operation}: {said} differ between equal reads with no change between (noise)"


def _members(value: JSON, place: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """Each member that is no container, with a number for what it shows; one for all items of a list."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _members(item, (*place, name))
    elif isinstance(value, list):
        yield pointers.text((*place, "*")), hash(repr(value))
    else:
        yield pointers.text(place), hash((type(value).__name__, value))


def _first(found: Iterator[tuple[str, int]], most: int) -> Iterator[tuple[str, int]]:
    for _, item in zip(range(most), found, strict=False):
        yield item
