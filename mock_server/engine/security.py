"""Checks credentials against the document's security schemes (OpenAPI 3.1.1, Security Scheme and Requirement Objects).

Alternatives are tried in order; one that holds lets the request in. Credentials are compared in constant time and
never logged. A scheme for which no credential is configured accepts any well-formed one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.engine import authorization
from mock_server.openapi.codec.cookies import Cookies
from mock_server.openapi.reading import percent
from mock_server.openapi.reading.json_values import as_dict, as_list
from mock_server.openapi.reading.name_words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation

_OF_A_TRY = frozenset(("sign", "signature", "timestamp", "stamp", "nonce", "digest"))
"""Words of schemes by which a client signs each request anew: they say that it is the client, not which one."""

RawHeaders = list[tuple[bytes, bytes]]

ANY = "any"
"""What is sent where every well-formed credential is accepted."""

_APART = re.compile(rb"(.+)\+([A-Za-z0-9][A-Za-z0-9._-]{0,63})(:?)", re.DOTALL)
"""A credential and the name of a sandbox; of Basic without a password too, where the colon comes last."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """One security scheme: how a credential is read from a request, which ones are accepted, what each may do.

    ``signs`` where its name says that the credential is another for each request.
    """

    name: str
    read: Callable[[RawHeaders, bytes], bytes | None]
    accepted: tuple[bytes, ...]
    scopes: dict[bytes, frozenset[str]]
    challenge: str
    matches: Callable[[bytes, bytes, str], bool] = authorization.is_same
    signs: bool = False

    @property
    def tells(self) -> bool:
        """Whether it is read from the request: one that is met below HTTP (mutual TLS) tells no client from another."""
        return self.read([], b"") is None

    def identify(self, headers: RawHeaders, query: bytes, method: str) -> bytes | None:
        """The accepted credential that the request carries, or None."""
        found = self.read(headers, query)
        if not found:
            return None
        if not self.accepted:
            return found
        held = None
        for key in self.accepted:
            if self.matches(found, key, method):
                held = key
        return held

    def identify_apart(self, headers: RawHeaders, query: bytes, method: str) -> tuple[bytes | None, str]:
        """As `identify`, where ``+NAME`` may follow the credential; and that name, empty without one."""
        found = self.read(headers, query)
        parts = _APART.fullmatch(found) if found and b"+" in found else None
        if parts is None:
            return (self.identify(headers, query, method) if self.accepted else found or None), ""
        given, held = parts[1] + parts[3], None
        for key in self.accepted or (ANY.encode(),):
            if self.matches(given, key, method):
                held = key
        return held, parts[2].decode()


class AccessRule:
    """Who may call one operation; ``is_open`` says that a scheme lets in whatever is well-formed.

    ``mark`` stands for the rule where somebody remembers what passes it: it holds no document.
    """

    __slots__ = ("_alternatives", "_method", "challenge", "is_open", "mark")

    def __init__(self, operation: Operation, schemes: dict[str, Scheme]) -> None:
        self._method = operation.method
        self.mark = object()
        self._alternatives = tuple(
            tuple((schemes[need.scheme], frozenset(need.scopes)) for need in alternative if need.scheme in schemes)
            for alternative in operation.security
        )
        self.is_open = any(not scheme.accepted for alternative in self._alternatives for scheme, _ in alternative)
        challenges = dict.fromkeys(s.challenge for a in self._alternatives for s, _ in a if s.challenge)
        self.challenge = tuple((b"www-authenticate", text.encode()) for text in challenges)

    def passed(self, headers: RawHeaders, query: bytes) -> int | None:
        """The number of the alternative that lets the request in, None where there is none or anybody may call."""
        for index, alternative in enumerate(self._alternatives):
            held = [(scheme.identify(headers, query, self._method), scheme, scopes) for scheme, scopes in alternative]
            if all(key is not None and scopes <= scheme.scopes.get(key, scopes) for key, scheme, scopes in held):
                return index
        return None

    def check(self, headers: RawHeaders, query: bytes) -> str | None:
        """None lets the request in; else ``unauthenticated`` or ``forbidden``."""
        if not self._alternatives:
            return None
        verdict = "unauthenticated"
        for alternative in self._alternatives:
            for scheme, scopes in alternative:
                held = scheme.identify(headers, query, self._method)
                if held is None:
                    break
                if scopes and held in scheme.scopes and not scopes <= scheme.scopes[held]:
                    verdict = "forbidden"
                    break
            else:
                return None
        return verdict

    def presented(self, headers: RawHeaders, query: bytes) -> list[bytes]:
        """What a request carries for the alternative that it meets, by which one client is told from another.

        That are the schemes of all where it meets none; where none tells, it is what stands in ``Authorization``.
        """
        telling = [[scheme for scheme, _ in alternative if scheme.tells] for alternative in self._alternatives]
        if not any(telling):
            return [value for name, value in headers if name == b"authorization"]
        schemes = next(
            (held for held in telling if held and all(s.identify_apart(headers, query, self._method)[0] for s in held)),
            [scheme for held in telling for scheme in held],
        )
        steady = [scheme for scheme in schemes if not scheme.signs] or schemes
        found = (
            scheme.identify_apart(headers, query, self._method)[0] or scheme.read(headers, query) for scheme in steady
        )
        return [given or b"" for given in found]

    def check_apart(self, headers: RawHeaders, query: bytes) -> tuple[str | None, str]:
        """As `check`, where ``+NAME`` may follow each credential; and that name, empty where none lets in."""
        verdict = "unauthenticated"
        for alternative in self._alternatives:
            named = ""
            for scheme, scopes in alternative:
                held, name = scheme.identify_apart(headers, query, self._method)
                if held is None or (named and name and name != named):
                    break
                named = named or name
                if scopes and held in scheme.scopes and not scopes <= scheme.scopes[held]:
                    verdict = "forbidden"
                    break
            else:
                if named:
                    return None, named
        return verdict, ""


def schemes_of(document: Document, keys: Iterable[str], *, named: bool = True) -> dict[str, Scheme]:
    """The document's security schemes; ``keys`` replace those that it names itself, which count where ``named``."""
    configured, found = tuple(keys), dict[str, Scheme]()
    for name, raw in document.security_schemes.items():
        extension = as_dict(raw.get("x-mock"))
        accepted = tuple(_bare(str(key), raw) for key in configured or (named and as_list(extension.get("keys"))) or ())
        scopes = {_bare(key, raw): frozenset(map(str, held)) for key, held in as_dict(extension.get("scopes")).items()}
        matches = _MATCHES.get(_http_scheme(raw), authorization.is_same)
        signs = not _OF_A_TRY.isdisjoint((*words(name), *words(str(raw.get("name", "")))))
        found[name] = Scheme(name, _reader(raw), accepted, scopes, _challenge(raw, document), matches, signs)
    return found


