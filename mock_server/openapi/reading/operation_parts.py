"""What an operation takes and answers, as immutable values: media types, parameters, bodies, responses.

OpenAPI 3.0.4, 3.1.1 and 3.2.0, sections Parameter, Request Body, Response, Media Type Object. Schemas stay raw.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mock_server.openapi.reading import media_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.examples import Example
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.reading.stream_items import StreamItems

Schema = dict[str, Any] | bool

_STATUS = re.compile(r"[1-9](?:\d\d|XX)|default", re.ASCII | re.IGNORECASE)
_REFUSALS = 9
"""The rank of what is no success."""

_REFUSAL = re.compile(r"[45](?:\d\d|XX)", re.ASCII | re.IGNORECASE)


def is_status(name: str) -> bool:
    """Whether a field of a Responses Object names an answer: a code, a range such as ``4XX``, or ``default``."""
    return _STATUS.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class MediaType:
    """A Media Type Object under its name, e.g. ``application/json``; ``items`` are those of a stream."""

    name: str
    schema: Schema | None
    examples: tuple[Example, ...]
    encoding: dict[str, JSON]
    item_schema: Schema | None
    pointer: Pointer
    items: StreamItems | None = None
    item_encoding: tuple[tuple[JSON, ...], dict[str, JSON]] = ((), {})
    essence: str = field(init=False, repr=False, compare=False)
    """Type and subtype, in lower case."""
    is_json: bool = field(init=False, repr=False, compare=False)
    """Whether a body of this media type is one JSON text."""

    def __post_init__(self) -> None:
        """Read the name, which each request asks for."""
        object.__setattr__(self, "essence", media_types.essence(self.name))
        object.__setattr__(self, "is_json", media_types.is_json(self.name))

    def encoding_of(self, index: int) -> dict[str, JSON]:
        """The Encoding Object of a part by its position (OpenAPI 3.2.0: ``prefixEncoding``, ``itemEncoding``)."""
        prefix, rest = self.item_encoding
        found = prefix[index] if index < len(prefix) else rest
        return found if isinstance(found, dict) else {}

    @property
    def takes_json(self) -> bool:
        """Whether this media type is JSON, or a range that covers it."""
        return media_types.takes_json(self.name)

    @property
    def is_sequence(self) -> bool:
        """Whether a body of this media type is a sequence of values."""
        return media_types.is_sequence(self.name)

    @property
    def is_streamed(self) -> bool:
        """Whether content of this media type goes out item by item."""
        return self.items is not None or self.is_sequence

    @property
    def is_form(self) -> bool:
        """Whether a body of this media type is a form."""
        return self.essence in media_types.FORMS


@dataclass(frozen=True, slots=True)
class Parameter:
    """A Parameter Object, or a Header Object (location ``header``) of a response."""

    name: str
    location: str
    required: bool
    schema: Schema
    style: str
    explode: bool
    allow_reserved: bool
    allow_empty: bool
    content: MediaType | None
    examples: tuple[Example, ...]
    assumed: str | None
    raw: dict[str, JSON]
    pointer: Pointer

    @property
    def description(self) -> str:
        """What the document says of it, nothing where it says nothing."""
        return described(self.raw)


@dataclass(frozen=True, slots=True)
class RequestBody:
    """What an operation takes as its body."""

    required: bool
    content: tuple[MediaType, ...]
    pointer: Pointer

    @property
    def json(self) -> MediaType | None:
        """The JSON one among the media types."""
        return _json(self.content)

    @property
    def preferred(self) -> MediaType | None:
        """The media type to send: JSON where that is documented, else a form, else what is named first.

        A JSON Patch, which lists changes, comes after other JSON, which shows what is meant.
        """
        forms = (media for media in self.content if media.is_form)
        whole = _json(media for media in self.content if media.essence != media_types.JSON_PATCH)
        return whole or self.json or next(forms, None) or next(iter(self.content), None)


@dataclass(frozen=True, slots=True)
class Response:
    """One documented answer; ``status`` is a code, a range such as ``4XX``, or ``default``."""

    status: str
    content: tuple[MediaType, ...]
    headers: tuple[Parameter, ...]
    links: dict[str, JSON]
    assumed: str | None
    extension: dict[str, JSON]
    raw: dict[str, JSON]
    pointer: Pointer

    @property
    def description(self) -> str:
        """What the document says of it, nothing where it says nothing."""
        return described(self.raw)

    @property
    def json(self) -> MediaType | None:
        """The JSON one among the media types."""
        return _json(self.content)

    @property
    def schema(self) -> Schema | None:
        """The schema of the JSON body, else that of what a stream carries, as an array."""
        media = self.json
        if media is not None:
            return media.schema
        return next((each.items.listed for each in self.content if each.items is not None and each.items.listed), None)

    @property
    def is_refusal(self) -> bool:
        """Whether its status, or range of them, is one of errors."""
        return _REFUSAL.fullmatch(self.status) is not None

    def covers(self, status: int) -> bool:
        """Whether an answer with ``status`` is one of this kind (a range counts, `default` does not)."""
        return self.status == str(status) or (self.status[1:].upper() == "XX" and self.status[0] == str(status)[0])


@dataclass(frozen=True, slots=True)
class Requirement:
    """One scheme of a Security Requirement Object with the scopes it asks for."""

    scheme: str
    scopes: tuple[str, ...]


def described(raw: dict[str, JSON], member: str = "description") -> str:
    """A text that tells what an element is, nothing where it has none."""
    said = raw.get(member)
    return said if isinstance(said, str) else ""


def success_of(responses: Iterable[Response], preferred: tuple[str, ...] = ()) -> Response | None:
    """The documented success: one of ``preferred`` if it is there, else lowest 2xx, ``2XX``, default, 3xx, 1xx."""
    by_status = {response.status.upper(): response for response in responses}
    for status in preferred:
        if status in by_status:
            return by_status[status]
    ranked = sorted(by_status, key=_rank)
    return by_status[ranked[0]] if ranked and _rank(ranked[0])[0] < _REFUSALS else None


def _rank(status: str) -> tuple[int, str]:
    if status == "DEFAULT":
        return 2, status
    order = {"2": 0, "3": 3, "1": 4}.get(status[:1], _REFUSALS)
    return (1 if status == "2XX" else order), status


def _json(content: Iterable[MediaType]) -> MediaType | None:
    """The JSON one among these media types; where none is, a range that covers JSON."""
    ranged = None
    for media in content:
        if media.is_json:
            return media
        if ranged is None and media.takes_json:
            ranged = media
    return ranged
