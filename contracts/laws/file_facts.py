"""What a record says of the octets of its file: how many they are, and their checksum."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas

_SIZES = frozenset({"size", "length", "bytes", "octets", "count", "number", "n", "num"})
_BESIDE = frozenset({"file", "content", "byte", "octet", "in", "of"})
_UNITS = frozenset({"bytes", "octets", "byte", "octet"})
_IN_OCTETS = re.compile(r"\b(?:octets?|bytes?)\b", re.IGNORECASE)
_ALGORITHM = re.compile(r"(?<![a-z0-9])(md[-_ ]?5|sha[-_ ]?(?:1|256|384|512))(?![0-9])", re.IGNORECASE)
_CHECKSUMS = frozenset({"checksum", "hash", "digest", "hex", "sum", "md", "sha", "1", "5", "256", "384", "512"})
_OTHERWISE = re.compile(
    r"\b(?:max\w*|most|least|limit\w*|allow\w*|quota|free|left|remaining|used|approx\w*|estimat\w*|compress\w*|encod\w*"
    r"|encrypt\w*|stored|storage|disk|original\w*|source|before|after|once|thumbnail\w*|preview\w*|each|per|chunk\w*"
    r"|block|part|parts|header|salt\w*|hmac|key|name|title|url|metadata|without|not|may|base64"
    r"|git|blob|tree|object (?:id|name)|decrypt\w*|normali\w*|canonical\w*)\b",
    re.IGNORECASE,
)
"""Words by which it is said of other octets than those of the file, or of them in another form."""


class WrongFact(NamedTuple):
    """A member that is not what the octets say, and what it should be."""

    name: str
    expected: str
    observed: str
    message: str


def wrong_facts(schemas: Schemas, members: dict[str, JSON], record: dict[str, JSON], octets: bytes) -> list[WrongFact]:
    """What a record says wrongly of its file; nothing yet (null, absent) and forms that nobody knows are open."""
    return [*_sizes(schemas, members, record, octets), *_checksums(schemas, members, record, octets)]


def _sizes(schemas: Schemas, members: dict[str, JSON], record: dict[str, JSON], octets: bytes) -> Iterator[WrongFact]:
    for name, schema in members.items():
        words, shown, said = {*field_names.words(name)}, record.get(name), schemas.description(schema)
        if type(shown) is not int or words.isdisjoint(_SIZES) or not words <= _SIZES | _BESIDE | _UNITS:
            continue
        counts = bool(_IN_OCTETS.search(said)) if said else not words.isdisjoint(_UNITS)
        if counts and not _OTHERWISE.search(said) and shown != len(octets):
            yield WrongFact(name, str(len(octets)), str(shown), "is not how many octets the file has")


def _checksums(
    schemas: Schemas, members: dict[str, JSON], record: dict[str, JSON], octets: bytes
) -> Iterator[WrongFact]:
    for name, schema in members.items():
        words, shown, said = {*field_names.words(name)}, record.get(name), schemas.description(schema)
        named = {
            field_names.plain(found) for found in _ALGORITHM.findall(f"{' '.join(field_names.words(name))} {said}")
        }
        if not isinstance(shown, str) or len(named) != 1 or not words <= _CHECKSUMS | _BESIDE:
            continue
        digest = hashlib.new(named.pop(), octets, usedforsecurity=False)
        text = shown.rpartition(":")[2]
        form = bytes.fromhex(text) if re.fullmatch(rf"[0-9a-fA-F]{{{2 * digest.digest_size}}}", text) else _base64(text)
        is_one = form is not None and len(form) == digest.digest_size and not _OTHERWISE.search(said)
        if is_one and form != digest.digest():
            yield WrongFact(name, digest.hexdigest(), shown, "is not the checksum of the file's octets")


def _base64(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None
