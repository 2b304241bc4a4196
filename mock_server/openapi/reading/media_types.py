"""Media types: parsed from headers, matched against documented ones, chosen by what a client accepts.

RFC 9110 sections 8.3.1 (media type), 5.6.6 (parameters) and 12.5.1 (Accept); OpenAPI 3.2.0 section 4.13 (ranges as
keys of ``content``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHARS = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_NAME = re.compile(rf"[ \t]*({_CHARS})/({_CHARS})[ \t]*")
_PARAMETER = re.compile(
    rf';[ \t]*(?:({_CHARS})=(?:({_CHARS})|"((?:[^"\\\x00-\x08\x0a-\x1f\x7f]|\\[\t\x20-\x7e])*)")[ \t]*)?'
)
_QUOTED_PAIR = re.compile(r"\\(.)")
_ELEMENT = re.compile(r'(?:[^",]|"(?:[^"\\]|\\.)*"?)+', re.DOTALL)
_QUALITY = re.compile(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?")
_MOST_ELEMENTS = 200

JSON_LINES = ("application/jsonl", "application/x-jsonl", "application/x-ndjson", "application/ndjson",
              "application/json-lines", "application/jsonlines", "application/x-jsonlines",
              "application/x-json-stream")  # fmt: skip
EVENTS = "text/event-stream"
JSON_PATCH = "application/json-patch+json"
"""A list of changes to a JSON value (RFC 6902)."""

_RECORDS = ("application/json-seq", "application/geo+json-seq")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
CONTENTLESS = frozenset((204, 205, 304))
"""Statuses that have no content, whatever a document says (RFC 9110 sections 15.3.5, 15.3.6, 15.4.5)."""


@dataclass(frozen=True, slots=True)
class MediaName:
    """A media type or range: ``essence`` is type and subtype in lower case, parameters stand by lower-case name."""

    essence: str
    parameters: dict[str, str]

    @property
    def charset(self) -> str | None:
        """The ``charset`` parameter, as it is written."""
        return self.parameters.get("charset")


def parse(text: str | bytes | None) -> MediaName | None:
    """The media type in ``text``, None where it is none (RFC 9110 section 8.3.1)."""
    if text is None:
        return None
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    name = _NAME.match(text)
    if name is None:
        return None
    parameters: dict[str, str] = {}
    place = name.end()
    while place < len(text):
        found = _PARAMETER.match(text, place)
        if found is None:
            return None
        key, token, quoted = found.groups()
        if key is not None:
            value = token if token is not None else _QUOTED_PAIR.sub(r"\1", quoted)
            parameters.setdefault(key.lower(), value)
        place = found.end()
    return MediaName(f"{name[1]}/{name[2]}".lower(), parameters)


@lru_cache(maxsize=64)
def essence(name: str) -> str:
    """Type and subtype of a media type, in lower case, however odd its parameters are."""
    return name.partition(";")[0].strip().lower()


def is_json(name: str) -> bool:
    """Whether a body of this media type is one JSON text: ``application/json``, ``…+json``; no sequence of them."""
    if name == "application/json":
        return True
    name = essence(name)
    return name in ("application/json", "text/json") or name.endswith("+json")


def takes_json(name: str) -> bool:
    """Whether this media type is JSON, or a range that covers it."""
    return is_json(name) or essence(name) in ("*/*", "application/*")


def is_xml(name: str) -> bool:
    """Whether a body of this media type is an XML document (RFC 7303 section 4.2)."""
    return name in ("application/xml", "text/xml") or name.endswith("+xml")


def is_sequence(name: str) -> bool:
    """Whether a body of this media type is a sequence of values (OpenAPI 3.2.0 section 4.13.3)."""
    name = essence(name)
    return name in JSON_LINES or name in _RECORDS or name.endswith("+json-seq") or name == EVENTS


def covers(documented: str, name: str) -> bool:
    """Whether the media type ``name`` is the documented one, or one of the documented range; parameters aside."""
    return _closeness(essence(documented), essence(name)) >= 0


def match(sent: MediaName, documented: Sequence[str]) -> int | None:
    """The index of the documented media type or range that covers ``sent`` most closely, None where none does.

    A parameter that is documented and sent with another value rules out, ``charset`` excepted; one that is not sent
    only counts less.
    """
    ranks = [_rank(parse(name), sent) for name in documented]
    best = max(ranks, default=-1)
    return ranks.index(best) if best >= 0 else None


def choose(accept: str | None, offered: Sequence[str]) -> int | None:
    """The index of the offered media type that a client likes best, None where it takes none (406).

    JSON is preferred, then what is offered first, where the client has no preference. A header without any well-formed
    element counts as none at all.
    """
    if not offered:
        return None
    ranges = _accepted(accept) if accept and accept != "*/*" else []
    candidates = []
    for index, name in enumerate(offered):
        media = parse(name) or MediaName(name.lower(), {})
        quality, rank = _quality(ranges, media) if ranges else (1.0, 0)
        if quality > 0:
            candidates.append((quality, rank, is_json(media.essence), -index))
    return -max(candidates)[3] if candidates else None


def wanted(accept: str | None, name: str) -> str:
    """The definite media type within the range ``name`` that a client likes best; ``name`` where it names none."""
    known, found = parse(name), _accepted(accept) if accept and "*" in name else []
    ranked = [
        (quality, is_json(media.essence), -index, concrete(media.essence))
        for index, (media, quality) in enumerate(found)
        if quality > 0 and media.essence != "*/*" and known and _closeness(known.essence, media.essence) >= 0
    ]
    return max(ranked)[3] if ranked else name


def concrete(name: str) -> str:
    """A media type that the range ``name`` covers, ``name`` itself where it is no range."""
    covering = essence(name)
    if "*" not in covering:
        return name
    if covering.startswith("application/*+"):
        return covering.replace("*+", "")
    return _CONCRETE.get(covering.partition("/")[0], "application/json")


_CONCRETE = {
    "image": "image/png",
    "text": "text/plain",
    "audio": "audio/wav",
    "video": "video/mp4",
    "multipart": "multipart/form-data",
    "font": "font/woff2",
}


def _rank(documented: MediaName | None, sent: MediaName) -> int:
    """How closely ``documented`` covers ``sent``; -1 where it doesn't."""
    if documented is None:
        return -1
    rank = _closeness(documented.essence, sent.essence)
    if rank < 0:
        return -1
    rank *= 1000
    for key, value in documented.parameters.items():
        if key not in sent.parameters:
            rank -= 1
        elif sent.parameters[key].lower() == value.lower():
            rank += 10
        elif key != "charset":
            return -1
    return rank


