"""Rules put in at run time by the admin API: they come first, count from then on, and hit nothing of the API itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.running import RunningMock


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    """A mock of our document with a rule of the command line."""
    with running_mock("--fault", "DELETE: 501", "--latency", "0ms..1ms") as running:
        yield running


@pytest.fixture
def admin(mock: RunningMock) -> Iterator[httpx.Client]:
    """A client of the admin API, which leaves no rule behind."""
    with mock.admin_client() as client:
        yield client
        client.delete("faults")


def test_the_start_says_that_there_are_rules(mock: RunningMock) -> None:
    """Nobody looks for a fault in a document that has none of its own."""
    assert "  faults     answers are broken on purpose by rules: 2 of the command line\n" in mock.stdout


def test_rules_come_and_go(mock: RunningMock, admin: httpx.Client) -> None:
    """They are shown as they are, come before those of the command line, and go."""
    rules = ["POST: first 1 -> 503", {"match": {"method": "DELETE"}, "status": 500}]
    shown = admin.put("faults", json={"rules": rules}).json()
    assert shown["rules"] == [{"match": {"method": "POST"}, "first": 1, "status": 503}, rules[1]]
    assert [each["place"] for each in shown["written"]] == ["--fault DELETE: 501", "--fault delay 0ms..1ms"]
    assert admin.get("faults").json() == shown
    with mock.client() as client:
        body = {"id": "run-time", "name": "A"}
        assert [client.post("/clients", json=body).status_code for _ in range(2)] == [503, 201]
        assert client.delete("/clients/run-time").status_code == 500
        admin.put("faults", json={"rules": rules})  # which begins to count again
        assert [client.post("/clients", json=body).status_code for _ in range(2)] == [503, 409]
        assert admin.delete("faults").status_code == 204
        assert client.delete("/clients/run-time").status_code == 501
        assert client.post("/clients", json=body).status_code == 409


def test_the_admin_api_is_never_hit(mock: RunningMock, admin: httpx.Client) -> None:
    """Nor are pages and the document, whatever the rules are for."""
    admin.put("faults", json={"rules": ["reset"], "profile": "offline"})
    for path in ("health", "version", "operations", "faults"):
        assert admin.get(path).status_code == 200
    with mock.client() as client:
        assert client.get("/openapi.json").status_code == 200


@pytest.mark.parametrize(
    ("body", "part", "status"),
    [
        ({"rules": ["explode"]}, "rules.0 has 'explode'", 409),
        ({"rules": ["503", "nothing: 503"]}, "rules.1.match.operation there is no operation nothing", 409),
        ({"rules": [{"status": 503, "fault": "reset"}]}, "rules.0.status stands beside fault", 409),
        ({"rules": [{"status": 1}]}, "rules[0].status", 400),
        ({"rules": [{"statsu": 500}]}, "statsu", 400),
        ({"rules": []}, "", 200),
        ({"rules": [], "profile": "unknown"}, "flaky", 400),
        ({}, "rules", 400),
    ],
)
def test_wrong_rules_change_nothing(admin: httpx.Client, body: dict[str, Any], part: str, status: int) -> None:
    """One sentence names the member, and the rules stay what they were."""
    admin.put("faults", json={"rules": ["* : 500"]})
    answer = admin.put("faults", json=body)
    assert answer.status_code == status
    if part:
        assert part in answer.json()["detail"]
        assert admin.get("faults").json()["rules"] == [{"status": 500}]


def test_each_sandbox_has_its_own(mock: RunningMock, admin: httpx.Client) -> None:
    """Rules and counts are those of the sandbox that header, path or credential names; the written ones are for all."""
    assert admin.put("faults?sandbox=..", json={"rules": []}).status_code == 400
    admin.put("faults", json={"rules": ["POST: 500"]})
    admin.put("faults?sandbox=one", json={"rules": ["POST: first 1 -> 503"]})
    admin.put("faults", json={"rules": ["POST: first 1 -> 502"]}, headers={"X-Mock-Sandbox": "two"})
    body = {"id": "mine", "name": "A"}
    with mock.client() as client:
        base = mock.base_path

        def post(headers: dict[str, str], path: str = mock.url) -> int:
            return client.post(f"{path}/clients", json=body, headers=headers).status_code

        assert [post({"X-Mock-Sandbox": "one"}) for _ in range(2)] == [503, 201]
        assert post({}, f"{mock.origin}/__sandbox/one{base}") == 409
        assert post({"Authorization": f"Bearer {mock.key}+two"}) == 502
        assert [post({}, f"{mock.origin}/__sandbox/two{base}") for _ in range(2)] == [502, 201]
        assert post({"X-Mock-Sandbox": "three"}) == 201
        assert post({}) == 500
        assert client.delete("/clients/mine", headers={"X-Mock-Sandbox": "three"}).status_code == 501
    assert admin.delete("faults?sandbox=one").status_code == 204
    assert admin.get("faults?sandbox=two").json()["rules"] != []


def test_the_log_tells_of_faults(mock: RunningMock, admin: httpx.Client) -> None:
    """The word of a fault stands in place of a status; what is undocumented is marked."""
    admin.put("faults", json={"rules": ["POST: empty after effect", "DELETE: 508"]})
    with mock.client() as client:
        assert client.delete("/clients/a").status_code == 508
        with pytest.raises(Exception, match="disconnect"):
            client.post("/clients", json={"id": "logged", "name": "A"})
    lines = mock.stderr.splitlines()
    for said in (
        r" 508 .*fault: 508, undocumented, .*by rules\.1",
        r" empty .*fault: empty after the effect, .*by rules\.0",
    ):
        assert any(re.search(said, line) for line in lines), lines
