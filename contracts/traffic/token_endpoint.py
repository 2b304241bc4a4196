"""Token endpoints of OAuth 2.0 (RFC 6749 sections 4.3 and 4.4), as security schemes document them, and where they are.

A password goes to the target's own host below its base path, and nowhere else unless the user names the address.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from contracts.exchange import Request
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Document, RequestWriter

GRANTS = ("password", "clientCredentials")
"""The flows in which a name and a secret are enough, by their names in a document."""
PORTS = {"http": 80, "https": 443}
_FORM = ("Content-Type", "application/x-www-form-urlencoded")


@dataclass(frozen=True)
class TokenEndpoint:
    """One of them: ``url`` as whole, ``target`` below the base URL, None where it is elsewhere; ``flows`` by name."""

    url: str
    target: str | None
    flows: tuple[tuple[str, tuple[str, ...]], ...]

    def __str__(self) -> str:
        return f"POST {self.target if self.target is not None else self.url}"

    def requests(self, writer: RequestWriter, user: str, password: str) -> Iterator[Request]:
        """What is asked, until a token comes: each flow, with the scopes of the document and without."""
        parts = urlsplit(self.url)
        target = self.target or f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        for flow, scopes in self.flows:
            for scope in dict.fromkeys((" ".join(scopes), "")):
                wanted = (("scope", scope),) if scope else ()
                if flow == GRANTS[0]:
                    form = (("grant_type", "password"), ("username", user), ("password", password), *wanted)
                    yield Request("POST", target, (_FORM,), percent.form(form).encode())
                    continue
                named = (("grant_type", "client_credentials"), *wanted)
                code = f"{percent.encode_form(user)}:{percent.encode_form(password)}"
                basic = ("Authorization", f"Basic {base64.b64encode(code.encode()).decode()}")
                yield Request("POST", target, (_FORM, basic), percent.form(named).encode())
                both = (*named, ("client_id", user), ("client_secret", password))
                yield Request("POST", target, (_FORM,), percent.form(both).encode())


def token_endpoint(document: Document, scheme: str, base: str, named: str | None = None) -> TokenEndpoint | None:
    """That of a scheme for a target with this base URL, at the address ``named`` by the user where there is one."""
    flows = document.security_schemes.get(scheme, {}).get("flows")
    known = {name: flow for name in GRANTS if isinstance(flow := _member(flows, name), dict)}
    grants = tuple((name, tuple(map(str, _member(flow, "scopes") or ()))) for name, flow in known.items())
    if named is not None:
        return TokenEndpoint(named, below(named, base), grants or tuple((name, ()) for name in GRANTS))
    for name, _ in grants:
        url = known[name].get("tokenUrl")
        if isinstance(url, str) and url:
            same = tuple(flow for flow in grants if known[flow[0]].get("tokenUrl") == url)
            return TokenEndpoint(urljoin(f"{base.rstrip('/')}/", url), _target(document, url, base), same)
    return None


def _target(document: Document, url: str, base: str) -> str | None:
    """Where the documented address is below the base URL, also where that is another one than the document's."""
    root = base.rstrip("/")
    places = [urljoin(f"{root}/", url)]
    servers = document.tree.get("servers")
    for server in servers if isinstance(servers, list) else ():
        start = str(_member(server, "url") or "").rstrip("/")
        places += [root + url[len(start) :]] if start and url.startswith(f"{start}/") else []
    if url.startswith("/") and any(o.path == url and o.method == "POST" for o in document.operations):
        places.append(root + url)
    return next(filter(None, (below(place, base) for place in places)), None)


def below(url: str, base: str) -> str | None:
    """The request target of ``url`` below the base URL, None where it is elsewhere."""
    try:
        mine, its = urlsplit(base.rstrip("/")), urlsplit(url)
        same = _origin(mine) == _origin(its)
    except ValueError:
        return None
    path = its.path.lower().replace("%2e", ".")
    if not same or "@" in its.netloc or not its.path.startswith(f"{mine.path}/") or ".." in path.split("/"):
        return None
    return its.path[len(mine.path) :] + (f"?{its.query}" if its.query else "")


def _origin(parts: JSON) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)


def _member(value: JSON, name: str) -> JSON:
    return value.get(name) if isinstance(value, dict) else None