def _closeness(wide: str, name: str) -> int:
    if wide == name:
        return 4
    kind, _, subtype = wide.partition("/")
    if subtype.startswith("*+"):
        suffix = subtype[1:]
        fits = name.startswith(kind + "/") and (name.endswith(suffix) or name == f"{kind}/{suffix[1:]}")
        return 3 if fits else -1
    if subtype == "*":
        if kind == "*":
            return 1
        return 2 if name.startswith(kind + "/") else -1
    return -1


def _accepted(accept: str) -> list[tuple[MediaName, float]]:
    found: list[tuple[MediaName, float]] = []
    for element in _ELEMENT.findall(accept[:8192])[:_MOST_ELEMENTS]:
        media = parse(element)
        if media is None:
            continue
        weight = media.parameters.pop("q", "1")
        if _QUALITY.fullmatch(weight):
            found.append((media, float(weight)))
    return found


def _quality(ranges: list[tuple[MediaName, float]], offered: MediaName) -> tuple[float, int]:
    """The quality that the closest range gives to ``offered``, and how close it is; 0 where none covers it."""
    best, quality = -1, 0.0
    for media, weight in ranges:
        if any(offered.parameters.get(key, "").lower() != value.lower() for key, value in media.parameters.items()
               if key in offered.parameters):  # fmt: skip
            continue
        rank = max(_closeness(media.essence, offered.essence), _closeness(offered.essence, media.essence))
        if rank < 0:
            continue
        rank = rank * 100 + sum(key in offered.parameters for key in media.parameters)
        if rank > best or (rank == best and weight > quality):
            best, quality = rank, weight
    return quality, best
