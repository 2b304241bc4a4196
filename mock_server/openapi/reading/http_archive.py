"""Recorded traffic: the entries of an HTTP Archive (HAR 1.2), as browsers, proxies and recorders write it.

Real archives break the format in their own ways; what can't be an exchange is left out for a reason that has a name.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.reading import media_types, percent

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON

Fields = tuple[tuple[str, str], ...]

TRAVEL_FIELDS = frozenset(("content-encoding", "content-length", "transfer-encoding"))
"""Fields that say how a body travelled, and are none of a body that is decoded."""


class ArchiveError(ValueError):
    """The octets are no archive; ``str()`` says what is wrong, as a clause."""


class LeftOut(Exception):  # noqa: N818 - no failure: the entry is none of an API
    """Why an entry is no exchange, in words that follow a count: `web sockets`."""


@dataclass(frozen=True, slots=True)
class ArchivedExchange:
    """One entry: the request, and the answer with its body decoded; ``status`` is None where ``failure`` says why."""

    method: str
    url: str
    headers: Fields
    body: bytes | None
    status: int | None
    answer_headers: Fields = ()
    answer_body: bytes = b""
    seconds: float = 0.0
    failure: str | None = None


def archive_entries(octets: bytes) -> list[JSON]:
    """The entries of an archive as they are written; raises ArchiveError."""
    try:
        data = json.loads(octets.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise ArchiveError(str(error)) from None
    log = data.get("log") if isinstance(data, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise ArchiveError("it has no log.entries; save one as HAR 1.2")
    return entries


def archived_exchange(entry: JSON, wanted: Callable[[str], object]) -> ArchivedExchange:
    """The exchange of an entry whose URL ``wanted`` lets pass; raises LeftOut, which ``wanted`` may do too."""
    try:
        return _exchange(entry, wanted)
    except (AttributeError, TypeError, ValueError, LookupError, ArithmeticError, RecursionError):
        raise LeftOut("entries that are damaged") from None


def _exchange(entry: JSON, wanted: Callable[[str], object]) -> ArchivedExchange:
    request, response = entry["request"], entry.get("response") or {}
    if entry.get("_webSocketMessages") is not None or entry.get("_resourceType") == "websocket":
        raise LeftOut("web sockets")
    url = request["url"]
    wanted(url)
    method, headers = str(request["method"]).upper(), _fields(request)
    body = _sent(request, headers)
    if method == "OPTIONS" and any(name.lower() == "access-control-request-method" for name, _ in headers):
        raise LeftOut("preflight requests")
    status = response.get("status") or 0
    if not isinstance(status, int) or not 100 <= status <= 999:
        failure = response.get("_error") or response.get("statusText") or "no answer was recorded"
        return ArchivedExchange(method, url, headers, body, None, failure=str(failure))
    elapsed = entry.get("time")
    seconds = elapsed / 1000 if isinstance(elapsed, int | float) and elapsed > 0 else 0.0
    answered = tuple(pair for pair in _fields(response) if pair[0].lower() not in TRAVEL_FIELDS)
    return ArchivedExchange(method, url, headers, body, status, answered, _received(response, method, status), seconds)


def _fields(message: dict[str, JSON]) -> Fields:
    """The header fields without HTTP/2's pseudo header fields (RFC 9113 section 8.3)."""
    pairs = message.get("headers") or ()
    found = ((str(item["name"]), str(item.get("value") or "")) for item in pairs if isinstance(item, dict))
    return tuple((name, value) for name, value in found if not name.startswith(":"))


def _sent(request: dict[str, JSON], headers: Fields) -> bytes | None:
    post = request.get("postData")
    if not isinstance(post, dict):
        if isinstance(request.get("bodySize"), int) and request["bodySize"] > 0:
            raise LeftOut("requests whose body was not recorded")
        return None
    kind = str(post.get("mimeType") or {k.lower(): v for k, v in headers}.get("content-type") or "")
    text, params = post.get("text"), post.get("params")
    if text:
        return _octets(str(text), str(post.get("encoding") or post.get("_encoding") or ""), kind)
    if params and kind.startswith("application/x-www-form-urlencoded"):
        pairs = ((str(item["name"]), str(item.get("value") or "")) for item in params)
        return percent.form(pairs).encode()
    if params or (isinstance(request.get("bodySize"), int) and request["bodySize"] > 0):
        raise LeftOut("requests whose body was not recorded")
    return None


def _received(response: dict[str, JSON], method: str, status: int) -> bytes:
    """The body, decoded as the archive holds it; raises LeftOut where there was one that the archive lacks."""
    content = response.get("content") or {}
    text = content.get("text")
    comment = f"{content.get('comment') or ''} {response.get('comment') or ''}".lower()
    if "truncated" in comment or content.get("_truncated"):
        raise LeftOut("answers whose body was cut off in the archive")
    if text is None or text == "":
        size = content.get("size")
        if method != "HEAD" and status not in media_types.CONTENTLESS and isinstance(size, int) and size > 0:
            raise LeftOut("answers whose body was not recorded")
        return b""
    return _octets(str(text), str(content.get("encoding") or ""), str(content.get("mimeType") or ""))


def _octets(text: str, encoding: str, kind: str) -> bytes:
    if encoding.lower() == "base64":
        try:
            return base64.b64decode(text, validate=False)
        except binascii.Error:
            raise LeftOut("bodies whose base64 is broken") from None
    charset = re.search(r"charset=\"?([\w.:-]+)", kind, re.IGNORECASE)
    try:
        return text.encode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeEncodeError):
        return text.encode("utf-8", "surrogatepass")
