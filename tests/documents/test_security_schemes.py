"""Headers of API keys whose names hold more than a name: the first word of the value, or what no request can carry."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.commands.given_credentials import given_headers
from contracts.commands.given_users import given_user
from contracts.errors import UsageError
from contracts.traffic.credentials import Credentials
from contracts.traffic.users import ways_in
from mock_server.embedded import EmbeddedMock
from mock_server.openapi import Schemas, load_document
from tests.requests.small_documents import document
from tests.target_users.document import document as users_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document


def with_header(name: str, **scheme: Any) -> Document:
    """A document of one operation whose key travels in a header of this name."""
    raw = {"type": "apiKey", "in": "header", "name": name, **scheme}
    paths = {"/gates": {"get": {"security": [{"gate": []}], "responses": {"200": {"description": "open"}}}}}
    return document({"paths": paths, "components": {"securitySchemes": {"gate": raw}}})


@pytest.mark.parametrize(
    ("name", "carried"),
    [
        ("Authorization: Bearer", ("Authorization", "Bearer abc")),
        ("authorization:bearer ", ("Authorization", "Bearer abc")),
        ("Authorization: Token", ("Authorization", "Token abc")),
        ("Authorization", ("Authorization", "abc")),
        ("X-Gate", ("X-Gate", "abc")),
    ],
)
def test_a_scheme_in_the_name_of_the_header_is_one(name: str, carried: tuple[str, str]) -> None:
    """``Authorization: Bearer`` was all that Swagger 2.0 could say of a bearer token."""
    found = with_header(name, description="Ask the keeper.")
    assert found.security_schemes["gate"]["description"] == "Ask the keeper."
    assert Credentials(found, {"gate": "abc"}).carry("gate").headers == (carried,)
    assert given_headers(argparse.Namespace(header=[]), found.security_schemes) == ()


NOTHING_GIVEN = argparse.Namespace(header=[], credential=[], key_file=None, key=None, token_url=None)


@pytest.mark.parametrize("name", ["X-Gate: key", "X Gate", ""])
def test_a_header_that_nothing_can_carry_is_named(name: str) -> None:
    """One sentence: which scheme, what is wrong, what to do, with the name as it is written."""
    with pytest.raises(
        UsageError, match=r"scheme gate is carried in a header called .* correct it in the document"
    ) as e:
        given_user(NOTHING_GIVEN, with_header(name))
    assert repr(name) in str(e.value)


def test_a_header_of_a_scheme_that_no_operation_asks_for_may_have_any_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent nowhere stops nothing."""
    for name in ("CONTRACTS_KEY", "CONTRACTS_LOGIN", "CONTRACTS_CREDENTIAL_GATE", "CONTRACTS_CREDENTIAL_OLD"):
        monkeypatch.delenv(name, raising=False)
    found = with_header("X-Gate")
    found.tree["components"]["securitySchemes"]["old"] = {"type": "apiKey", "in": "header", "name": "X-Key (legacy)"}
    found = document(found.tree)
    assert "old" in found.security_schemes
    assert given_user(NOTHING_GIVEN, found).values == {}
    assert given_headers(NOTHING_GIVEN, found.security_schemes) == ()


@pytest.mark.parametrize(
    ("description", "carried"),
    [
        ('Token-based authentication with required prefix "Token"', "Token abc"),
        ('JWT Authorization header using the Bearer scheme. Example: "Authorization: Bearer {token}"', "Bearer abc"),
        ("Enter `Bearer <your token>`", "Bearer abc"),
        ("Keys need the `Key ` prefix.", "Key abc"),
        ('Prefixed with the word "Token".', "Token abc"),
        ('Prefix with "Token ". Example: Authorization: Token 99', "Token abc"),
        ('Your keys. Prefix "Key-" tells live ones.', "abc"),
        ("The token of your account: `Authorization: SSWS {API token}`", "SSWS abc"),
        ("Sent as `Authorization: Splunk <session key>`.", "Splunk abc"),
        ("Sent as `Authorization: AWS4-HMAC-SHA256 Credential=...`.", "abc"),
        ('Send "Authorization: Basic <base64 of user:password>"', "abc"),
        ("Enter `Basic {base64(user:password)}`", "abc"),
        ('Send the key as it is, without the prefix "Bearer".', "abc"),
        ('The prefix "Bearer" is optional.', "abc"),
        ('Either "Token <key>" or "Bearer <jwt>"', "abc"),
        ('Ask the "Keeper" for one.', "abc"),
        ("Example: `Authorization: Token 9944b09199c62bcf`", "Token abc"),
        ("Authorization: Api-Key YOUR_KEY", "Api-Key abc"),
        ("Sent as Authorization: Bearer token", "Bearer abc"),
        ("API key. Authorization: Your API key", "abc"),
        ("API key authorization: Pass your key in the header", "abc"),
        ("Authorization: API key you got from /login", "abc"),
        ("Authorization: Token that /login answers", "abc"),
        ("User authorization: Requires a token", "abc"),
        ("Authorization: Key [how to get one](https://keys.example)", "abc"),
        ('Send "Please <key>"', "abc"),
        ('Keys have the prefix "PMAK-"', "abc"),
    ],
)
def test_the_word_before_a_key_is_told_by_the_description(description: str, carried: str) -> None:
    """OpenAPI has no other place for it where the scheme is an API key in ``Authorization``."""
    found = with_header("Authorization", description=description)
    word = carried.removesuffix("abc")
    for given in ("abc", f"{word}abc"):
        assert Credentials(found, {"gate": given}).carry("gate").headers == (("Authorization", carried),)
    other = with_header("X-Gate", description=description)
    assert Credentials(other, {"gate": "abc"}).carry("gate").headers == (("X-Gate", "abc"),)


