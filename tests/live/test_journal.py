"""The journal: what was asked, what was answered, and why, with places in the document and without secrets."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from tests.mock.asking import create
from tests.running import DOCUMENT, KEY, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.running import RunningMock

TREE = yaml.load(DOCUMENT.read_bytes(), yaml.CSafeLoader)


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[RunningMock, httpx.Client, httpx.Client]]:
    """A mock with a client of the API and one of the admin API."""
    with running_mock() as mock, mock.client() as client, mock.admin_client() as admin:
        yield mock, client, admin


def last(admin: httpx.Client) -> dict[str, Any]:
    """The last request with its reasons."""
    number = admin.get("/requests", params={"limit": 1}).json()["last"]
    found: dict[str, Any] = admin.get(f"/requests/{number}").json()
    return found


def at_once(url: str, body: bytes) -> None:
    """Post JSON in one piece: of a request that is refused by its head the journal has what had come by then."""
    address = httpx.URL(url)
    fields = (
        f"Host: {address.host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close"
    )
    with socket.create_connection((address.host, address.port or 80), 60) as connection:
        connection.sendall(f"POST {address.path} HTTP/1.1\r\n{fields}\r\n\r\n".encode() + body)
        while connection.recv(65536):
            pass


def steps(entry: dict[str, Any]) -> list[tuple[str, str]]:
    """Each step with its outcome."""
    return [(step["step"], step["outcome"]) for step in entry["why"]]


def at(place: str) -> Any:
    """What stands at a place of the document."""
    node: Any = TREE
    for token in place.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        node = node[int(token)] if isinstance(node, list) else node[token]
    return node


def test_a_request_is_kept_with_its_answer(asked: tuple[RunningMock, httpx.Client, httpx.Client], fresh: str) -> None:
    """Fields and bodies of both, and the steps of its way; each place is there in the document."""
    _, client, admin = asked
    answer = create(client, fresh)
    entry = last(admin)
    assert (entry["operationId"], entry["method"], entry["status"]) == ("createClient", "POST", 201)
    assert (entry["sandbox"], entry["path"], entry["reason"]) == ("default", "/api/v1/clients", "")
    assert json.loads(entry["request"]["body"])["id"] == fresh
    assert entry["answer"]["bodySize"] == len(answer.content)
    assert {"name": "content-type", "value": "application/json"} in entry["answer"]["headers"]
    assert steps(entry) == [
        ("routed", "found"),
        ("let in", "accepted"),
        ("read", "conforms"),
        ("record", "created"),
        ("answered", "record"),
    ]
    assert all(at(step["place"]) is not None for step in entry["why"])
    reasons = {reason["conclusion"] for reason in entry["why"][3]["reasons"]}
    assert "works on the resource clients" in reasons


def test_a_refusal_names_what_was_broken_and_where(
    asked: tuple[RunningMock, httpx.Client, httpx.Client], fresh: str
) -> None:
    """Each violation with the keyword that it breaks; then the record that is taken, and the one that is missed."""
    _, client, admin = asked
    client.post("/clients", json={"id": "", "email": "no"})
    entry = last(admin)
    assert steps(entry)[-2:] == [("read", "refused"), ("answered", "example")]
    broken = {violation["place"]: violation["field"] for violation in entry["why"][2]["violations"]}
    assert broken["/components/schemas/NewClient/required"] == "name"
    assert all(place.rpartition("/")[2] in ("required", "minLength", "pattern", "format") for place in broken)
    assert all(at(place) is not None for place in broken)
    assert "email: Invalid email format" in entry["reason"]
    create(client, fresh)
    create(client, fresh)
    assert steps(last(admin))[-2:] == [("record", "taken"), ("answered", "example")]
    client.delete(f"/clients/{fresh}-other")
    assert steps(last(admin))[-2:] == [("record", "missed"), ("answered", "example")]


def test_who_is_not_let_in_and_what_is_not_found(asked: tuple[RunningMock, httpx.Client, httpx.Client]) -> None:
    """Which schemes were wanted; the nearest paths and methods, and what differs."""
    mock, client, admin = asked
    at_once(f"{mock.url}/clients", b'{"id": "not-let-in"}')
    entry = last(admin)
    assert "not-let-in" in entry["request"]["body"]
    assert steps(entry) == [("routed", "found"), ("let in", "unauthenticated"), ("answered", "example")]
    assert "bearerAuth or adminKey" in entry["why"][1]["says"]
    client.delete("/client/a")
    entry = last(admin)
    assert (entry["operationId"], steps(entry)[0]) == (None, ("routed", "no path"))
    near = entry["why"][0]["nearest"][0]
    assert (near["method"], near["path"]) == ("DELETE", "/api/v1/clients/{id}")
    assert near["differs"] == "client where clients is documented"
    client.put("/clients")
    entry = last(admin)
    assert steps(entry)[0] == ("routed", "no method")
    assert entry["why"][0]["nearest"][0]["differs"] == "method"
    client.post("/clients", json={"id": "w", "name": "n"}, headers={"Prefer": "code=409"})
    assert steps(last(admin))[-2:] == [("record", "none"), ("answered", "wish")]


def test_secrets_are_not_shown(asked: tuple[RunningMock, httpx.Client, httpx.Client]) -> None:
    """Credentials in fields, queries and paths; what the document marks, and what a name says, in bodies."""
    _, client, admin = asked
    made = client.post("/mcp/api-keys", json={"name": "n"}).json()["data"]
    client.delete(f"/clients/{KEY}", params={"api_key": "by-its-name"}, headers={"Cookie": "session=abcdefgh; theme=a"})
    client.post("/clients", json={"id": "secrets", "name": KEY, "password": "pass-by-name", "pin": "1"})
    secret = client.post("/clients", json={"id": "with-secret", "name": "n"}).json()["data"]["secret_key"]
    numbers = [item["id"] for item in admin.get("/requests", params={"limit": 4}).json()["requests"]]
    shown = "".join(admin.get(f"/requests/{number}").text for number in numbers) + admin.get("/requests.har").text
    for hidden in (made, "by-its-name", "abcdefgh", KEY, "pass-by-name", secret, '"pin": "1"', '\\"pin\\":\\"1\\"'):
        assert hidden not in shown, hidden
    assert "[key]" in shown


def test_a_list_is_filtered(asked: tuple[RunningMock, httpx.Client, httpx.Client], fresh: str) -> None:
    """By operation, status, class of status, violation and number; what is no filter is one sentence."""
    _, client, admin = asked
    since = admin.get("/requests").json()["last"]
    create(client, fresh)
    client.post("/clients", json={"id": fresh})
    client.delete(f"/clients/{fresh}")
    client.get("/nothing")

    def found(**more: Any) -> list[int]:
        asked_for = {"since": since, **more}
        return [item["status"] for item in admin.get("/requests", params=asked_for).json()["requests"]]

    assert found() == [201, 400, 200, 404]
    assert found(limit=2) == [201, 400]
    assert found(operation="createClient") == [201, 400]
    assert found(status="4XX") == [400, 404]
    assert found(status="200") == [200]
    assert found(violation="true") == [400]
    assert found(violation="false") == [201, 200, 404]
    assert found(sandbox="other") == []
    assert found(sandbox="*") == [201, 400, 200, 404]
    refused = admin.get("/requests", params={"limit": "0"})
    assert (refused.status_code, "limit" in refused.json()["detail"]) == (400, True)
    assert admin.get("/requests/999999").status_code == 404


def test_what_is_asked_of_the_mock_itself_is_not_kept(asked: tuple[RunningMock, httpx.Client, httpx.Client]) -> None:
    """No call of the admin API is; and what is forgotten is gone."""
    _, client, admin = asked
    client.get("/nothing")
    assert admin.delete("/requests").status_code == 204
    admin.get("/operations")
    assert admin.get("/requests").json()["requests"] == []
    client.get("/nothing")
    assert len(admin.get("/requests").json()["requests"]) == 1


def test_it_is_bounded() -> None:
    """By the number of requests, by the size of bodies, and by the size of all."""
    with (
        running_mock("--journal-entries", "3", "--journal-body", "20", "--journal-size", "20000") as mock,
        mock.client() as client,
        mock.admin_client() as admin,
    ):
        for number in range(5):
            create(client, f"bound-{number}")
        found = admin.post("/requests/find", json={}).json()["requests"]
        assert [item["id"] for item in found] == [3, 4, 5]
        assert all(len(item["request"]["body"]) == 20 and item["request"]["bodyCut"] for item in found)
        assert all(item["request"]["bodySize"] > 20 for item in found)
        client.get("/nothing", headers={"X-Long": "x" * 30_000})
        assert len(admin.get("/requests").json()["requests"]) < 3
        assert int(admin.get("/metrics").text.partition("\nmock_journal_bytes ")[2].split()[0]) <= 20_000


def test_there_may_be_none() -> None:
    """What needs one says so."""
    with running_mock("--journal", "off") as mock, mock.client() as client, mock.admin_client() as admin:
        create(client, "off")
        for answer in (admin.get("/requests"), admin.post("/verify", json={"pattern": {}}), admin.get("/events")):
            assert (answer.status_code, "--journal off" in answer.json()["detail"]) == (409, True)
        assert admin.get("/metrics").status_code == 200


def test_the_log_says_why_where_the_answer_has_no_body(tmp_path: Path) -> None:
    """A documented 400 without content leaves its violations in the log and the journal."""
    path = tmp_path / "openapi.yaml"
    path.write_text(
        """
