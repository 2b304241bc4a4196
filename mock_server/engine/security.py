"""Checks credentials against the document's security schemes (OpenAPI 3.1.1, Security Scheme and Requirement Objects).

Alternatives are tried in order; one that holds lets the request in. Credentials are compared in constant time and
never logged. A scheme for which no credential is configured accepts any well-formed one.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from mock_server.openapi.codec.cookies import Cookies
from mock_server.openapi.reading.operation import as_dict, as_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One security scheme: how a credential is read from a request, which ones are accepted, what each may do."""

    name: str
    read: Callable[[RawHeaders, bytes], bytes | None]
    accepted: tuple[bytes, ...]
    scopes: dict[bytes, frozenset[str]]
    challenge: str

    def identify(self, headers: RawHeaders, query: bytes) -> bytes | None:
        """The accepted credential that the request carries, or None."""
        found = self.read(headers, query)
        if not found:
            return None
        if not self.accepted:
            return found
        held = None
        for key in self.accepted:
            if hmac.compare_digest(found, key):
                held = key
        return held


class AccessRule:
    """Who may call one operation."""

    __slots__ = ("_alternatives", "challenge")

    def __init__(self, operation: Operation, schemes: dict[str, Scheme]) -> None:
        self._alternatives = tuple(
            tuple((schemes[need.scheme], frozenset(need.scopes)) for need in alternative if need.scheme in schemes)
            for alternative in operation.security
        )
        challenges = dict.fromkeys(s.challenge for a in self._alternatives for s, _ in a if s.challenge)
        self.challenge = tuple((b"www-authenticate", text.encode()) for text in challenges)

    def check(self, headers: RawHeaders, query: bytes) -> str | None:
        """None lets the request in; else ``unauthenticated`` or ``forbidden``."""
        if not self._alternatives:
            return None
        verdict = "unauthenticated"
        for alternative in self._alternatives:
            for scheme, scopes in alternative:
                held = scheme.identify(headers, query)
                if held is None:
                    break
                if scopes and held in scheme.scopes and not scopes <= scheme.scopes[held]:
                    verdict = "forbidden"
                    break
            else:
                return None
        return verdict


def schemes_of(document: Document, keys: Iterable[str]) -> dict[str, Scheme]:
    """The document's security schemes; ``keys`` replace those that it names itself."""
    configured = tuple(key.encode() for key in keys)
    found = {}
    for name, raw in document.security_schemes.items():
        extension = as_dict(raw.get("x-mock"))
        accepted = configured or tuple(str(key).encode() for key in as_list(extension.get("keys")))
        scopes = {key.encode(): frozenset(map(str, held)) for key, held in as_dict(extension.get("scopes")).items()}
        found[name] = Scheme(name, _reader(raw), accepted, scopes, _challenge(raw))
    return found


def _challenge(raw: dict[str, Any]) -> str:
    kind = raw.get("type")
    if kind == "http":
        return f'{str(raw.get("scheme", "")).capitalize()} realm="mock"'
    return 'Bearer realm="mock"' if kind in ("oauth2", "openIdConnect") else ""


def _reader(raw: dict[str, Any]) -> Callable[[RawHeaders, bytes], bytes | None]:
    kind, name = raw.get("type"), str(raw.get("name", ""))
    if kind == "apiKey":
        places = {"header": _from_header, "query": _from_query, "cookie": _from_cookie}
        return places.get(str(raw.get("in")), _from_header)(name)
    if kind in ("oauth2", "openIdConnect"):
        return _authorization(b"bearer", _token)
    if kind == "http":
        scheme = str(raw.get("scheme", "bearer")).lower().encode()
        return _authorization(scheme, _basic if scheme == b"basic" else _token)
    return lambda headers, query: b"presented"


def _authorization(
    scheme: bytes, parse: Callable[[bytes], bytes | None]
) -> Callable[[RawHeaders, bytes], bytes | None]:
    def read(headers: RawHeaders, query: bytes) -> bytes | None:
        found = None
        for name, value in headers:
            if name == b"authorization":
                if found is not None:
                    return None
                found = value
        if found is None:
            return None
        given, _, rest = found.partition(b" ")
        return parse(rest.strip(b" ")) if given.lower() == scheme else None

    return read


def _token(text: bytes) -> bytes | None:
    return text if text and b" " not in text else None


def _basic(text: bytes) -> bytes | None:
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if b":" in decoded else None


def _from_header(name: str) -> Callable[[RawHeaders, bytes], bytes | None]:
    wanted = name.lower().encode()
    return lambda headers, query: next((value for key, value in headers if key == wanted), None)


def _from_query(name: str) -> Callable[[RawHeaders, bytes], bytes | None]:
    def read(headers: RawHeaders, query: bytes) -> bytes | None:
        if not query:
            return None
        values = parse_qs(query.decode("latin-1"), keep_blank_values=True, encoding="latin-1").get(name)
        return values[0].encode("latin-1") if values else None

    return read


def _from_cookie(name: str) -> Callable[[RawHeaders, bytes], bytes | None]:
    def read(headers: RawHeaders, query: bytes) -> bytes | None:
        held = Cookies([value for key, value in headers if key == b"cookie"]).pairs.get(name)
        return held[0].strip('"').encode("latin-1") if held else None

    return read
