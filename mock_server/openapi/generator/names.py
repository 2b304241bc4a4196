"""What a property's name says about its values: an explicit table from name to kind of text or range of numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Likely:
    """A range in which the numbers of a name usually lie; ``moment``: seconds since 1970 (3 decimals: milliseconds)."""

    low: float
    high: float
    decimals: int = 0
    moment: bool = False


_TEXTS = {
    "address": "street address", "address line": "street address", "address 1": "street address",
    "line 1": "street address", "line 2": "street address", "street": "street", "street name": "street",
    "street address": "street address", "city": "city", "town": "city", "locality": "city", "state": "state",
    "province": "state", "region": "state", "county": "city", "state code": "state code", "zip": "postcode",
    "zip code": "postcode", "zipcode": "postcode", "postal code": "postcode", "postcode": "postcode",
    "country": "country", "country code": "country code", "country iso": "country code", "location": "city",
    "name": "full name", "full name": "full name", "display name": "full name", "real name": "full name",
    "first name": "first name", "given name": "first name", "forename": "first name", "middle name": "first name",
    "last name": "last name", "family name": "last name", "surname": "last name", "nickname": "first name",
    "author": "full name", "owner": "full name", "contact": "full name", "customer name": "full name",
    "user name": "user name", "username": "user name", "login": "user name", "handle": "user name",
    "screen name": "user name", "company": "company", "company name": "company", "organization": "company",
    "organisation": "company", "organization name": "company", "business name": "company", "vendor": "company",
    "brand": "company", "merchant name": "company", "bank name": "company", "employer": "company",
    "job": "job", "job title": "job", "occupation": "job", "profession": "job", "position": "job", "role": "job",
    "department": "word", "email": "email", "e mail": "email", "mail": "email", "email address": "email",
    "phone": "phone", "phone number": "phone", "telephone": "phone", "mobile": "phone", "fax": "phone", "tel": "phone",
    "cell": "phone", "mobile number": "phone", "fax number": "phone", "url": "url", "uri": "url", "href": "url",
    "link": "url", "website": "url", "homepage": "url", "web site": "url", "callback": "url", "endpoint": "url",
    "webhook": "url", "image": "image", "avatar": "image", "photo": "image", "picture": "image", "logo": "image",
    "icon": "image", "thumbnail": "image", "image url": "image", "photo url": "image", "avatar url": "image",
    "logo url": "image", "domain": "host", "domain name": "host", "host": "host", "hostname": "host",
    "server": "host", "ip": "ipv4", "ip address": "ipv4", "ipv4": "ipv4", "ipv6": "ipv6", "cidr": "cidr",
    "mac": "mac", "mac address": "mac", "subnet": "cidr", "uuid": "uuid", "guid": "uuid", "id": "id", "ids": "id",
    "identifier": "id", "sid": "id", "reference": "id", "sku": "id", "code": "id", "number": "digits",
    "key": "id", "api key": "token", "token": "token", "secret": "token", "access token": "token",
    "refresh token": "token", "client secret": "token", "signature": "hash", "hash": "hash", "checksum": "hash",
    "digest": "hash", "etag": "token", "sha": "token", "md 5": "token", "password": "secret", "version": "version",
    "slug": "slug", "permalink": "slug", "title": "title", "headline": "title", "subject": "title",
    "caption": "title", "summary": "sentence", "subtitle": "title", "tagline": "title", "label": "label",
    "description": "sentence", "comment": "sentence", "comments": "sentence", "note": "sentence", "notes": "sentence",
    "message": "sentence", "text": "sentence", "detail": "sentence", "details": "sentence", "reason": "sentence",
    "about": "paragraph", "bio": "paragraph", "body": "paragraph", "content": "paragraph", "abstract": "paragraph",
    "excerpt": "sentence", "question": "sentence", "answer": "sentence", "review": "sentence",
    "instructions": "sentence", "error": "sentence", "warning": "sentence", "tag": "word", "tags": "word",
    "keyword": "word", "category": "word", "group": "word", "topic": "word", "genre": "word", "kind": "word",
    "type": "word", "color": "colour", "colour": "colour", "hex color": "hex colour", "currency": "currency",
    "currency code": "currency", "price": "price", "amount": "price", "total": "price", "cost": "price",
    "latitude": "latitude", "lat": "latitude", "longitude": "longitude", "lng": "longitude", "lon": "longitude",
    "language": "language", "lang": "language", "language code": "language", "locale": "locale",
    "time zone": "zone", "timezone": "zone", "tz": "zone", "gender": "gender", "sex": "gender", "status": "status",
    "file": "file", "filename": "file", "file name": "file", "path": "path", "file path": "path", "directory": "path",
    "folder": "path", "media type": "media type", "mime type": "media type", "content type": "media type",
    "user agent": "agent", "method": "method", "http method": "method", "birthday": "birthday",
    "birth date": "birthday", "date of birth": "birthday", "dob": "birthday", "date": "today", "day": "today",
    "year": "year", "month": "month", "time": "hour", "duration": "duration", "timestamp": "now", "at": "now",
    "created": "now", "updated": "now", "modified": "now", "date created": "now", "date updated": "now",
    "created on": "now", "updated on": "now", "modified at": "now", "modified on": "now", "last modified": "now",
    "last updated": "now", "date modified": "now", "expires at": "future", "expires": "future",
}  # fmt: skip
_FUTURE = {"expires", "expire", "expiry", "expiration", "exp", "due", "end", "ends", "until", "next", "valid",
           "deadline", "scheduled", "renewal", "renews", "to", "departure", "arrival", "finish"}  # fmt: skip
_PAST = {"start", "starts", "started", "begin", "begins", "from", "since", "joined", "registered", "founded", "last",
         "previous", "issued", "published", "released", "first"}  # fmt: skip
_CHANGED = {"modified", "updated", "changed", "edited", "modification", "update", "change", "edit"}
"""Of times of a last change, which is none before the creation."""

_ENDED = re.compile(
    r"(?:deleted|archived|cancell?ed|revoked|removed|suspended|blocked|banned)_?(?P<time>at|on|date|time)?", re.I
)
_TIMES = ("date-time", "date")
_BORN = {"birth", "birthday", "birthdate", "dob", "born"}
_MOMENT = Likely(0, 0, moment=True)
_NUMBERS = {
    "price": Likely(5, 200, 2), "amount": Likely(5, 500, 2), "total": Likely(5, 500, 2), "cost": Likely(5, 500, 2),
    "subtotal": Likely(5, 500, 2), "fee": Likely(1, 20, 2), "tax": Likely(1, 50, 2), "balance": Likely(10, 5000, 2),
    "discount": Likely(1, 20, 2), "salary": Likely(30_000, 120_000), "lat": Likely(-60, 60, 5),
    "latitude": Likely(-60, 60, 5), "lon": Likely(-170, 170, 5), "lng": Likely(-170, 170, 5),
    "coordinate": Likely(-60, 60, 5), "coordinates": Likely(-60, 60, 5), "bbox": Likely(-60, 60, 5),
    "longitude": Likely(-170, 170, 5), "age": Likely(18, 80), "quantity": Likely(1, 20), "qty": Likely(1, 20),
    "count": Likely(1, 50), "page": Likely(1, 5), "pages": Likely(1, 50), "limit": Likely(10, 100),
    "offset": Likely(0, 50), "size": Likely(1, 5000), "rating": Likely(1, 5, 1), "stars": Likely(1, 5),
    "score": Likely(1, 100, 1), "percent": Likely(0, 100, 1), "percentage": Likely(0, 100, 1),
    "ratio": Likely(0, 1, 3), "rate": Likely(0, 1, 3), "probability": Likely(0, 1, 3), "confidence": Likely(0, 1, 3),
    "year": Likely(1990, 2025), "month": Likely(1, 12), "day": Likely(1, 28), "hour": Likely(0, 23),
    "minute": Likely(0, 59), "second": Likely(0, 59), "port": Likely(1024, 49151), "weight": Likely(1, 100, 1),
    "height": Likely(1, 250, 1), "width": Likely(1, 250, 1), "length": Likely(1, 250, 1), "depth": Likely(1, 100, 1),
    "distance": Likely(1, 500, 1), "temperature": Likely(-10, 35, 1), "duration": Likely(1, 3600),
    "timeout": Likely(1, 300), "version": Likely(1, 10), "position": Likely(0, 20), "index": Likely(0, 20),
    "order": Likely(1, 20), "rank": Likely(1, 100), "level": Likely(1, 10), "priority": Likely(1, 5),
    "status code": Likely(200, 204), "created": _MOMENT, "updated": _MOMENT, "modified": _MOMENT,
    "timestamp": _MOMENT, "created at": _MOMENT, "updated at": _MOMENT, "expires at": _MOMENT, "at": _MOMENT,
}  # fmt: skip
_TRUE = {"success", "successful", "ok", "active", "enabled", "available", "verified", "valid", "visible", "accepted"}
_FALSE = {
    "more", "templated", "deleted", "disabled", "archived", "locked", "blocked", "banned", "failed", "error", "hidden",
}  # fmt: skip


def text_for(words: tuple[str, ...]) -> str | None:
    """The kind of text that a name asks for: the longest end of it that the table has."""
    return next((_TEXTS[end] for end in _ends(words) if end in _TEXTS), None)


def numbers_for(words: tuple[str, ...]) -> Likely | None:
    """The range of numbers that a name asks for."""
    if words and words[0] in ("num", "number", "total") and len(words) > 1 and words[-1] not in ("price", "amount"):
        return _NUMBERS["count"]
    return next((_NUMBERS[end] for end in _ends(words) if end in _NUMBERS), None)


def is_true(words: tuple[str, ...]) -> bool | None:
    """Which truth value a name usually has, if it says."""
    if not words:
        return None
    if words[-1] in _FALSE:
        return False
    return True if words[-1] in _TRUE else None


def moment_for(words: tuple[str, ...]) -> str:
    """Whether a point in time with this name lies in the past, in the future, or is now."""
    if not _BORN.isdisjoint(words):
        return "birth"
    if not _FUTURE.isdisjoint(words):
        return "future"
    return "past" if not _PAST.isdisjoint(words) and _CHANGED.isdisjoint(words) else "now"


def tells_an_end(name: str, formats: Iterable[str]) -> bool:
    """Whether a member of this name tells when its record came to an end, which most that are shown have not.

    Without a word for a time (`deleted_at`) it is one by its format: a flag or a number has such names too.
    """
    found = _ENDED.fullmatch(name)
    return found is not None and (found["time"] is not None or any(one in _TIMES for one in formats))


def _ends(words: tuple[str, ...]) -> list[str]:
    return [" ".join(words[start:]) for start in range(len(words))]
