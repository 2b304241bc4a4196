"""What an answer says of a whole list beside its page: totals, counts, positions, and the way to the next page.

The names are those of common vocabularies (Django, Spring Data, JSON:API, HAL, OData, Stripe, Link headers). Each
follows the records: the last page has no next one, so that a client that goes on ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from mock_server.engine.own_links import may_be_any_address
from mock_server.openapi.behaviour import field_names
from mock_server.openapi.reading import json_values, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_DEPTH = 3
_ADDRESSES = ("href", "url")
_WAYS = ("next", "prev", "previous")
_ENDS = ("self", "first", "last")
"""Links that lead to this page, to the first and to the last one."""

_END_OF_PAGES = re.compile(r"^(first|last)[_-]?page[_-]?(?:url|uri|link|href)$", re.I)
_OWN = re.compile(r"^(?:self|url|uri|href)$", re.I)
"""Of a member beside a list: that it is the address of the list."""

_ITEMS = re.compile(r"^items?[_-]?count$", re.I)
"""A count that is that of the page where another tells the total, else the total."""
_FLAG = re.compile(r"^is[_-]?|[_-]?page$")
"""What may stand around the name of a flag: `isLast`, `is_last_page`."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page stands: its first record's place, how many it asks for (None: all) and holds, how many there are.

    ``number`` is the page's own number as the API counts, None where it has none; ``last`` is what a cursor after
    its last record says, ``ends`` are the keys of its first and its last record. An offset
    that the API tells counts from ``base``.
    """

    offset: int
    limit: int | None
    held: int
    total: int
    number: int | None
    last: str | None
    ends: tuple[JSON, JSON] = (None, None)
    base: int = 0

    @property
    def more(self) -> bool:
        """Whether there are records after this page."""
        return self.offset + self.held < self.total


class Envelope:
    """The places of one operation's answer, and its headers, that speak of the whole list."""

    def __init__(
        self, schemas: Schemas, schema: Schema | None, record: tuple[str, ...], names: tuple[str, ...]
    ) -> None:
        self._schemas = schemas
        self._names = names  # of the operation's query parameters
        self._places = tuple(self._found(schema, (), record))
        self._around = {path: (types, must) for path, types, must in self._places if "object" in types}
        own = (
            path
            for path, _, _ in self._places
            if _END_OF_PAGES.match(path[-1]) or (path[1:] == () and _OWN.match(path[0]))
        )
        self._led = {path for path in own if may_be_any_address(schemas, path[-1], schemas.below(schema, path))}
        self._counts = any(field_names.TOTALS.match(path[-1]) for path, _, _ in self._places)

    def _found(
        self, schema: Schema | None, path: tuple[str, ...], record: tuple[str, ...]
    ) -> Iterator[tuple[tuple[str, ...], frozenset[str], bool]]:
        must = self._schemas.required(schema)
        for name, item in self._schemas.properties(schema).items():
            here = (*path, name)
            if here == record:
                continue
            types = self._schemas.types(item) or _types_of(self._schemas.keyword(item, "example"))
            yield here, types, name in must
            if "object" in types and len(here) < _DEPTH:
                yield from self._found(item, here, record)

    def said(self, position: Position, call: Call) -> list[tuple[tuple[str, ...], JSON, bool]]:
        """What the answer says: path, value, and whether it must be there; a value of None is ``null`` or left out."""
        found: list[tuple[tuple[str, ...], JSON, bool]] = []
        for path, types, must in self._places:
            value = self._value(path, types, position, call)
            if value is ...:
                continue
            leads = path[-1] in _ADDRESSES or (len(path) > 1 and path[-2].lower() in _WAYS)
            around = self._around.get(path[:-1]) if value is None and leads else None
            if around is not None and (not around[1] or "null" in around[0]):
                found.append((path[:-1], None, around[1]))  # a link without an address is no link
                continue
            if value is None and must and types == {"string"}:
                value = ""  # no way on, where there must be a text
            if value is None and must and not types & {"null", "string"}:
                value = 0  # nor where there must be a number
            found.append((path, value, must or "null" in types))
        return found

    def _value(self, path: tuple[str, ...], types: frozenset[str], position: Position, call: Call) -> JSON:
        name, above = path[-1], path[-2] if len(path) > 1 else ""
        if types & {"integer", "number"}:
            return self._number(name, position)
        if "boolean" in types:
            if field_names.MORE.match(name):
                return position.more
            if field_names.BEFORE.match(name):
                return position.offset > 0
            flags = {
                "last": not position.more,
                "done": not position.more,
                "first": position.offset == 0,
                "empty": position.held == 0,
            }
            return flags.get(_FLAG.sub("", name.lower()), ...)
        if "string" in types or not types:
            if name in _ADDRESSES and above.lower() in (*_WAYS, *_ENDS):
                name, above = above, "links"
            if field_names.FIRST_KEY.match(name):
                return position.ends[0]
            if field_names.LAST_KEY.match(name):
                return position.ends[1]
            if field_names.BACKWARDS.match(name):
                return position.ends[0] if position.offset else None
            if field_names.NEXT.match(name):
                return self.link(position, call, forward=True) if position.more else None
            if field_names.PREVIOUS.match(name):
                return self.link(position, call, forward=False) if position.offset else None
            if path in self._led:
                end = _END_OF_PAGES.match(name)
                return self._end(end[1].lower() if end is not None else "self", position, call)
            if name.lower() in _ENDS and "links" in above.lower():
                return self._end(name.lower(), position, call)
            if field_names.CURSOR.match(name) and re.search(
                "next|continu|cursor|iterator|marker|token|after", name, re.I
            ):
                return position.last if position.more else None
        return ...

    def _number(self, name: str, position: Position) -> JSON:
        whole = position.limit if position.limit else max(position.total, 1)
        if field_names.TOTALS.match(name):
            return position.total
        if field_names.REMAINING.match(name):
            return position.total - position.offset - position.held
        if field_names.HERE.match(name):
            return position.held if self._counts or not _ITEMS.match(name) else position.total
        if field_names.COUNT.match(name) and not (name.lower() == "size" and self._counts):
            return position.held if self._counts else position.total
        if field_names.PAGES.match(name):
            return -(-position.total // whole)
        if field_names.NUMBER.match(name):
            return position.number if position.number is not None else position.offset // whole + 1
        if field_names.SIZE.match(name):
            return position.limit if position.limit is not None else position.held
        if field_names.OFFSET.match(name):
            return position.offset + position.base
        if field_names.NEXT.match(name):
            return self._beside(position, 1) if position.more else None
        if field_names.PREVIOUS.match(name):
            return self._beside(position, -1) if position.offset else None
        return ...

    def _beside(self, position: Position, step: int) -> int:
        """The number of the next or the previous page; its place, where a place is all that can be asked for."""
        pages, places = (
            [n for n in self._names if form.match(n)] for form in (field_names.PAGE, field_names.offset(self._names))
        )
        limit = position.limit or position.held or 1
        if places and not pages:
            return max(0, position.offset + step * limit) + position.base
        return (position.number if position.number is not None else position.offset // limit + 1) + step

    def headers(self, names: tuple[str, ...], position: Position, call: Call) -> dict[str, str | None]:
        """The values of documented headers that speak of the list; None leaves one out."""
        found: dict[str, str | None] = {}
        for name in names:
            plain = name.lower()
            if plain == "link":
                links = {"next": position.more, "prev": position.offset > 0}
                texts = [f'<{self.link(position, call, forward=rel == "next")}>; rel="{rel}"'
                         for rel, there in links.items() if there]  # fmt: skip
                found[plain] = ", ".join(texts) or None
            elif (value := self._number(re.sub(r"^(?:x|pagination)-", "", plain), position)) is not ...:
                found[plain] = None if value is None else str(value)
        return found

    def link(self, position: Position, call: Call, *, forward: bool) -> str:
        """The address of the next or the previous page: this request's, moved on."""
        limit = position.limit or position.held or 1
        number = (position.number if position.number is not None else 1) + (1 if forward else -1)
        offset = max(0, position.offset + (limit if forward else -limit))
        return self._moved(call, position.last or "", number, offset + position.base)

    def _end(self, name: str, position: Position, call: Call) -> str | None:
        """The address of this page, of the first or of the last one; None for a last one that only a cursor finds."""
        if name == "self":
            return self._moved(call, None, None, None)
        limit = position.limit or max(position.total, 1)
        pages = max(0, position.total - 1) // limit
        zero = (position.number or 0) - position.offset // limit
        if name == "first":
            return (
                self._moved(call, None, zero, position.base) if position.offset else self._moved(call, None, None, None)
            )
        if pages == position.offset // limit:
            return self._moved(call, None, None, None)
        by_cursor = not any(
            form.match(n) for form in (field_names.PAGE, field_names.offset(self._names)) for n in self._names
        )
        return None if by_cursor else self._moved(call, None, zero + pages, pages * limit + position.base)

    def _moved(self, call: Call, cursor: str | None, number: int | None, offset: int | None) -> str:
        moves = ((field_names.CURSOR, cursor), (field_names.PAGE, number), (field_names.offset(self._names), offset))
        wanted = [(form, str(value)) for form, value in moves if value is not None]
        chosen = next(((name, text) for form, text in wanted for name in self._names if form.match(name)), None)
        pairs = [(key, value) for key, value in _pairs(call.query_string) if chosen is None or key != chosen[0]]
        if chosen is not None:
            pairs.append(chosen)
        query = percent.joined(pairs, "$")
        return f"{call.origin}{quote(call.url)}" + (f"?{query}" if query else "")


def _types_of(example: JSON) -> frozenset[str]:
    """The type of an example, of which alone a member is known."""
    return frozenset() if example is None else frozenset((json_values.type_of(example),))


def _pairs(query: bytes) -> list[tuple[str, str]]:
    return [(pair.name, pair.value) for pair in percent.pairs(query.decode("latin-1")) if pair.text]


def names_sent(query: bytes) -> frozenset[str]:
    """The names of the parameters that a query string holds, ``filter[a]`` as itself and as ``filter``."""
    names = [key for key, _ in _pairs(query)]
    return frozenset((*names, *(name.partition("[")[0] for name in names)))
