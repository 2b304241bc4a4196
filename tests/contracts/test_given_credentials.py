"""A read whose path says that a credential is what it shows (`/me/token`) may show that of its request."""

from __future__ import annotations

import json
import re

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.traffic.credentials import Credentials
from tests.requests.small_documents import document

KEY = "a-long-key-that-tells-1"
NAMED = re.compile(r"{(\w+)}")
JSON = (("Content-Type", "application/json"),)


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        *[("/me/token", 200, False), ("/me/token", 404, True), ("/me", 200, True), ("/tokens/mine", 200, True)],
        *[("/invitations/{token}", 200, True), ("/users/{apiKey}", 200, True)],
    ],
)
def test_a_credential_is_shown_where_it_is_asked_for(path: str, status: int, told: bool) -> None:
    """Not in a refusal, not beside something else, nor where one in the path names a record."""
    says = {"content": {"application/json": {"schema": {"type": "object"}}}, "description": "done"}
    read = {"operationId": "read", "security": [{"key": []}], "responses": {"200": says, "404": says}}
    schemes = {"key": {"type": "http", "scheme": "bearer"}}
    keys = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in NAMED.findall(path)
    ]
    described = document(
        {"paths": {path: {"get": read, "parameters": keys}}, "components": {"securitySchemes": schemes}}
    )
    judge = Judge(described, Credentials(described, {"key": KEY}))
    request = Request("GET", NAMED.sub("abc", path), (("Authorization", f"Bearer {KEY}"),), b"", "read")
    found = judge.judge(Exchange(request, Answer(status, JSON, json.dumps({"token": KEY}).encode()), "journey"))
    assert ("credential-secret" in {finding.law for finding in found}) is told
