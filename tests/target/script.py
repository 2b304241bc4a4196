"""A fixed sequence of requests in which every fault shows."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.target.fields import FIELDS, OPTIONAL_CLIENT_FIELDS
from tests.target.web import BASE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FULL: dict[str, Any] = {
    "status": True,
    "domain": "www.Example.com",
    "email": "Ann.Lee+shop@mail.example.com",
    "phone": "+1-415-555-0100",
    "website": "example_string",
    "timezone": "Europe/Berlin",
    "global_name": "acmeRetail",
    "company_id": "cmp_7",
    "agency_id": "agy_8",
    "api_metadata": {
        "Plan": "x",
        "a": {"b": {"c": 1}},
        "f": 1.5,
        "on": True,
        "none": None,
        "list": [],
        "many": [1, 2],
    },
    "ghl_location_id": "loc-a",
    "proxy_api_key": "proxy-1",
}


@dataclass(frozen=True, slots=True)
class Probe:
    """One request; ``{key}``, ``{issued}``, ``{secret}`` and the like stand for what the run knows."""

    method: str
    target: str
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = (("Authorization", "Bearer {key}"), ("Content-Type", "application/json"))

    def filled(self, known: dict[str, str]) -> Probe:
        """With the placeholders replaced."""
        headers = tuple((name, value.format_map(known)) for name, value in self.headers)
        body = self.body and self.body.replace(b"{key}", known["key"].encode())
        return Probe(self.method, BASE + self.target.format_map(known), body, headers)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _script() -> Iterator[Probe]:
    fresh = (f"p-{number}" for number in itertools.count(1))

    def create(**fields: Any) -> Probe:
        return Probe("POST", "/clients", _json({"id": next(fresh), "name": "N", **fields}))

    def issue(**fields: Any) -> Probe:
        return Probe("POST", "/mcp/api-keys", _json({"name": "K", **fields}))

    def delete(client_id: str, query: str = "") -> Probe:
        return Probe("DELETE", f"/clients/{client_id}{query}")

    def body(raw: bytes | None, media: str | None = "application/json", path: str = "/clients") -> Probe:
        headers = [("Authorization", "Bearer {key}")]
        return Probe("POST", path, raw, tuple(headers + ([("Content-Type", media)] if media is not None else [])))

    yield from _lifecycle(create, issue, delete)
    yield from _values(create, issue)
    yield from _refusals(create, issue, delete)
    yield from _bodies(body)
    yield from _credentials(create, issue, delete)
    for number in range(24):
        yield create(name=f"many {number}")
        yield issue(name=f"many {number}")
        yield delete("nobody" if number % 2 else "acme", "")


def _lifecycle(create: Any, issue: Any, delete: Any) -> Iterator[Probe]:
    yield create(id="acme", name="Acme", **FULL)
    yield create(id="acme", name="Acme again")
    yield create(id="acme-shop")
    yield create(id="acme_shop")
    yield create(id="ACME", name="Twin")
    for query in ("", "", "?hard=false", "?hard=true", "?hard=true"):
        yield create(id="acme")
        yield delete("acme", query)
    yield delete("acme")
    yield delete("ACME", "?hard=true")
    yield create(id="acme")
    for again in ("shop", "SHOP"):
        yield create(id=again, **FULL)
        yield delete("shop")
        yield delete("Shop", "?hard=true")
        yield create(id="shop")
        yield delete("shop", "?hard=true")
        yield delete("shop", "?hard=false")
    yield create(id="never", email="wrong")
    yield create(id="never")
    yield create(id="inactive", status=False)
    yield delete("inactive", "?hard=true")
    yield create(id="inactive")
    yield delete("inactive", "?hard=false")
    yield create(id="inactive")
    for end in ("x", "y"):
        yield create(id="l" * 70 + end)
    yield from (issue(name="Same"), issue(name="Same"), issue(name="Other"))


def _values(create: Any, issue: Any) -> Iterator[Probe]:
    for name in (
        "  Two  blanks ", "Straße e\u0301", "O'Neil & <b>Co</b>", "😀 🏪", "a\0b\tc", "", "   ", "x" * 70, "y" * 300,
        "z" * 1200,
    ):  # fmt: skip
        yield create(name=name)
        yield issue(name=name)
    for client_id in ("z", "7", "x" * 255, "-a", "a_", "Ab", "under_score", "12345", "9lives"):
        yield create(id=client_id)
    for name, value in FULL.items():
        yield create(**{name: value})
    yield create(status=False)
    for name in OPTIONAL_CLIENT_FIELDS:
        yield create(**{name: ""})
    yield from (create(api_metadata={}), create(unknown=1), create(timezone="UTC"), create(global_name="$a"))
    yield from (create(email="ann@example.com"), create(domain="shop.example.com"))
    for scopes in ([], ["tools:read"], ["a", "b"], ["tools:read", "tools:read"]):
        yield issue(scopes=scopes)
    for moment in (None, "2099-01-01T00:00:00Z", "2020-01-01T00:00:00Z", "2099-01-01T00:00:00.5+02:00"):
        yield issue(scopes=["tools:read"], expires_at=moment)
    yield issue(unknown=1)
    yield Probe("POST", "/clients?unknown=1", create().body)


def _refusals(create: Any, issue: Any, delete: Any) -> Iterator[Probe]:
    for client_id in ("x" * 256, "x" * 300, "a.b", "a b", "a/b", "é", "ab\n", "", 5, None, ["a"]):
        yield create(id=client_id)
    for wrong in (5, "text", None, True, [1], {"a": 1}):
        for name in FIELDS["createClient"]:
            if name != "id":
                yield create(**{name: wrong})
        for name in FIELDS["createApiKey"]:
            yield issue(**{name: wrong})
    for email in ("ann", "ann@", "a b@example.com", "@example.com"):
        yield create(email=email)
    yield from (create(timezone="+02:00"), create(global_name="1a"), create(global_name="a-b"))
    yield create(id="a.b", name=5, email="x", status="y")
    for moment in ("soon", "", "2099-01-01", "2099-01-01T00:00:00", "2099-02-31T00:00:00Z"):
        yield issue(expires_at=moment)
    yield Probe("POST", "/clients", b"{}")
    yield Probe("POST", "/clients", b'{"id": "nameless"}')
    yield Probe("POST", "/clients", b'{"name": "idless"}')
    yield Probe("POST", "/mcp/api-keys", b"{}")
    for query in ("?hard=maybe", "?hard=TRUE", "?hard=1", "?hard=", "?hard=true&hard=false", "?unknown=1"):
        yield create(id=f"flag{query[6:]}".replace("&", "").replace("=", "") or "flag")
        yield delete(f"flag{query[6:]}".replace("&", "").replace("=", "") or "flag", query)
    for client_id in ("a.b", "a%20b", "x" * 256, "a%2Fb", "%C3%A9", "x" * 255, "Ab", "a/b"):
        yield delete(client_id)
    for method, path in (("GET", "/clients"), ("PUT", "/clients/acme"), ("OPTIONS", "/mcp/api-keys"), ("GET", "/no")):
        yield Probe(method, path)


def _bodies(body: Callable[..., Probe]) -> Iterator[Probe]:
    good = b'{"id": "m-%d", "name": "M"}'
    for path in ("/clients", "/mcp/api-keys"):
        for raw in (
            b"", b"{", b"[]", b"null", b'"text"', b'{"id": "t", "name": "T",}', b'{"id": "n", "name": NaN}',
            b'{"id": "u", "name": "\xff\xe9"}', b'{"id": "e", "name": "e", "api_metadata": {"d": ' + b"[" * 2000,
            b'{"id": "s", "name": "\\ud800"}', b'{"id": "i", "name": "I", "api_metadata": {"n": 1e999}}',
        ):  # fmt: skip
            yield body(raw, path=path)
        deep = b"[" * 100 + b"]" * 100
        yield body(b'{"id": "deep%d", "name": "D", "api_metadata": {"d": %b}}' % (len(path), deep), path=path)
        for number, media in enumerate(
            ("text/plain", "application/xml", None, "Application/JSON", "application/json; charset=utf-8")
        ):
            yield body(good % (number * 100 + len(path)), media, path)
        yield body(b"id=form&name=Form", "application/x-www-form-urlencoded", path)


def _credentials(create: Any, issue: Any, delete: Any) -> Iterator[Probe]:
    bearers = (
        "Bearer {almost}",
        "Bearer {half}",
        "Bearer {lower}",
        "Bearer {key}x",
        "Bearer wrong",
        "Bearer ",
        "{key}",
    )
    cases: list[tuple[str, tuple[tuple[str, str], ...]]] = [
        ("", ()),
        ("?admin_key={key}", ()),
        ("?admin_key=wrong", ()),
        ("?admin_key=", ()),
        ("?access_token={key}", ()),
        ("?admin_key={key}", (("Authorization", "Bearer {key}"),)),
        ("", (("Authorization", "bearer {key}"),)),
        ("", (("Authorization", "Basic {key}"),)),
        ("", (("X-Admin-Key", "{key}"),)),
        ("", (("Admin-Key", "{key}"),)),
        ("", (("Cookie", "admin_key={key}"),)),
        ("", (("Authorization", "Bearer {issued}"),)),
        ("", (("Authorization", "Bearer {secret}"),)),
    ]
    cases += [("", (("Authorization", bearer),)) for bearer in bearers]
    media = (("Content-Type", "application/json"),)
    for query, headers in cases:
        for good in (create(), issue(), create(email="wrong"), Probe("POST", "/clients", b"{"), create(id="acme")):
            yield Probe(good.method, good.target + query, good.body, headers + media)
        for client_id in ("acme", "nobody"):
            yield Probe("DELETE", f"/clients/{client_id}{query}", None, headers)
    yield Probe("POST", "/clients", _json({"id": "inbody", "name": "N", "admin_key": "{key}"}), media)
    victim = create(id="victim")
    yield Probe(victim.method, victim.target, victim.body, media)
    yield victim
    yield Probe("DELETE", "/clients/victim?hard=true", None, ())
    yield victim


PROBES: list[Probe] = list(_script())
