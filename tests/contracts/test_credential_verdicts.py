"""What the credentials of a request are worth is found out once, and found out anew where it may have changed."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Request
from contracts.traffic.credentials import Credentials
from mock_server.openapi import load_document
from tests.counted import calls
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

OWN, OTHER = (("Authorization", "Bearer own-key"),), (("Authorization", "Bearer another-key"),)


def test_credentials_that_came_before_are_not_looked_at_again() -> None:
    """Thousands of requests carry the same ones; each operation has a say of its own."""
    document = load_document(DOCUMENT)
    credentials = Credentials(document, dict.fromkeys(document.security_schemes, "own-key"))
    for operation in document.operations:
        assert operation.security
        for headers, worth in ((OWN, True), (OTHER, False), ((), False)):
            requests = [Request("GET", f"/clients/{number}", headers, operation=operation.id) for number in (1, 2)]
            assert [credentials.verdict(request, operation) for request in requests] == [worth, worth]
            assert calls(partial(credentials.verdict, requests[1], operation)) < 12


def test_credentials_in_the_query_are_told_apart() -> None:
    """What a query carries counts as headers do."""
    document = load_document(DOCUMENT)
    credentials = Credentials(document, dict.fromkeys(document.security_schemes, "own-key"))
    names = [str(raw["name"]) for raw in document.security_schemes.values() if raw.get("in") == "query"]
    operation = next(
        each
        for each in document.operations
        if any(document.security_schemes[one.scheme].get("in") == "query" for way in each.security for one in way)
    )
    targets = [f"/clients?{names[0]}={key}" for key in ("own-key", "another-key", "own-key")]
    assert [credentials.verdict(Request("GET", target), operation) for target in targets] == [True, False, True]


def test_credentials_that_the_service_issued_since_are_nobodys() -> None:
    """What was wrong before may let in once the service has given it to somebody, or another user has it."""
    document = load_document(DOCUMENT)
    credentials = Credentials(document, dict.fromkeys(document.security_schemes, "own-key"))
    operation, request = document.operations[0], Request("GET", "/clients", OTHER)
    assert credentials.verdict(request, operation) is False
    credentials.others |= {"another-key"}
    assert credentials.verdict(request, operation) is None
    credentials.others = frozenset()
    credentials.issued.add(("authorization", "Bearer another-key"))
    assert credentials.verdict(request, operation) is None


@pytest.mark.parametrize(
    ("sent", "worth"),
    [("Bearer own-key", True), ("HOBA own-key", None), ("HOBA ", False), ("HOBA", False), ("hoba   ", False)],
)
def test_the_name_of_a_scheme_alone_lets_nobody_in(sent: str, worth: bool | None, tmp_path: Path) -> None:
    """Also of a scheme whose credential nobody gave: what stands behind it may be right, nothing is not."""
    schemes = {name: {"type": "http", "scheme": name} for name in ("bearer", "hoba")}
    file = tmp_path / "doors.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Doors", "version": "1"}, "components": {"securitySchemes": schemes},
        "security": [{"bearer": []}, {"hoba": []}],
        "paths": {"/doors": {"get": {"responses": {"200": {"description": "open"}}}}}}))  # fmt: skip
    document = load_document(file)
    asked = Request("GET", "/doors", (("Authorization", sent),))
    assert Credentials(document, {"bearer": "own-key"}).verdict(asked, document.operations[0]) is worth


def test_a_key_of_one_word_in_the_header_of_credentials_is_no_name_of_a_scheme(tmp_path: Path) -> None:
    """An `apiKey` that `Authorization` carries as it is: the right one lets in."""
    file = tmp_path / "gates.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Gates", "version": "1"}, "security": [{"gate": []}],
        "components": {"securitySchemes": {"gate": {"type": "apiKey", "in": "header", "name": "Authorization"}}},
        "paths": {"/gates": {"get": {"responses": {"200": {"description": "open"}}}}}}))  # fmt: skip
    document = load_document(file)
    asked = Request("GET", "/gates", (("Authorization", "own-key"),))
    assert Credentials(document, {"gate": "own-key"}).verdict(asked, document.operations[0]) is True
