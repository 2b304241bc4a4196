"""The members of a record that lead to the record itself: `self`, `_links.self.href`, `meta.location`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.plurals import singular
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
    """Places in a record: those that lead to it, and links to pages, which a record has none of; those that lead to
    what is below it, with the last word of that path, and to what is above it, with how many segments that is."""

    own: tuple[Pointer, ...]
    pages: tuple[Pointer, ...]
    below: tuple[tuple[Pointer, str], ...] = ()
    above: tuple[tuple[Pointer, int], ...] = ()

    def led(self, record: dict[str, JSON], url: str) -> dict[str, JSON]:
        """The record with its address where it has a member for that; the others end in a slash where that does."""
        bare, slash = (url[:-1], "/") if url.endswith("/") else (url, "")
        for place in self.own:
            if at(record, place) is not MISSING:
                record = replaced(record, place, url)
        for place, word in self.below:
            if at(record, place) is not MISSING:
                record = replaced(record, place, f"{bare}/{word}{slash}")
        for place, up in self.above:
            if at(record, place) is not MISSING:
                record = replaced(record, place, bare.rsplit("/", up)[0] + slash)
        for place in self.pages:
            if at(record, place) is not MISSING:
                record = without(record, place)
        return record


def _words_above(item: str) -> dict[str, int]:
    """What the records above one are called by the path of it, with how many segments its address is longer."""
    segments = path_templates.on_the_wire(item).rstrip("/").split("/")
    found: dict[str, int] = {}
    for place in range(len(segments) - 2, 0, -1):
        if "{" in segments[place] and "{" not in segments[place - 1]:
            found.setdefault(singular(segments[place - 1]).lower(), len(segments) - 1 - place)
    return found


def own_links(
    schemas: Schemas,
    schema: Schema | None,
    taken: Container[str],
    words: Collection[str],
    item: str | None,
    *,
    of_file: bool,
) -> OwnLinks | None:
    """Those of records of this schema; ``taken`` are members that clients give, ``words`` end the paths below one.

    ``item`` is the path of one; without it there are none. ``of_file`` says that a record is of a file, whose `url`
    leads to that.
    """
    if item is None:
        return None
    above = _words_above(item)
    own: list[Pointer] = []
    pages: list[Pointer] = []
    further: list[tuple[Pointer, str]] = []
    back: list[tuple[Pointer, int]] = []
    for name, shown in schemas.properties(schema).items():
        if name in taken:
            continue
        if _SELF.match(name) or (_ADDRESS.match(name) and not of_file):
            own += _texts(schemas, shown, (name,))
        for inner, below in schemas.properties(shown).items():
            if _LINKS.match(name) and _PAGES.match(inner) and inner not in schemas.required(shown):
                pages.append((name, inner))
            elif (_LINKS.match(name) and inner.lower() == "self") or (_META.match(name) and inner == "location"):
                own += _texts(schemas, below, (name, inner))
            elif _LINKS.match(name) and inner in words:
                further += [(place, inner) for place in _texts(schemas, below, (name, inner))]
            elif _LINKS.match(name) and inner.lower() in above:
                back += [(place, above[inner.lower()]) for place in _texts(schemas, below, (name, inner))]
    found = OwnLinks(tuple(own), tuple(pages), tuple(further), tuple(back))
    return found if any(found) else None


def may_lead(schemas: Schemas, schema: Schema | None) -> bool:
    """Whether a record has a member that may be its address, by its name."""
    forms = (_SELF, _ADDRESS, _LINKS, _META)
    return any(form.match(name) for name in schemas.properties(schema) for form in forms)


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
