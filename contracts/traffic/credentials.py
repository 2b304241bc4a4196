"""The credentials of a run: how each security scheme carries them, and what a request's credentials are worth.

OpenAPI 3.1.1, Security Scheme Object; RFC 6750 (bearer), RFC 7617 (basic), RFC 9110 section 11.
"""

from __future__ import annotations

import base64
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contracts.exchange import Headers, Request
    from mock_server.openapi import Document, Operation

Pairs = tuple[tuple[str, str], ...]

_MOST_VERDICTS = 500
"""Of how many requests it is kept what their credentials are worth: most of a run carry the same ones."""
_MOST_WAYS = 2
"""How many ways to be let in are shown to an operation of which nobody says what it asks for."""


@dataclass(frozen=True, slots=True)
class CredentialParts:
    """The parts of a request that carry credentials."""

    name: str
    headers: Headers = ()
    query: Pairs = ()

    def __add__(self, other: CredentialParts) -> CredentialParts:
        """Both together."""
        return CredentialParts(f"{self.name} and {other.name}", self.headers + other.headers, self.query + other.query)

    def shares_a_field(self, other: CredentialParts) -> bool:
        """Whether both carry their value in one header field, which a request has once (RFC 9110 section 11.6.2)."""
        names = {name.lower() for name, _ in self.headers}
        return any(name.lower() in names and name.lower() != "cookie" for name, _ in other.headers)


NONE = CredentialParts("no credentials")


