"""Reads recorded traffic: the exchanges of an HTTP Archive (HAR 1.2), as browsers, proxies and recorders write it.

Real archives break the format in their own ways; what can't be an exchange of the API is skipped and counted by
reason, so that nobody takes silence for agreement.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contracts import user_file
from contracts.errors import UsageError
from contracts.exchange import Answer, Exchange, Request
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from contracts.exchange import Headers
    from mock_server.openapi import Document

_LARGEST = 512
"""Megabytes."""
_PORTS = {"http": 80, "https": 443}
_VARIABLE = re.compile(r"\\\{[^{}]*\\\}")
_DECODED = frozenset(("content-encoding", "content-length", "transfer-encoding"))
_BODILESS = frozenset((204, 205, 304))


class Recording:
    """The exchanges of an archive that went to one of ``bases``; iterate over it once.

    While it is read, ``skipped`` counts what was left out by reason.
    """

    def __init__(self, path: Path, bases: Iterable[str] = ()) -> None:
        self.path = path
        self.skipped: Counter[str] = Counter()
        self.count = 0
        self._bases = tuple(map(_base, bases))
        self._entries: list[Any] = _entries(path)

    def __iter__(self) -> Iterator[Exchange]:
        """Each exchange in order; what was read is let go of."""
        self._entries.reverse()
        number = 0
        while self._entries:
            number += 1
            try:
                found = self._exchange(self._entries.pop(), number)
            except _Skip as reason:
                self.skipped[str(reason)] += 1
                continue
            except (AttributeError, TypeError, ValueError, LookupError, ArithmeticError, RecursionError):
                self.skipped["entries that are damaged"] += 1
                continue
            self.count += 1
            yield found

    def _exchange(self, entry: dict[str, Any], number: int) -> Exchange:
        request, response = entry["request"], entry.get("response") or {}
        if entry.get("_webSocketMessages") is not None or entry.get("_resourceType") == "websocket":
            raise _Skip("web sockets")
        target = self._target(request["url"])
        method, headers = str(request["method"]).upper(), _headers(request)
        sent = Request(method, target, headers, _sent(request, headers))
        if method == "OPTIONS" and sent.header("access-control-request-method"):
            raise _Skip("preflight requests")
        label = f"{self.path.name}, entry {number}"
        status = response.get("status") or 0
        if not isinstance(status, int) or not 100 <= status <= 999:
            failure = response.get("_error") or response.get("statusText") or "no answer was recorded"
            return Exchange(sent, None, "recorded", label, None, str(failure))
        elapsed = entry.get("time")
        seconds = elapsed / 1000 if isinstance(elapsed, int | float) and elapsed > 0 else 0.0
        answered = tuple(pair for pair in _headers(response) if pair[0].lower() not in _DECODED)
        answer = Answer(status, answered, _received(response, method, status), seconds)
        return Exchange(sent, answer, "recorded", label)

    def _target(self, url: str) -> str:
        """The part of ``url`` below the base that fits best."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS:
            raise _Skip(f"{parts.scheme or 'unknown'} URLs")
        host = (parts.scheme, (parts.hostname or "").lower(), parts.port or _PORTS[parts.scheme])
        best = None
        for wanted, path in self._bases:
            match = path.match(parts.path)
            if (wanted is None or _same(wanted, host)) and match and (best is None or match.end() > best):
                best = match.end()
        if best is None and self._bases:
            raise _Skip(f"other hosts or paths: {parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        rest = parts.path[best or 0 :] or "/"
        return f"{rest}?{parts.query}" if parts.query else rest


class _Skip(Exception):  # noqa: N818 - no failure: the entry is none of ours
    """Why an entry is no exchange of the API."""


def read_har(path: Path, bases: Iterable[str] = ()) -> Recording:
    """The exchanges of the archive at ``path`` that went to one of ``bases``, to any server where there are none.

    A base is a URL (`https://api.example.com/v1`, variables in braces stand for anything), or a path alone, which
    fits every host. Raises UsageError where the file is no archive.
    """
    return Recording(path, bases)


def server_bases(document: Document) -> tuple[str, ...]:
    """The bases that a document names as its servers (OpenAPI, Server Object)."""
    servers = document.tree.get("servers")
    urls = [server.get("url") for server in servers if isinstance(server, dict)] if isinstance(servers, list) else []
    return tuple(url for url in urls if isinstance(url, str)) or ("/",)


Host = tuple[str, str, int]


def _base(text: str) -> tuple[tuple[str, re.Pattern[str], int | None] | None, re.Pattern[str]]:
    """A base as what its host has to be (None for any) and a pattern for the beginning of a path."""
    scheme, mark, rest = text.partition("://")
    if not mark:
        return None, _prefix(text if text.startswith("/") else f"/{text}")
    authority, slash, path = rest.partition("/")
    name, colon, port = authority.rpartition("@")[2].rpartition(":")
    if not colon or port.endswith("]"):
        name, colon, port = f"{name}{colon}{port}", "", ""
    known = scheme.lower()
    if known not in _PORTS and "{" not in known:
        raise UsageError(f"the base {text!r} is no HTTP URL; write one such as https://api.example.com/v1")
    number = int(port) if port.isdigit() else None if colon else _PORTS.get(known)
    host = re.compile(_VARIABLE.sub("[^/]+", re.escape(name.lower().strip("[]"))))
    return (known, host, number), _prefix(slash + path)


def _prefix(path: str) -> re.Pattern[str]:
    return re.compile(_VARIABLE.sub("[^/]+", re.escape(path.rstrip("/"))) + r"(?=/|$)")


def _same(wanted: tuple[str, re.Pattern[str], int | None], host: Host) -> bool:
    scheme, name, port = wanted
    fits = "{" in scheme or scheme == host[0]
    return fits and name.fullmatch(host[1]) is not None and port in (None, host[2])


def _entries(path: Path) -> list[Any]:
    try:
        data = json.loads(user_file.octets(path, "the archive", _LARGEST).removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no HTTP archive: {error}") from None
    log = data.get("log") if isinstance(data, dict) else None
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        raise UsageError(f"{path} is no HTTP archive: it has no log.entries; save one as HAR 1.2")
    return entries


def _headers(message: dict[str, Any]) -> Headers:
    """The header fields without HTTP/2's pseudo header fields (RFC 9113 section 8.3)."""
    pairs = message.get("headers") or ()
    found = ((str(item["name"]), str(item.get("value") or "")) for item in pairs if isinstance(item, dict))
    return tuple((name, value) for name, value in found if not name.startswith(":"))


def _sent(request: dict[str, Any], headers: Headers) -> bytes | None:
    post = request.get("postData")
    if not isinstance(post, dict):
        if isinstance(request.get("bodySize"), int) and request["bodySize"] > 0:
            raise _Skip("requests whose body was not recorded")
        return None
    kind = str(post.get("mimeType") or {k.lower(): v for k, v in headers}.get("content-type") or "")
    text, params = post.get("text"), post.get("params")
    if text:
        return _bytes(str(text), str(post.get("encoding") or post.get("_encoding") or ""), kind)
    if params and kind.startswith("application/x-www-form-urlencoded"):
        pairs = ((str(item["name"]), str(item.get("value") or "")) for item in params)
        return percent.form(pairs).encode()
    if params or (isinstance(request.get("bodySize"), int) and request["bodySize"] > 0):
        raise _Skip("requests whose body was not recorded")
    return None


def _received(response: dict[str, Any], method: str, status: int) -> bytes:
    """The body, decoded as the archive holds it; raises _Skip where there was one that the archive lacks."""
    content = response.get("content") or {}
    text = content.get("text")
    comment = f"{content.get('comment') or ''} {response.get('comment') or ''}".lower()
    if "truncated" in comment or content.get("_truncated"):
        raise _Skip("answers whose body was cut off in the archive")
    if text is None or text == "":
        size = content.get("size")
        if method != "HEAD" and status not in _BODILESS and isinstance(size, int) and size > 0:
            raise _Skip("answers whose body was not recorded")
        return b""
    return _bytes(str(text), str(content.get("encoding") or ""), str(content.get("mimeType") or ""))


def _bytes(text: str, encoding: str, kind: str) -> bytes:
    if encoding.lower() == "base64":
        try:
            return base64.b64decode(text, validate=False)
        except binascii.Error:
            raise _Skip("bodies whose base64 is broken") from None
    charset = re.search(r"charset=\"?([\w.:-]+)", kind, re.IGNORECASE)
    try:
        return text.encode(charset[1] if charset else "utf-8")
    except (LookupError, UnicodeEncodeError):
        return text.encode("utf-8", "surrogatepass")
