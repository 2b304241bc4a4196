"""A request that is sent again under one idempotency key is the same one, whatever marks and signs each try of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.keyed_notes import KEY, listed, notes, post

if TYPE_CHECKING:
    from pathlib import Path

_SIGNED = ("X-Access-Key", "X-Access-Sign", "X-Access-Timestamp")


def _schemes(*alternatives: tuple[str, ...]) -> dict[str, Any]:
    found = {name: {"type": "apiKey", "in": "header", "name": name} for names in alternatives for name in names}
    needs: list[dict[str, list[str]]] = [{name: [] for name in names} for names in alternatives]
    return {"components": {"securitySchemes": found}, "security": needs}


@pytest.mark.parametrize(
    "name",
    ["x-fapi-interaction-id", "x-fapi-auth-date", "X-Retry-Count", "X-Timestamp", "x-jws-signature", "Date",
     "X-Transaction-Id", "X-Request-Id", "traceparent", "User-Agent"],
)  # fmt: skip
def test_a_header_of_each_try_is_no_part_of_the_request(tmp_path: Path, name: str) -> None:
    """Whatever words the document has for it."""
    served = notes(tmp_path, KEY, {"name": name, "in": "header", "schema": {"type": "string"}})
    assert [post(served, "k1", **{name: each}).status for each in ("a", "b")] == [201, 201]
    assert listed(served) == ["one"]


@pytest.mark.parametrize(
    "name", ["X-Tenant", "Organization-Id", "x-account-id", "Workspace", "Stripe-Account", "Api-Version", "merchantId"]
)
def test_a_header_that_names_a_client_or_a_version_is(tmp_path: Path, name: str) -> None:
    """What one tenant was answered is none for another."""
    served = notes(tmp_path, KEY, {"name": name, "in": "header", "schema": {"type": "string"}})
    assert [post(served, "k1", **{name: each}).status for each in ("a", "b", "a")] == [201, 422, 201]


@pytest.mark.parametrize("auth", [True, False])
def test_what_signs_each_try_makes_no_other_client(tmp_path: Path, auth: bool) -> None:
    """The key beside the signature and its time does."""
    served = notes(tmp_path, KEY, settings={"auth": auth}, **_schemes(_SIGNED))
    ids = [
        post(served, "k1", **dict(zip(_SIGNED, (who, f"sign {at}", at), strict=True))).json["id"]
        for who, at in (("ann", "1"), ("ann", "2"), ("bob", "3"))
    ]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize("auth", [True, False])
def test_a_scheme_that_lets_nobody_in_makes_no_other_client(tmp_path: Path, auth: bool) -> None:
    """The alternative that a request meets says whose it is."""
    served = notes(tmp_path, KEY, settings={"auth": auth}, **_schemes(("Token",), ("Session", "Device")))
    sent = ({"Token": "ann"}, {"Token": "ann", "Session": "s"}, {"Session": "s", "Device": "d"})
    ids = [post(served, "k1", **headers).json["id"] for headers in sent]
    assert ids[0] == ids[1] != ids[2]


def test_a_signature_alone_still_tells_clients_apart(tmp_path: Path) -> None:
    """Where nothing else says whose a request is."""
    served = notes(tmp_path, KEY, **_schemes(("X-Signature",)))
    assert len({post(served, "k1", **{"X-Signature": who}).json["id"] for who in ("ann", "bob")}) == 2


def test_a_client_of_no_scheme_that_is_read_is_told_by_what_it_sends(tmp_path: Path) -> None:
    """Mutual TLS lets everybody in here, and an empty alternative too: neither says who it is."""
    schemes = {"tls": {"type": "mutualTLS"}, "token": {"type": "http", "scheme": "bearer"}}
    more: dict[str, Any] = {"components": {"securitySchemes": schemes}, "security": [{}, {"tls": []}, {"token": []}]}
    served = notes(tmp_path, KEY, **more)
    assert len({post(served, "k1", Authorization=f"Bearer {who}").json["id"] for who in ("ann", "bob", "ann")}) == 2
