"""The users of a run: what each was given, and how those who log in get what the security schemes carry."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.errors import UsageError
from contracts.traffic.credentials import Credentials
from contracts.traffic.login_operation import LoginOperation, login_operations
from contracts.traffic.other_user import OtherUser
from contracts.traffic.target import Target
from contracts.traffic.token_endpoint import TokenEndpoint, token_endpoint
from contracts.traffic.user_session import UserSession
from mock_server.openapi import Schemas

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.exchange import Answer, Request
    from contracts.settings import GivenUser
    from contracts.traffic.target_route import TargetRoute
    from mock_server.openapi import Document

    Way = LoginOperation | TokenEndpoint

_BEARERS = ("bearer", "oauth2", "openIdConnect")
_NO_TOKENS = ("basic", "concealed", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "ntlm", "oauth",
              "privatetoken", "scram-sha-1", "scram-sha-256", "vapid")  # fmt: skip
"""HTTP schemes that carry something else than a plain token (IANA, and NTLM); a service's own (`Token`) carries one."""


def ways_in(
    document: Document, schemas: Schemas, base: str, given: Mapping[str, str], named: str | None = None
) -> dict[str, Way]:
    """For each scheme that a user name and a password lead to, how: by the documented token endpoint, or an operation.

    Only endpoints below the base URL count, and the one ``named`` by the user. ``given`` are values for other members.
    """
    found: dict[str, Way] = {}
    schemes = document.security_schemes
    logins = login_operations(document, schemas, given)
    open_ones = [name for name, raw in schemes.items() if _kind(raw) == "oauth2"]
    if named is not None and not open_ones:
        open_ones = [name for name, raw in schemes.items() if _kind(raw) in _BEARERS][:1]
    for name in open_ones:
        endpoint = token_endpoint(document, name, base, named)
        if endpoint is not None and (endpoint.target is not None or named is not None):
            found[name] = endpoint
    if not logins:
        return found
    for name, raw in schemes.items():
        if raw.get("type") == "apiKey" and raw.get("in") == "cookie":
            found[name] = logins[0]
    if not found:
        one = _carrier(schemes)
        found |= {one: logins[0]} if one is not None else {}
    return found | {name: logins[0] for name in _beside(document, found) if logins[0].shows(schemes[name], schemas)}


def _beside(document: Document, found: Mapping[str, Way]) -> set[str]:
    """Keys in headers that are asked for beside one of these schemes and never alone, as a token against forgery is."""
    alternatives = [{item.scheme for item in one} for operation in document.operations for one in operation.security]
    beside = {name for one in alternatives if one & found.keys() for name in one - found.keys()}
    alone = {name for one in alternatives if len(one) == 1 for name in one}
    return {name for name in beside - alone if document.security_schemes.get(name, {}).get("in") == "header"}


def endpoints_elsewhere(document: Document, base: str) -> list[str]:
    """The documented token endpoints that are not below the base URL."""
    known = [token_endpoint(document, name, base) for name in document.security_schemes]
    return list(dict.fromkeys(item.url for item in known if item is not None and item.target is None))


def logged_in(
    document: Document,
    schemas: Schemas,
    url: str,
    user: GivenUser,
    given: Mapping[str, str],
    number: int = 1,
    route: TargetRoute | None = None,
) -> tuple[Credentials, UserSession | None]:
    """A user's credentials for a target, and the session that fetches those that it has to fetch; raises UsageError."""
    if user.login is None:
        return Credentials(document, user.values), None
    basic = {name: user.login for name, raw in document.security_schemes.items() if _kind(raw) == "basic"}
    ways = ways_in(document, schemas, url, given, user.token_url)
    ways = {name: way for name, way in ways.items() if name not in user.values}
    if not ways and not basic:
        raise UsageError(_nowhere(document, url))
    elsewhere = None
    if any(isinstance(way, TokenEndpoint) and way.target is None for way in ways.values()):
        elsewhere = _TokenSender(user.token_url or "", route)
    session = UserSession(user.login, ways, schemas, elsewhere, number) if ways else None
    values = {**basic, **(session.stand_ins if session is not None else {}), **user.values}
    credentials = Credentials(document, values)
    if session is not None:
        session.carried_by(credentials)
    return credentials, session


class Users:
    """The users of one run: the first one's credentials, another one's where there is one, and all their secrets."""

    def __init__(
        self,
        document: Document,
        url: str,
        user: GivenUser,
        other: GivenUser | None,
        given: Mapping[str, str],
        route: TargetRoute | None = None,
    ) -> None:
        schemas = Schemas(document)
        self.given = {**user.named(), **(other.named("other ") if other is not None else {})}
        self.first, mine = logged_in(document, schemas, url, user, given, route=route)
        self.other: OtherUser | None = None
        its = None
        if other is not None:
            hers, its = logged_in(document, schemas, url, other, given, 2, route)
            self.first.others |= frozenset(hers.secrets)
            self.other = OtherUser(hers, self.first)
            self.other.session = its
        self.sessions = tuple(session for session in (mine, its) if session is not None)
        logins = [one.login for one in (user, other) if one is not None and one.login]
        theirs = self.other.credentials.secrets if self.other is not None else ()
        self.secrets = tuple(dict.fromkeys((*self.first.secrets, *theirs, *logins)))


class _TokenSender:
    """Sends to the host of a token endpoint that the user named, and nothing of the run but its own request."""

    def __init__(self, url: str, route: TargetRoute | None) -> None:
        parts = urlsplit(url)
        self.route = route
        self.origin = f"{parts.scheme}://{parts.netloc}"

    def __call__(self, request: Request) -> Answer:
        target = Target(self.origin, route=self.route)
        try:
            return target.send(request)
        finally:
            target.close()


def _kind(raw: Mapping[str, object]) -> str:
    return str(raw.get("scheme") or "").lower() if raw.get("type") == "http" else str(raw.get("type") or "")


def _carrier(schemes: Mapping[str, Mapping[str, object]]) -> str | None:
    """The scheme that carries the token of a login: a bearer token, else a key in a header, else one in the query."""
    ranks = [*_BEARERS, "header", "query"]
    kinds = {name: str(raw.get("in")) if raw.get("type") == "apiKey" else _kind(raw) for name, raw in schemes.items()}
    own = {name for name, raw in schemes.items() if raw.get("type") == "http" and kinds[name] not in _NO_TOKENS}
    kinds |= {name: "header" for name in own if kinds[name] not in _BEARERS}
    known = sorted(
        (ranks.index(kind), index, name) for index, (name, kind) in enumerate(kinds.items()) if kind in ranks
    )
    return known[0][2] if known else None


def _nowhere(document: Document, url: str) -> str:
    """Why a user name and a password lead nowhere."""
    elsewhere = endpoints_elsewhere(document, url)
    if elsewhere:
        return (
            f"the token endpoint of the document ({', '.join(elsewhere)}) is not below {url};"
            f" where the password may go there, say --token-url {elsewhere[0]}"
        )
    return (
        "the document has no basic scheme, no token endpoint, and no operation that takes a user name and a password"
        " and answers a token; give the token with --credential SCHEME=VALUE, or its endpoint with --token-url URL"
    )