class Credentials:
    """The values by scheme, for one document."""

    def __init__(self, document: Document, values: Mapping[str, str]) -> None:
        self.schemes = document.security_schemes
        self.values = {name: self._whole(name, value) for name, value in values.items()}
        self.others: frozenset[str] = frozenset()
        """Values of other users, of which nobody says whether they let in."""
        self.issued: set[tuple[str, str]] = set()
        """Header fields by which a workflow is let in: their names in lower case, and their values."""
        self.guarded: dict[str, CredentialParts] = {}
        """What lets in, by the id of an operation that asks for it although the document says that it asks for none."""
        self._carried: dict[tuple[str, str], CredentialParts] = {}
        self._verdicts: dict[tuple[Operation, Headers, str], bool | None] = {}

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every value that no output may show."""
        told = (text for value in self.values.values() for text in (value, value.removesuffix(":")))
        return tuple(dict.fromkeys(text for text in told if text))

    def _whole(self, scheme: str, value: str) -> str:
        """``value``, with the colon that ends a name without a password (RFC 7617 section 2: none is no credential), or
        without the word of its scheme, where it was given with that.
        """
        if self.is_basic(scheme):
            return f"{value}:" if value and ":" not in value else value
        raw, (word, _, rest) = self.schemes.get(scheme, {}), value.partition(" ")
        return (
            rest.lstrip()
            if rest and raw.get("type") == "http" and word.lower() == str(raw.get("scheme")).lower()
            else value
        )

    def carry(self, scheme: str, value: str | None = None) -> CredentialParts:
        """How ``scheme`` carries this value (its own where None is given)."""
        value = self.values.get(scheme, "") if value is None else value
        found = self._carried.get((scheme, value))
        if found is None:
            found = self._carried[scheme, value] = self._carry(scheme, value)
        return found

    def _carry(self, scheme: str, value: str) -> CredentialParts:
        raw = self.schemes.get(scheme, {})
        match raw.get("type"), raw.get("in"):
            case "apiKey", "query":
                return CredentialParts(scheme, (), ((str(raw.get("name")), value),))
            case "apiKey", "cookie":
                return CredentialParts(scheme, (("Cookie", f"{raw.get('name')}={value}"),))
            case "apiKey", _:
                return CredentialParts(scheme, ((str(raw.get("name")), value),))
            case "http", _ if self.is_basic(scheme):
                code = base64.b64encode(value.encode()).decode()
                return CredentialParts(scheme, (("Authorization", f"Basic {code}"),))
            case "http", _ if str(raw.get("scheme")).lower() != "bearer":
                return CredentialParts(scheme, (("Authorization", f"{raw.get('scheme')} {value}"),))
            case _:
                return CredentialParts(scheme, (("Authorization", f"Bearer {value}"),))

    def is_basic(self, scheme: str) -> bool:
        """Whether a scheme carries a user's name and password, with a colon between them."""
        raw = self.schemes.get(scheme, {})
        return raw.get("type") == "http" and str(raw.get("scheme")).lower() == "basic"

    def stand_in(self, location: str, name: str) -> bool:
        """Whether a parameter of this place is what a scheme carries: some documents name it there as well."""
        if location == "header" and name.lower() == "authorization":
            return True
        names = [raw.get("name") for raw in self.schemes.values() if raw.get("in") == location]
        return any(str(one).lower() == name.lower() if location == "header" else one == name for one in names)

    def presented(self, request: Request) -> list[str]:
        """Every credential that the request carries, right or wrong."""
        found = []
        for scheme in self.schemes:
            access = self.carry(scheme, "")
            names = {name for name, _ in access.query}
            found += [value for name, value in request.query if name in names]
            if any(name == "Authorization" for name, _ in access.headers):
                found += [v.rpartition(" ")[2] for name, v in request.headers if name.lower() == "authorization"]
        return found

    def alternatives(self, operation: Operation) -> list[CredentialParts]:
        """Every way to be let in that the operation documents and that we have values for."""
        found = []
        for alternative in operation.security:
            if alternative and all(self.values.get(item.scheme) for item in alternative):
                access = self.carry(alternative[0].scheme)
                for item in alternative[1:]:
                    access += self.carry(item.scheme)
                found.append(access)
        return found

    def default(self, operation: Operation) -> CredentialParts:
        """The first way to be let in; none where the operation is open, and answers so, or we have nothing."""
        return next(iter(self.alternatives(operation)), self.guarded.get(operation.id, NONE))

    def likeliest(self, operations: Iterable[Operation]) -> list[CredentialParts]:
        """What lets in to these, the usual way first: for an operation of which nobody says what it asks for."""
        ways = Counter(way for operation in operations for way in self.alternatives(operation)[:1])
        return [way for way, _ in ways.most_common(_MOST_WAYS)]

    def of_all(self) -> CredentialParts:
        """Every credential that we have, as far as they go beside each other: nobody says which one is asked for."""
        found = NONE
        for scheme in self.schemes:
            if self.values.get(scheme) and not found.shares_a_field(access := self.carry(scheme)):
                found = access if found is NONE else found + access
        return found

    def verdict(self, request: Request, operation: Operation) -> bool | None:
        """Whether these credentials let in; None where that can't be told: who lets in by what the document names and
        does not describe?
        """
        if not operation.security or any(not alternative for alternative in operation.security):
            return True
        if (self.others and self.is_others(request)) or self.is_issued(request):
            return None
        carried = (operation, request.headers, request.target.partition("?")[2])
        if carried not in self._verdicts:
            if len(self._verdicts) >= _MOST_VERDICTS:
                self._verdicts.clear()
            self._verdicts[carried] = self._verdict(request, operation)
        return self._verdicts[carried]

    def _verdict(self, request: Request, operation: Operation) -> bool | None:
        if any(item.scheme not in self.schemes for alternative in operation.security for item in alternative):
            return None
        worth = {
            item.scheme: self._worth(request, item.scheme) for alternative in operation.security for item in alternative
        }
        if any(value == "grey" for value in worth.values()):
            return None
        good = any(all(worth[item.scheme] == "good" for item in alternative) for alternative in operation.security)
        if good:
            return None if any(value == "wrong" for value in worth.values()) else True
        return False

    def is_issued(self, request: Request) -> bool:
        """Whether a request carries what the service itself gave the caller of a workflow."""
        return bool(self.issued) and any((name.lower(), value) in self.issued for name, value in request.headers)

    def for_mock(self, request: Request, operation: Operation | None) -> Request:
        """``request`` with the run's own credentials where it carries some that only the service knows."""
        if operation is None or not self.is_issued(request):
            return request
        kept = tuple((name, value) for name, value in request.headers if (name.lower(), value) not in self.issued)
        return replace(request, headers=(*kept, *self.default(operation).headers))

    def is_others(self, request: Request) -> bool:
        """Whether a request carries another user's credentials."""
        return any(
            (name, value) in (*request.query, *request.headers)
            for scheme in self.schemes
            for text in self.others
            for name, value in (*self.carry(scheme, text).query, *self.carry(scheme, text).headers)
        )

    def _worth(self, request: Request, scheme: str) -> str:
        """What the request shows for a scheme: nothing, good, wrong or grey."""
        expected = self.carry(scheme)
        known = bool(self.values.get(scheme))
        for name, value in expected.query:
            shown = [item for key, item in request.query if key == name]
            return _compare(shown, value, known=known)
        for name, value in expected.headers:
            shown = [item for key, item in request.headers if key.lower() == name.lower()]
            if name == "Cookie":
                key, _, value = value.partition("=")
                held = request.cookies.get(key, [])
                return _compare([item.strip('"') for item in held], value, known=known)
            if name == "Authorization":
                kind, behind, _ = value.partition(" ")
                if behind and shown and shown[0].strip().lower() == kind.lower():
                    return "wrong"  # the name of a scheme is no credential, whatever the right one may be
                if shown and shown[0] != value and shown[0].lower().split() == value.lower().split():
                    exact = shown[0].split()[-1] == value.split()[-1]
                    return "grey" if exact else "wrong"
                shown = [item for item in shown if item.partition(" ")[0].lower() == kind.lower()]
            return _compare(shown, value, known=known)
        return "nothing"


def _compare(shown: list[str], value: str, *, known: bool) -> str:
    if not shown:
        return "nothing"
    if len(shown) > 1 or (not known and shown[0]):
        return "grey"
    return "good" if shown[0] == value and known else "wrong"
