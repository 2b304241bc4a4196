"""What the admin API shows and sets is of all workers, whichever of them is asked."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.live.shop import shop
from tests.live.test_admin_access import STRANGE
from tests.workers.conftest import running_crew, until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.workers.conftest import Crew

_MANY = 16
"""Connections, of which each worker gets some."""


def _both(crew: Crew) -> bool:
    return all(f"[{number}] POST" in crew.mock.stderr for number in (1, 2))


def test_requests_of_all_workers_are_listed_found_counted_and_forgotten(crew: Crew) -> None:
    """In one order, each once, with numbers that do not repeat; and so are metrics and the HAR log."""
    crew.admin("DELETE", "/requests")
    crew.create(_MANY)
    assert _both(crew)
    listed = crew.admin("GET", "/requests?limit=100").json()["requests"]
    assert [item["method"] for item in listed] == ["POST"] * _MANY
    numbers = [item["id"] for item in listed]
    assert numbers == sorted(set(numbers))
    bodies = [
        item["request"]["body"]
        for item in crew.admin("POST", "/requests/find", json={"method": "POST"}).json()["requests"]
    ]
    assert [json.loads(body)["name"] for body in bodies] == [f"n{number}" for number in range(_MANY)]
    assert crew.admin("GET", f"/requests/{numbers[3]}").json()["why"]
    for _ in range(4):
        assert crew.admin("POST", "/requests/count", json={"method": "POST"}).json() == {"count": _MANY}
        assert len(crew.admin("GET", "/requests.har").json()["log"]["entries"]) == _MANY
    refused = crew.admin("POST", "/verify", json={"pattern": {"method": "POST"}, "exactly": 2})
    assert refused.status_code == 409
    metrics = crew.admin("GET", "/metrics").text
    assert f'mock_requests_total{{operation="create",status="201"}} {_MANY}' in metrics
    crew.admin("DELETE", "/requests")
    assert crew.admin("GET", "/requests").json()["requests"] == []


@pytest.mark.slow
def test_verify_waits_and_events_tell_of_any_worker(crew: Crew) -> None:
    """A request that comes later, to whichever worker, ends the waiting, and is an event."""
    crew.admin("DELETE", "/requests")
    events: list[str] = []

    def listen() -> None:
        headers = {"Authorization": f"Bearer {crew.mock.token}"}
        url = f"{crew.mock.admin}/events?count={_MANY}&since=0"
        with httpx.stream("GET", url, headers=headers, timeout=120) as stream:
            events.extend(line for line in stream.iter_lines() if line.startswith("data:"))

    listener = threading.Thread(target=listen)
    listener.start()
    maker = threading.Timer(0.2, crew.create, (_MANY,))
    maker.start()
    expected = {"pattern": {"method": "POST"}, "exactly": _MANY, "within": "20s"}
    assert crew.admin("POST", "/verify", json=expected).status_code == 200
    listener.join(30)
    maker.join(30)
    assert len(events) == _MANY


def test_clock_faults_and_records_are_set_for_all(crew: Crew) -> None:
    """As soon as the call is answered, every worker goes by it."""
    crew.admin("POST", "/clock", json={"set": "2031-02-03T04:05:06Z", "stopped": True})
    try:
        keys = crew.create(_MANY)
        shown = [crew.ask("GET", f"/things/{key}").json()["made_at"] for key in keys]
        assert set(shown) == {"2031-02-03T04:05:06.000Z"}
        crew.admin("PUT", "/faults", json={"rules": [{"match": {"operation": "read"}, "status": 418}]})
        assert {crew.ask("GET", f"/things/{key}").status_code for key in keys} == {418}
        crew.admin("DELETE", "/faults")
        assert {crew.ask("GET", f"/things/{key}").status_code for key in keys} == {200}
    finally:
        crew.admin("POST", "/clock", json={"stopped": False})
        crew.admin("DELETE", "/faults")


def test_rules_count_the_requests_of_all(crew: Crew) -> None:
    """The first three of a rule are three in all, and so is a quota, until they are set anew."""
    key = crew.create(1)[0]
    first = {"match": {"operation": "read"}, "first": 3, "status": 503}
    quota = {"match": {"operation": "list"}, "limit": "5/1h"}
    try:
        for _ in range(2):
            assert crew.admin("PUT", "/faults", json={"rules": [first, quota]}).status_code == 200
            answers = [crew.ask("GET", f"/things/{key}").status_code for _ in range(12)]
            assert answers == [503] * 3 + [200] * 9
            lists = [crew.ask("GET", "/things").status_code for _ in range(12)]
            assert lists == [200] * 5 + [429] * 7
    finally:
        crew.admin("DELETE", "/faults")


@pytest.mark.slow
def test_sandboxes_and_snapshots_are_of_all(crew: Crew) -> None:
    """A sandbox that one worker began is listed, has its own rules everywhere, and ends everywhere."""
    here = {"X-Mock-Sandbox": "box"}
    crew.admin("POST", "/reset")
    made = crew.ask("POST", "/things", json={"name": "a"}, headers=here).json()
    names = [item["name"] for item in crew.admin("GET", "/sandboxes").json()["sandboxes"]]
    assert names == ["box"]
    assert crew.admin("POST", "/snapshots/s?sandbox=box").status_code == 201
    crew.admin("PUT", "/faults?sandbox=box", json={"rules": [{"match": {"operation": "list"}, "status": 418}]})
    assert {crew.ask("GET", "/things", headers=here).status_code for _ in range(_MANY)} == {418}
    assert {crew.ask("GET", "/things").status_code for _ in range(8)} == {200}
    crew.admin("DELETE", "/faults?sandbox=box")
    for _ in range(8):
        crew.ask("POST", "/things", json={"name": "b"}, headers=here)
    assert crew.admin("POST", "/snapshots/s/restore?sandbox=box").status_code == 204
    assert {len(crew.ask("GET", "/things", headers=here).json()) for _ in range(8)} == {1}
    assert crew.ask("GET", f"/things/{made['id']}", headers=here).status_code == 200
    assert crew.admin("DELETE", "/sandboxes/box").status_code == 204
    for _ in range(8):
        assert crew.admin("GET", "/sandboxes").json()["sandboxes"] == []


def test_one_token_lets_in_to_all(crew: Crew) -> None:
    """The generated one that was printed; another one lets in nowhere."""
    assert {crew.admin("GET", "/version").status_code for _ in range(_MANY)} == {200}
    wrong = {"Authorization": "Bearer wrong"}
    assert {crew.ask("GET", "/__admin/clock", headers=wrong).status_code for _ in range(8)} == {401}


@pytest.mark.parametrize("strange", [*STRANGE, {"Host": "evil.example"}, {"Host": "localhost.evil.example"}], ids=str)
def test_no_page_of_another_origin_gets_anything_done(crew: Crew, strange: dict[str, str]) -> None:
    """Whichever worker it asks, even with the token: what the parent answers is asked as a mock alone is."""
    sent = {"Authorization": f"Bearer {crew.mock.token}", **strange}
    calls = [("GET", "/health"), ("GET", "/requests"), ("POST", "/reset"), ("PUT", "/clock"), ("OPTIONS", "/reset")]
    for method, path in calls:
        answer = crew.ask(method, f"/__admin{path}", headers={"Access-Control-Request-Method": "POST", **sent})
        assert answer.status_code == (400 if set(strange) == {"Host"} else 403), (method, path)
        assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.slow
def test_a_document_that_changes_is_read_by_all(tmp_path: Path) -> None:
    """By `POST reload` once it is answered, by --watch a moment later."""
    with running_crew(tmp_path, "--watch") as crew:
        for name in ("first", "second"):
            changed = shop()
            changed["paths"][f"/{name}"] = {"get": {"responses": {"204": {"description": "d"}}}}
            crew.spec.write_text(json.dumps(changed))
            if name == "first":
                assert crew.admin("POST", "/reload").status_code == 200
            else:
                until(lambda: crew.ask("GET", "/second").status_code == 204)
                until(lambda: {crew.ask("GET", "/second").status_code for _ in range(_MANY)} == {204})
            assert {crew.ask("GET", f"/{name}").status_code for _ in range(_MANY)} == {204}


@pytest.mark.slow
def test_a_seed_gives_each_worker_other_values(tmp_path: Path) -> None:
    """None of them tries keys that another has given, and all that is answered is kept."""
    with running_crew(tmp_path, "--seed", "1") as crew:
        keys = crew.create(120)
        assert len(set(keys)) == 120
        assert {item["id"] for item in crew.ask("GET", "/things").json()} == set(keys)
