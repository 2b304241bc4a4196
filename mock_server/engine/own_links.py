"""The members of a record that lead to the record itself: `self`, `_links.self.href`, `meta.location`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.reading.pointers import MISSING, at, replaced, without

if TYPE_CHECKING:
    from collections.abc import Collection, Container

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.schemas import Schemas

_SELF = re.compile(r"^(?:self(?:[_-]?(?:link|url|uri|href))?|href)$", re.I)
_LINKS = re.compile(r"^_?links$", re.I)
_ADDRESS = re.compile(r"^ur[li]$", re.I)
"""Of a member that is the server's: that it is the record's address, where nothing more than its name is said."""

_FIXED = ("pattern", "enum", "const")
_TOLD = (*_FIXED, "example", "examples", "default")

_INNER = ("href", "url")
"""Of an object that is a link: the member that holds the address."""

_META = re.compile(r"^_?meta(?:data)?$", re.I)
_PAGES = re.compile(r"^(?:next|prev|previous|first|last)$", re.I)


class OwnLinks(NamedTuple):
    """Places in a record: those that lead to it, and links to pages, which a record has none of; and those that lead to
    what is below it, with the last word of that path."""

    own: tuple[Pointer, ...]
    pages: tuple[Pointer, ...]
    below: tuple[tuple[Pointer, str], ...] = ()

    def led(self, record: dict[str, JSON], url: str) -> dict[str, JSON]:
        """The record with its address where it has a member for that."""
        for place in self.own:
            if at(record, place) is not MISSING:
                record = replaced(record, place, url)
        for place, word in self.below:
            if at(record, place) is not MISSING:
                record = replaced(record, place, f"{url}/{word}")
        for place in self.pages:
            if at(record, place) is not MISSING:
                record = without(record, place)
        return record


def own_links(
    schemas: Schemas, schema: Schema | None, taken: Container[str], words: Collection[str], *, of_file: bool
) -> OwnLinks:
    """Those of records of this schema; ``taken`` are members that clients give, ``words`` end the paths below one.

    ``of_file`` says that a record is of a file, whose `url` leads to that.
    """
    own: list[Pointer] = []
    pages: list[Pointer] = []
    further: list[tuple[Pointer, str]] = []
    for name, item in schemas.properties(schema).items():
        if name in taken:
            continue
        if _SELF.match(name) or (_ADDRESS.match(name) and not of_file):
            own += _texts(schemas, item, (name,))
        for inner, below in schemas.properties(item).items():
            if _LINKS.match(name) and _PAGES.match(inner) and inner not in schemas.required(item):
                pages.append((name, inner))
            elif (_LINKS.match(name) and inner.lower() == "self") or (_META.match(name) and inner == "location"):
                own += _texts(schemas, below, (name, inner))
            elif _LINKS.match(name) and inner in words:
                further += [(place, inner) for place in _texts(schemas, below, (name, inner))]
    return OwnLinks(tuple(own), tuple(pages), tuple(further))


def may_be_any_address(schemas: Schemas, name: str, schema: Schema | None) -> bool:
    """Whether a text of this name may be any address, and, where its name says little (`url`), none is documented."""
    told = _TOLD if _ADDRESS.match(name) else _FIXED
    return all(schemas.keyword(schema, word) is None for word in told)


def _texts(schemas: Schemas, schema: Schema, place: Pointer) -> list[Pointer]:
    """The place of the address: the member, or its `href`."""
    inner = schemas.properties(schema)
    found = (
        {place: schema} if "string" in schemas.types(schema) else {(*place, n): inner[n] for n in inner if n in _INNER}
    )
    return [here for here, text in found.items() if may_be_any_address(schemas, place[-1], text)]
