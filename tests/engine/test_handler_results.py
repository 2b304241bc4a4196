"""What a user's own handler gives or raises: never a success that is no JSON, never the end of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.openapi.reading.json_values import is_json_value
from tests.documents.asking import answering, document, mock, mock_of
from tests.running import DOCUMENT, running_mock

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = {
    "exit": "raise SystemExit(3)",
    "interrupt": "raise KeyboardInterrupt",
    "fault": "raise ValueError('mine')",
    "nan": "return {'n': float('nan')}",
    "set": "return {1, 2}",
    "surrogate": "return {'t': '\\ud800'}",
    "keys": "return {1: 2}",
    "framing": "return 200, {}, {'Content-Length': '1'}",
    "headers": "return 200, {}, {'x-a': 1}",
    "lines": "return 200, {}, {'x-a': 'b\\r\\nx-c: d'}",
    "deep": "value = []\n    for _ in range(5000): value = [value]\n    return value",
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_handler_is_the_apis_500(kind: str, tmp_path: Path) -> None:
    """The API's own error, a line in the log, and the next request is served."""
    handlers = tmp_path / "handlers.py"
    handlers.write_text(f"def createClient(call, store):\n    {BROKEN[kind]}\n", "utf-8")
    with running_mock("--handlers", str(handlers)) as mock, mock.client() as client:
        answer = client.post("/clients", json={"id": "a", "name": "A"})
        assert answer.status_code == 500
        assert answer.json()["code"] == 500
        assert client.delete("/clients/a").status_code == 404
        log = mock.stop().stderr
    assert "createClient" in log


@pytest.mark.parametrize(
    "headers", ["{'ETag': '\"1\"'}", "[('etag', '\"1\"')]", "[['eTag', '\"1\"'], ['x-more', 'ü']]"]
)
def test_headers(headers: str, tmp_path: Path) -> None:
    """A handler's headers are sent beside the server's own."""
    path = tmp_path / "handlers.py"
    path.write_text(f"def createClient(call, store):\n    return 202, {{'n': 1}}, {headers}\n", "utf-8")
    asked = mock_of(DOCUMENT, handlers=path, auth=False)
    reply = asked.ask("POST", "/api/v1/clients", {"id": "a", "name": "A"})
    assert (reply.status, reply.json, reply.headers["etag"]) == (202, {"n": 1}, '"1"')
    assert reply.headers["content-type"].startswith("application/json")


def test_a_handlers_media_type_takes_the_place_of_the_documents(tmp_path: Path) -> None:
    """`Content-Type` is sent once, as the handler says."""
    path = tmp_path / "handlers.py"
    path.write_text(
        "def createClient(call, store):\n    return 200, 1, {'Content-Type': 'application/x+json'}\n", "utf-8"
    )
    reply = mock_of(DOCUMENT, handlers=path, auth=False).ask("POST", "/api/v1/clients", {"id": "a", "name": "A"})
    assert [value for name, value in reply.raw_headers if name == "content-type"] == ["application/x+json"]


def test_headers_that_must_be_there_are_made(tmp_path: Path) -> None:
    """What the document requires and the handler does not give is made; what it gives, once, is its own."""
    headers = {
        name: {"required": must, "schema": {"type": "integer", "minimum": 7, "maximum": 7}}
        for name, must in (("X-Left", True), ("X-Reset", True), ("X-More", False))
    }
    operation = {**answering({"type": "object"}), "operationId": "look"}
    operation["responses"]["200"]["headers"] = headers
    path = tmp_path / "handlers.py"
    path.write_text("def look(call, store):\n    return 200, {}, {'x-reset': '3'}\n", "utf-8")
    reply = mock(tmp_path, document({"/a": {"get": operation}}), handlers=path).ask("GET", "/a")
    sent = [pair for pair in reply.raw_headers if pair[0].startswith("x-")]
    assert sorted(sent) == [("x-left", "7"), ("x-reset", "3")]


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ("{'x-a': 1}", "gave headers that are no texts by name"),
        ("{'x a': '1'}", "gave the header 'x a', which HTTP can't carry"),
        ("{'x-a': '\\u20ac'}", "gave the header 'x-a', which HTTP can't carry"),
        ("[('x-a',)]", "gave headers that are no texts by name"),
        ("'x-a: 1'", "gave headers that are no texts by name"),
        ("{'Transfer-Encoding': 'chunked'}", "gave the header Transfer-Encoding, which is the server's own"),
    ],
)
def test_wrong_headers_are_told_in_a_sentence(
    headers: str, said: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The API's 500 for the client, and for the log which handler gave which header."""
    path = tmp_path / "handlers.py"
    path.write_text(f"def look(call, store):\n    return 200, {{}}, {headers}\n", "utf-8")
    operation = {**answering({"type": "object"}), "operationId": "look"}
    reply = mock(tmp_path, document({"/a": {"get": operation}}), handlers=path).ask("GET", "/a")
    assert reply.status == 500
    assert f"the handler look {said}" in caplog.text


def test_json_values_are_told() -> None:
    """Everything that JSON has is a value of it."""
    assert is_json_value({"a": [1, 2.5, None, True, "ü", {"b": []}]})
    assert not is_json_value({"a": {1}})
