"""Names, marks of the document and schemes tell what is secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.traffic.secrets.redaction import Redactor
from mock_server.openapi.behaviour.field_names import is_secret_name
from mock_server.openapi.reading.document import Document, load_document
from tests.contracts.report_samples import DOCUMENT, JSON, body
from tests.contracts.secret_texts import strings

FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
TEXT = (("Content-Type", "text/plain"),)
MULTIPART = (("Content-Type", "multipart/form-data; boundary=x"),)


@pytest.fixture(scope="module")
def document() -> Document:
    """The document of the repository."""
    return load_document(DOCUMENT)


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        (JSON, '{"password": "hunter2hunter2"}'),
        (JSON, '{"a": [{"clientSecret": ["hunter2hunter2"]}]}'),
        (JSON, '{"credentials": {"user": {"x": "hunter2hunter2"}}}'),
        (JSON, '{"password": "hunter2hunter2'),
        (JSON, '{"password" : "a", "password":"hunter2hunter2"}'),
        (JSON, '[{"private_key": "hunter2hunter2"}] trailing'),
        ((), '{"token": "hunter2hunter2"}'),
        (FORM, "user=a&api_key=hunter2hunter2&x=1"),
        (FORM, "user%5Bpassword%5D=hunter2hunter2"),
        (MULTIPART, '--x\r\nContent-Disposition: form-data; name="password"\r\n\r\nhunter2hunter2\r\n--x--'),
        (TEXT, "password: hunter2hunter2"),
        (TEXT, "say access_token=hunter2hunter2&x=1"),
        ((("Content-Type", "application/xml"),), "<a><apiKey>hunter2hunter2</apiKey></a>"),
    ],
)
def test_names_tell_secrets_in_every_kind_of_body(headers: tuple[tuple[str, str], ...], text: str) -> None:
    """The value goes, the beginning and the length stay, all around it is as it was."""
    exchange = Exchange(Request("GET", "/x"), Answer(200, headers, text.encode()), "journey")
    answer = Redactor([]).exchange(exchange).answer
    assert answer is not None
    assert answer.body.decode() == text.replace("hunter2hunter2", "hun...[secret-1:14-characters]") or (
        '"a"' in text and "hunter2" not in answer.body.decode()
    )


@pytest.mark.parametrize(
    "name",
    ["password", "user_password", "newPassword", "PASSWORD_HASH", "clientSecret", "api_key", "apiKey", "APIKey",
     "x-api-key", "private_key", "accessToken", "access_token", "token", "refreshToken2",
     "proxy_api_key", "sessionId", "client.secret"],
)  # fmt: skip
def test_conventional_names_of_secrets(name: str) -> None:
    """However a name is written."""
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    ["name", "id", "key", "secretary", "tokens_used", "token_count", "tokenizer", "next_page_token", "publishable_key",
     "public_key", "password_policy", "authorized", "primary_key", "cookie_policy", "pinned", ""],
)  # fmt: skip
def test_names_that_only_look_like_it(name: str) -> None:
    """These are no secrets."""
    assert not is_secret_name(name)


def test_the_documents_marks_tell_secrets(document: Document) -> None:
    """`x-mock.secret` marks a property whose name says nothing, in its operation alone."""
    secret = "mcp_" + "0123456789ab" * 4
    request = Request("POST", "/mcp/api-keys", JSON, b'{"name": "n"}', "createApiKey")
    made = Exchange(request, Answer(201, JSON, body({"success": True, "data": secret})), "journey")
    clean = Redactor([], document).exchange(made).answer
    assert clean is not None
    assert json.loads(clean.body) == {"success": True, "data": "mcp_...[secret-1:52-characters]"}
    other = Exchange(Request("POST", "/clients", JSON, b"{}", "createClient"), made.answer, "journey")
    kept = Redactor([], document).exchange(other).answer
    assert kept is not None
    assert json.loads(kept.body)["data"] == secret


def test_marks_and_schemes_of_any_document(tmp_path: Any) -> None:
    """`format: password`, `writeOnly` and apiKey schemes of a document count, wherever references lead."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
        "components": {
            "securitySchemes": {
                "q": {"type": "apiKey", "in": "query", "name": "ticket"},
                "h": {"type": "apiKey", "in": "header", "name": "X-Ticket"},
            },
            "schemas": {"Word": {"type": "string", "format": "password"}},
        },
        "paths": {"/a": {"post": {
            "operationId": "a",
            "parameters": [{"name": "phrase", "in": "query", "schema": {"$ref": "#/components/schemas/Word"}}],
            "requestBody": {"content": {"application/json": {"schema": {"properties": {
                "nested": {"items": {"properties": {"sesame": {"$ref": "#/components/schemas/Word"}}}},
                "riddle": {"type": "string", "writeOnly": True},
                "answer": {"$ref": "#/components/schemas/Open", "writeOnly": True},
            }}}}},
            "responses": {"200": {"description": "ok"}},
        }}},
    }))  # fmt: skip
    sent = {"nested": [{"sesame": "open-sesame-1"}], "riddle": "who-walks-on-3", "kept": "plain-text-42"}
    recorded = Exchange(
        Request(
            "POST",
            "/a?phrase=open-sesame-2&ticket=t-123456789&page=7",
            (("X-Ticket", "t-987654321"), *JSON),
            body(sent),
            "a",
        ),
        Answer(200, (("Set-Cookie", "sid=abcdefghijkl; Path=/; Secure"),), b""),
        "recorded",
    )
    texts = "\n".join(strings(Redactor([], load_document(path)).exchange(recorded)))
    for secret in ("open-sesame-1", "open-sesame-2", "who-walks-on-3", "t-123456789", "t-987654321", "abcdefghijkl"):
        assert secret not in texts
    for kept in ("plain-text-42", "page=7", "Path=/; Secure"):
        assert kept in texts
