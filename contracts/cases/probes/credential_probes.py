"""Credentials that must not let in: none, wrong ones of every kind, right ones in the wrong place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.credentials import NONE, CredentialParts
from contracts.traffic.wrong_values import WRONG, wrong_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.traffic.credentials import Credentials
    from mock_server.openapi import Operation

_FAMILIES = {
    "the beginning of a credential": ("without its last", "its first half"),
    "the end of a credential": ("without its first",),
    "a credential with more": ("with a character",),
    "a credential in another case": ("in upper case", "in lower case", "in swapped case"),
    "a credential in another place": ("in the query", "in the header", "in a cookie"),
    "a credential under another scheme": ("under the scheme", "without the scheme's name"),
    "no credential": ("no credentials", "empty", "the scheme's name alone"),
}


def family(access: CredentialParts) -> str:
    """What credentials that must not let in have in common with others, in words."""
    kind = _kind(access)
    return next((name for name, starts in _FAMILIES.items() if kind.startswith(starts)), "a wrong credential")


def is_plainly_wrong(access: CredentialParts) -> bool:
    """Whether credentials are none at all, or have nothing of the right ones."""
    return access is NONE or "wrong" in _kind(access)


def _kind(access: CredentialParts) -> str:
    """What was done to the credentials, without the name of their scheme."""
    return access.name.partition(": ")[2] or access.name


def bad(credentials: Credentials, operation: Operation) -> list[CredentialParts]:
    """Credentials that must not let in, each by itself."""
    found = [NONE]
    for alternative in operation.security:
        schemes = [requirement.scheme for requirement in alternative]
        for scheme in schemes:
            found += [*_half(credentials, operation, schemes, scheme), *_bad_of(credentials, scheme)]
    unique: dict[tuple[object, object], CredentialParts] = {}
    for access in found:
        unique.setdefault((access.headers, access.query), access)
    return list(unique.values())


def _half(credentials: Credentials, operation: Operation, schemes: list[str], scheme: str) -> Iterator[CredentialParts]:
    """Where several credentials are asked for together: all but one of them, and that one wrong."""
    others = [other for other in schemes if other != scheme]
    if not others or not all(credentials.values.get(each) for each in schemes):
        return
    if operation.is_safe and _guards_changes(credentials, scheme, others):
        return
    parts = [*(credentials.carry(other) for other in others), credentials.carry(scheme, WRONG)]
    headers = tuple(pair for part in parts for pair in part.headers)
    yield CredentialParts(f"{scheme}: wrong beside others", headers, tuple(q for part in parts for q in part.query))


def _guards_changes(credentials: Credentials, scheme: str, others: list[str]) -> bool:
    """Whether a credential may be a token against forgery, which a service looks at where something is to change alone:
    a key in a header, beside a cookie.
    """
    cookie = any(credentials.schemes[other].get("in") == "cookie" for other in others)
    return credentials.schemes[scheme].get("in") == "header" and cookie


def _bad_of(credentials: Credentials, scheme: str) -> Iterator[CredentialParts]:
    value = credentials.values.get(scheme, "")
    told, rest = (value[:-1], ":") if value.endswith(":") and credentials.is_basic(scheme) else (value, "")
    for kind, text in wrong_values(told):  # who has no password is told by the name alone
        access = credentials.carry(scheme, text + rest)
        yield CredentialParts(f"{scheme}: {kind}", access.headers, access.query)
    if not value:
        return
    raw = credentials.schemes.get(scheme, {})
    own = credentials.carry(scheme)
    if own.headers and own.headers[0][0] == "Authorization":
        yield CredentialParts(f"{scheme}: without the scheme's name", (("Authorization", value),))
        for other in ("Basic", "Token", "ApiKey"):
            if not own.headers[0][1].startswith(other):
                yield CredentialParts(f"{scheme}: under the scheme {other}", (("Authorization", f"{other} {value}"),))
        yield CredentialParts(
            f"{scheme}: the scheme's name alone", (("Authorization", own.headers[0][1].partition(" ")[0]),)
        )
        for name in ("access_token", "token", "api_key", "key"):
            yield CredentialParts(f"{scheme}: in the query as {name}", (), ((name, value),))
        for name in ("X-API-Key", "X-Auth-Token"):
            yield CredentialParts(f"{scheme}: in the header {name}", ((name, value),))
    else:
        name = str(raw.get("name"))
        yield from _elsewhere(scheme, str(raw.get("in")), name, value)


def _elsewhere(scheme: str, location: str, name: str, value: str) -> Iterator[CredentialParts]:
    if location != "query":
        yield CredentialParts(f"{scheme}: in the query", (), ((name, value),))
    else:
        for other in dict.fromkeys((name.upper(), name.replace("_", ""), name.replace("_", "-"), "key", "token")):
            if other != name:
                yield CredentialParts(f"{scheme}: in the query as {other}", (), ((other, value),))
    if location != "header":
        title = name.replace("_", "-").title()
        for header in (name, title, f"X-{title}"):
            yield CredentialParts(f"{scheme}: in the header {header}", ((header, value),))
    if location != "cookie":
        yield CredentialParts(f"{scheme}: in a cookie", (("Cookie", f"{name}={value}"),))