def test_the_mock_takes_a_key_that_has_no_word_where_the_document_has_one_in_prose_alone(tmp_path: Path) -> None:
    """Clients that go by the fields of the scheme send the key as it is; those that read, the word as well."""
    told = with_header("Authorization", description='With the prefix "Token".', **{"x-mock": {"keys": ["abc"]}})
    file = tmp_path / "gates.json"
    file.write_text(json.dumps(told.tree))
    with EmbeddedMock(file) as mock:
        statuses = [
            mock.ask("GET", "/gates", headers={"Authorization": value}).status
            for value in ("abc", "Token abc", "Bearer abc", "Token abd", "abd", "Token")
        ]
    assert statuses == [200, 200, 401, 401, 401, 401]


@pytest.mark.parametrize("key", ["abc", "Token abc"])
def test_a_key_that_is_configured_may_be_written_with_its_word(key: str, tmp_path: Path) -> None:
    """As the keys of the document may; the word is no part of what is compared."""
    told = with_header("Authorization", description='With the prefix "Token".')
    file = tmp_path / "gates.json"
    file.write_text(json.dumps(told.tree))
    with EmbeddedMock(file, keys=(key,)) as mock:
        statuses = [
            mock.ask("GET", "/gates", headers={"Authorization": value}).status for value in ("abc", "Token abc", "abd")
        ]
    assert statuses == [200, 200, 401]


def test_scopes_of_a_key_hold_where_it_is_written_with_its_word(tmp_path: Path) -> None:
    """Whatever is called so in the document is one key."""
    tree = with_header(
        "Authorization: Bearer", **{"x-mock": {"keys": ["abc"], "scopes": {"Bearer abc": ["look"]}}}
    ).tree
    tree["paths"]["/gates"]["get"]["security"] = [{"gate": ["open"]}]
    file = tmp_path / "gates.json"
    file.write_text(json.dumps(tree))
    with EmbeddedMock(file) as mock:
        assert mock.ask("GET", "/gates", headers={"Authorization": "Bearer abc"}).status == 403


@pytest.mark.parametrize("key", ["abc", "Bearer abc"])
def test_the_mock_lets_in_by_it(tmp_path: Path, key: str) -> None:
    """A key of the document is asked for as a bearer token."""
    file = tmp_path / "gates.json"
    file.write_text(json.dumps(with_header("Authorization: Bearer", **{"x-mock": {"keys": [key]}}).tree))
    with EmbeddedMock(file) as mock:
        statuses = [
            mock.ask("GET", "/gates", headers=headers).status
            for headers in ([], [("Authorization", "Bearer abc")], [("Authorization", "Bearer abd")])
        ]
    assert statuses == [401, 200, 401]


@pytest.mark.parametrize(("scheme", "is_one"), [
    ({"type": "apiKey", "in": "header", "name": "Authorization", "description": 'With the prefix "Token"'}, True),
    ({"type": "http", "scheme": "Token"}, True),
    ({"type": "http", "scheme": "digest"}, False),
])  # fmt: skip
def test_a_token_goes_behind_a_word_of_the_service_s_own(scheme: dict[str, str], is_one: bool, tmp_path: Path) -> None:
    """What is no registered scheme of HTTP carries a plain token, by whichever word it is known."""
    known, path = users_document("operation"), tmp_path / "d.json"
    name = next(iter(known["components"]["securitySchemes"]))
    known["components"]["securitySchemes"] = {name: scheme}
    path.write_text(json.dumps(known), "utf-8")
    read = load_document(path)
    assert list(ways_in(read, Schemas(read), "http://127.0.0.1:9/v1", {})) == ([name] if is_one else [])
