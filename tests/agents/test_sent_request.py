"""The tool `send_request`: to the mock alone, with its answer and why it was answered so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.command_line.mcp_server.sent_request import presented
from mock_server.server.marked_request import MARK
from tests.agents.agent_client import agent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.agents.agent_client import Agent

CLIENT = {"id": "c1", "name": "One", "company_id": "11111111-1111-4111-8111-111111111111"}


def sent(asked: Agent, method: str, path: str, **more: Any) -> Any:
    """The result as a value."""
    result = asked.call("send_request", method=method, path=path, **more)
    assert not result.is_error, result.text
    return json.loads(result.text)


def test_an_answer_comes_with_why(asked: Agent) -> None:
    """Status, fields, body, and the steps that the journal has, each a sentence."""
    answer = sent(asked, "POST", "/mcp/api-keys", json={"name": "one", "expires_at": None})
    assert answer["status"] == 201
    assert "content-type: application/json" in answer["headers"]
    assert answer["body"]["success"] is True
    assert answer["why"][0] == "routed: POST /mcp/api-keys is createApiKey"
    assert answer["why"][-1].startswith("answered: 201")
    shown = json.loads(asked.call("get_request", id=answer["request"]).text)
    assert shown["path"] == "/api/v1/mcp/api-keys"


def test_what_was_wrong_is_told(asked: Agent) -> None:
    """A refusal of the mock is an answer, and no error of the tool."""
    answer = sent(asked, "POST", "/mcp/api-keys", json={"name": 1})
    assert answer["status"] == 400
    assert "read: name: Must be a string, not a number" in answer["why"]


def test_nothing_but_the_request_is_in_the_journal(asked: Agent) -> None:
    """So a verification counts what was asked, and nothing that the tool asked for itself."""
    sent(asked, "POST", "/mcp/api-keys", json={"name": 1})
    assert json.loads(asked.call("verify_requests", pattern={}, exactly=1).text) == {"count": 1}
    (one,) = json.loads(asked.call("find_requests").text)["requests"]
    assert MARK in {field["name"].title() for field in one["request"]["headers"]}


def test_without_the_credential_it_is_refused(asked: Agent) -> None:
    """Where that is what is wanted; one of the request's own stands before the mock's."""
    assert sent(asked, "DELETE", "/clients/c1", authorized=False)["status"] == 401
    assert sent(asked, "DELETE", "/clients/c1", headers={"authorization": "Bearer wrong"})["status"] == 401


def test_a_body_may_be_a_text(asked: Agent) -> None:
    """Of any media type, and wrong as one likes."""
    answer = sent(asked, "POST", "/mcp/api-keys", body='{"name":', headers={"content-type": "application/json"})
    assert answer["status"] == 400


def test_a_sandbox_is_chosen(asked: Agent) -> None:
    """The request is in its journal alone."""
    asked.call("put_sandbox", name="apart")
    sent(asked, "POST", "/mcp/api-keys", json={"name": "one", "expires_at": None}, sandbox="apart")
    assert asked.call("verify_requests", pattern={}, exactly=1, sandbox="apart").text == '{"count": 1}'
    assert asked.call("verify_requests", pattern={}, exactly=0).text == '{"count": 0}'


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"method": "GET", "path": "http://127.0.0.1:1/"}, "path: Must match ^/"),
        ({"method": "get", "path": "/"}, "method: Must match"),
        ({"path": "/"}, "method: "),
        ({"method": "GET", "path": "/", "url": "http://127.0.0.1:1/"}, "there is no argument url"),
        ({"method": "GET", "path": "/", "json": 1, "body": "1"}, "May not have json and body together"),
        ({"method": "GET", "path": "/", "body": "x" * 1_000_001}, "body: "),
        ({"method": "GET", "path": "/", "headers": {"a": "b\r\nc: d"}}, "a field of `headers` can't be sent"),
        ({"method": "GET", "path": "/", "headers": {"a": 1}}, "headers.a: Must be a string"),
    ],
)
def test_what_can_not_be_sent_is_refused(arguments: dict[str, Any], told: str, asked: Agent) -> None:
    """In a sentence; there is no way to name another server."""
    result = asked.call("send_request", **arguments)
    assert result.is_error
    assert told in result.text
    assert "Traceback" not in result.text


@pytest.mark.parametrize(
    ("fault", "member", "told"),
    [
        ("reset", "failure", "No answer came: "),
        ("empty", "failure", "No answer came: "),
        ("truncate", "note", "The body broke off"),
    ],
)
def test_an_answer_that_breaks_off_comes_with_why(fault: str, member: str, told: str, asked: Agent) -> None:
    """As a rule of faults wanted it, which the steps say."""
    asked.call("put_faults", rules=[f"first 1 -> {fault}"])
    answer = sent(asked, "POST", "/mcp/api-keys", json={"name": "one", "expires_at": None})
    assert answer[member].startswith(told)
    assert any(fault in step for step in answer["why"]), answer


def test_a_document_that_has_changed_lets_in_again(tmp_path: Path) -> None:
    """A credential that is refused is read anew from the document."""
    spec = tmp_path / "keys.yaml"
    spec.write_text(KEYS, "utf-8")
    with agent(str(spec)) as one:
        assert sent(one, "GET", "/a")["status"] == 200
        spec.write_text(KEYS.replace("first", "second"), "utf-8")
        assert not one.call("reload").is_error
        assert [sent(one, "GET", "/a")["status"] for _ in range(2)] == [401, 200]


def test_half_a_character_breaks_no_session(one_agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    """UTF-8 has no octets for it: it is written as JSON escapes it."""

    async def half(_arguments: dict[str, Any], _progress: Any) -> str:
        return json.dumps("\ud800", ensure_ascii=False)

    monkeypatch.setitem(one_agent.tools, "get_clock", replace(one_agent.tools["get_clock"], carry_out=half))
    assert one_agent.call("get_clock").text == json.dumps("\ud800")


KEYS = """
openapi: 3.1.0
info: {title: Keys, version: "1"}
security: [{key: []}]
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key, x-mock: {keys: [first]}}}}
paths: {/a: {get: {responses: {"200": {description: A}, "401": {description: No}}}}}
"""
DOCUMENT = """
openapi: 3.1.0
info: {title: Long, version: "1"}
paths:
  /long:
    get:
      responses:
        "200":
          description: Long
          content: {text/plain: {schema: {type: string, minLength: 20000, maxLength: 20000}}}