_FORMS = {"basic": authorization.basic, "bearer": authorization.token, "digest": authorization.digest}
_MATCHES = {"basic": authorization.is_basic_of, "digest": authorization.is_digest_of}


def _http_scheme(raw: dict[str, JSON]) -> str:
    """The name by which ``Authorization`` carries the credentials, in lower case; empty where they travel elsewhere."""
    kind = raw.get("type")
    if kind == "http":
        return str(raw.get("scheme") or "bearer").lower()
    return "bearer" if kind in ("oauth2", "openIdConnect") else ""


def _bare(key: str, raw: dict[str, JSON]) -> bytes:
    """A key without the word of its scheme, where it is written with that."""
    word, _, rest = key.partition(" ")
    return (rest.lstrip() if rest and word.lower() == _http_scheme(raw) != "basic" else key).encode()


def _challenge(raw: dict[str, JSON], document: Document) -> str:
    scheme = _http_scheme(raw)
    return authorization.challenge(scheme, document.title) if scheme else ""


def _reader(raw: dict[str, JSON]) -> Callable[[RawHeaders, bytes], bytes | None]:
    kind, name = raw.get("type"), str(raw.get("name", ""))
    if kind == "apiKey":
        places = {"header": _from_header, "query": _from_query, "cookie": _from_cookie}
        return places.get(str(raw.get("in")), _from_header)(name)
    scheme = _http_scheme(raw)
    if scheme:
        parse = _FORMS.get(scheme, authorization.any_form)
        return _authorization(scheme.encode("utf-8", "replace"), parse, bare="in" in raw)
    return lambda headers, query: b"presented"


def _authorization(
    scheme: bytes, parse: Callable[[bytes], bytes | None], *, bare: bool
) -> Callable[[RawHeaders, bytes], bytes | None]:
    """``bare`` where the fields of the document have no word before the key, and only its prose does."""

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
        if bare and not rest:
            return parse(found)
        return parse(rest.strip(b" \t")) if given.lower() == scheme else None

    return read


def _from_header(name: str) -> Callable[[RawHeaders, bytes], bytes | None]:
    wanted = name.lower().encode()
    return lambda headers, query: next((value for key, value in headers if key == wanted), None)


def _from_query(name: str) -> Callable[[RawHeaders, bytes], bytes | None]:
    def read(headers: RawHeaders, query: bytes) -> bytes | None:
        if not query:
            return None
        held = percent.pairs(query.decode("utf-8", "surrogateescape"))
        found = next((pair.value for pair in held if pair.name == name), None)
        return found.encode("utf-8", "surrogateescape") if found is not None else None

    return read


def _from_cookie(name: str) -> Callable[[RawHeaders, bytes], bytes | None]:
    def read(headers: RawHeaders, query: bytes) -> bytes | None:
        held = Cookies([value for key, value in headers if key == b"cookie"]).pairs.get(name)
        return held[0].strip('"').encode("latin-1") if held else None

    return read