openapi: 3.1.0
info: {title: Terse, version: "1"}
paths:
  /things:
    get:
      parameters: [{name: page, in: query, schema: {type: integer}}]
      responses: {"200": {description: All}, "400": {description: No}}
""",
        "utf-8",
    )
    with running_mock(spec=path) as mock, mock.admin_client() as admin:
        assert httpx.get(f"{mock.url}/things?page=x").content == b""
        entry = last(admin)
        mock.stop()  # what the log has is written by then
        assert "page: Must be an integer" in mock.stderr
        assert entry["why"][2]["violations"][0]["place"] == "/paths/~1things/get/parameters/0/schema/type"


def test_counters_and_the_recording(asked: tuple[RunningMock, httpx.Client, httpx.Client], fresh: str) -> None:
    """Prometheus reads the ones, browsers the other."""
    _, client, admin = asked
    create(client, fresh)
    answer = admin.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'mock_requests_total{operation="createClient",status="201"}' in answer.text
    log = admin.get("/requests.har").json()["log"]
    entry = log["entries"][-1]
    assert (log["version"], entry["request"]["method"], entry["response"]["status"]) == ("1.2", "POST", 201)
    assert fresh in entry["request"]["postData"]["text"]


def test_what_faults_do_is_kept_once(asked: tuple[RunningMock, httpx.Client, httpx.Client], fresh: str) -> None:
    """With the fault as the reason: an answer that is lost after its effect, and one that is never sent."""
    _, client, admin = asked
    since = admin.get("/requests").json()["last"]
    rules = [{"match": {"method": "POST"}, "status": 503, "effect": "after"}]
    assert admin.put("/faults", json={"rules": rules}).status_code == 200
    assert create(client, fresh).status_code == 503
    admin.delete("/faults")
    with pytest.raises(httpx.RemoteProtocolError):
        client.post("/clients", json={"id": f"{fresh}-no", "name": "n"}, headers={"Prefer": "fault=empty"})
    first, second = admin.get("/requests", params={"since": since}).json()["requests"]
    assert (first["status"], second["status"]) == (503, 0)
    assert "after the effect" in first["reason"]
    assert "empty" in second["reason"]
    assert steps(admin.get(f"/requests/{second['id']}").json())[-1] == ("answered", "fault")
    assert steps(admin.get(f"/requests/{first['id']}").json())[-2:] == [("record", "created"), ("answered", "fault")]


def test_a_sandbox_has_a_journal_of_its_own(asked: tuple[RunningMock, httpx.Client, httpx.Client]) -> None:
    """It is gone when the sandbox is, and empty when it begins again."""
    _, client, admin = asked
    for name in ("one", "two", "two"):
        client.get("/nothing", headers={"X-Mock-Sandbox": name})

    def count(name: str) -> int:
        number: int = admin.post("/requests/count", json={}, headers={"X-Mock-Sandbox": name}).json()["count"]
        return number

    assert (count("one"), count("two")) == (1, 2)
    admin.put("/sandboxes/one", json={})
    admin.delete("/sandboxes/two")
    assert (count("one"), count("two")) == (0, 0)