"""


def test_a_long_body_is_cut(tmp_path: Path) -> None:
    """And it is said that it is, and where the rest is."""
    spec = tmp_path / "long.yaml"
    spec.write_text(DOCUMENT, "utf-8")
    with agent(str(spec)) as one:
        answer = sent(one, "GET", "/long")
    assert len(answer["body"]) == 10_000
    assert answer["note"].startswith("The first 10,000 octets of the body are shown; get_request")


@pytest.mark.parametrize(
    ("scheme", "key", "headers", "query"),
    [
        ({"type": "http", "scheme": "bearer"}, "", {"Authorization": "Bearer any"}, ()),
        ({"type": "http", "scheme": "bearer", "x-mock": {"keys": ["k1"]}}, "", {"Authorization": "Bearer k1"}, ()),
        ({"type": "http", "scheme": "bearer", "x-mock": {"keys": ["k1"]}}, "k2", {"Authorization": "Bearer k2"}, ()),
        ({"type": "http", "scheme": "basic"}, "u:p", {"Authorization": "Basic dTpw"}, ()),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, "k", {"X-Key": "k"}, ()),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, "k", {"Cookie": "sid=k"}, ()),
        ({"type": "apiKey", "in": "query", "name": "a b"}, "k&", {}, ("a%20b=k%26",)),
        ({"type": "oauth2", "flows": {}}, "k", {"Authorization": "Bearer k"}, ()),
    ],
)
def test_each_scheme_has_its_place(
    scheme: dict[str, Any], key: str, headers: dict[str, str], query: tuple[str, ...]
) -> None:
    """Where the document says that a credential is carried."""
    document = {
        "security": [{"one": []}],
        "paths": {"/a": {"get": {}, "post": {"security": []}}},
        "components": {"securitySchemes": {"one": scheme}},
    }
    assert presented(document, key) == (headers, query)
