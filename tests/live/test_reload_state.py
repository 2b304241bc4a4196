"""What a reload leaves alone: records that were removed, those of each document, and a mock whose files are odd."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.live.shop import SECURED, json_of, shop
from tests.live.test_reload import GREETING, admin, until, with_more, write
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import RunningMock


def names(mock: RunningMock, base: str = "", **headers: str) -> list[str]:
    """The names of the things that are listed."""
    return [thing["name"] for thing in httpx.get(f"{mock.origin}{base}/things", headers=headers).json()]


@pytest.mark.slow
def test_first_records_without_keys_do_not_multiply(tmp_path: Path) -> None:
    """Neither at a reload nor at the next start over the same store; what was removed stays so."""
    spec, seed = tmp_path / "openapi.json", tmp_path / "seed.json"
    write(spec, shop())
    write(seed, {"things": [{"name": "one"}, {"name": "two"}]})
    store = str(tmp_path / "kept.journal")
    for _ in range(2):
        with running_mock("--seed-data", str(seed), spec=spec, store=store) as mock, admin(mock) as api:
            assert sorted(names(mock)) == ["one", "two"]
            for _ in range(2):
                assert api.post("/reload").status_code == 200
            assert sorted(names(mock)) == ["one", "two"]
    with running_mock("--seed-data", str(seed), spec=spec) as mock, admin(mock) as api:
        gone = httpx.get(f"{mock.origin}/things").json()[0]["id"]
        assert names(mock, **{"x-mock-sandbox": "begun"}) == ["one", "two"]
        httpx.delete(f"{mock.origin}/things/{gone}")
        write(seed, {"things": [{"name": "one"}, {"name": "two"}, {"id": "s3", "name": "three"}]})
        api.post("/reload")
        assert names(mock) == ["two", "three"]
        assert names(mock, **{"x-mock-sandbox": "begun"}) == ["one", "two", "three"]


def test_the_second_document_keeps_its_records_under_another_base_path(tmp_path: Path) -> None:
    """They are those of the document, wherever it is served."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    write(one, {**shop(), "servers": [{"url": "/v1"}]})
    write(two, {**shop(), "servers": [{"url": "/v2"}]})
    with running_mock("--spec", str(two), spec=one) as mock, admin(mock) as api:
        httpx.post(f"{mock.origin}/v2/things", json={"name": "second"})
        write(two, {**shop(), "servers": [{"url": "/v3"}]})
        api.post("/reload")
        assert names(mock, "/v3") == ["second"]
        assert "second" not in names(mock, "/v1")


@pytest.mark.slow
def test_odd_files_end_nothing(tmp_path: Path) -> None:
    """Handlers that end the process, and a reference to what comes later; once mended, both are served."""
    spec, handlers = tmp_path / "openapi.json", tmp_path / "handlers.py"
    write(spec, with_more(shop(), greeting=GREETING))
    write(handlers, "def greet(call, store):\n    return 'one'\n")
    with running_mock("--handlers", str(handlers), "--watch", spec=spec) as mock:
        made = httpx.post(f"{mock.origin}/things", json={"name": "mine"}).json()
        write(handlers, "import sys\nsys.exit('usage')\n")
        until(lambda: "SystemExit" in mock.stderr)
        assert httpx.get(f"{mock.origin}/things/{made['id']}").json() == made
        write(handlers, "def greet(call, store):\n    return 'two'\n")
        until(lambda: httpx.get(f"{mock.origin}/greeting").json() == "two")
        write(spec, with_more(shop(), greeting=GREETING, later={"$ref": "./later.json"}))
        until(lambda: "later.json, which is no file" in mock.stderr)
        write(tmp_path / "later.json", {"get": {"responses": {"200": json_of({"const": 1})}}})
        until(lambda: httpx.get(f"{mock.origin}/later").status_code == 200)


def test_counts_of_an_operation_are_one_series_over_reloads(tmp_path: Path) -> None:
    """A reader of the metrics refuses two of one name."""
    spec = tmp_path / "openapi.json"
    write(spec, shop())
    with running_mock(spec=spec) as mock, admin(mock) as api:
        for _ in range(3):
            names(mock)
            api.post("/reload")
        lines = [
            line.rpartition(" ") for line in api.get("/metrics").text.splitlines() if line.startswith("mock_requests")
        ]
        assert [(name, number) for name, _, number in lines] == [
            ('mock_requests_total{operation="list",status="200"}', "3")
        ]


def test_a_named_sandbox_comes_before_a_credentials(tmp_path: Path) -> None:
    """The header says default, so it is that; and the why of a credential that names one tells of it."""
    spec = tmp_path / "openapi.json"
    write(spec, shop(**SECURED))
    with running_mock(spec=spec) as mock, admin(mock) as api:
        key = {"authorization": "Bearer k1+apart"}
        for more in ({}, {"x-mock-sandbox": "default"}):
            httpx.post(f"{mock.origin}/things", json={"name": "a"}, headers={**key, **more})
        assert names(mock, authorization="Bearer k1") == ["a"]
        (entry,) = api.get("/requests", params={"sandbox": "apart"}).json()["requests"]
        why = {step["step"]: step for step in api.get(f"/requests/{entry['id']}").json()["why"]}
        assert "apart" in why["let in"]["says"]
        assert why["let in"]["outcome"] == "accepted"
        assert "record" in why


def test_strange_pages_begin_no_sandbox(tmp_path: Path) -> None:
    """An image of another site would use them up; a page that is let in, and no page at all, begin theirs."""
    spec = tmp_path / "openapi.json"
    write(spec, shop())
    with running_mock(spec=spec) as mock, admin(mock) as api:
        cross: dict[str, Any] = {"sec-fetch-site": "cross-site"}
        for more in ({}, {"origin": "https://evil.example"}):
            refused = httpx.get(f"{mock.origin}/__sandbox/evil/things", headers={**cross, **more})
            assert refused.status_code == 403
        assert api.get("/sandboxes").json() == {"sandboxes": []}
        local = {**cross, "origin": "http://localhost:3000"}
        assert httpx.get(f"{mock.origin}/__sandbox/mine/things", headers=local).status_code == 200
        assert httpx.get(f"{mock.origin}/__sandbox/mine/things", headers=cross).status_code == 200
        assert [one["name"] for one in api.get("/sandboxes").json()["sandboxes"]] == ["mine"]


def test_a_sandbox_that_begins_anew_has_nothing_of_the_old_one(tmp_path: Path) -> None:
    """No rules of faults, no snapshots."""
    spec = tmp_path / "openapi.json"
    write(spec, shop())
    with running_mock(spec=spec) as mock, admin(mock) as api:
        api.put("/sandboxes/f", json={})
        api.put("/faults", params={"sandbox": "f"}, json={"rules": ["-> 503"]})
        api.post("/snapshots/s", params={"sandbox": "f"})
        assert httpx.get(f"{mock.origin}/things", headers={"x-mock-sandbox": "f"}).status_code == 503
        again = api.put("/sandboxes/f", json={}).json()
        assert again["snapshots"] == []
        assert httpx.get(f"{mock.origin}/things", headers={"x-mock-sandbox": "f"}).status_code == 200
        assert json.loads(api.get("/faults", params={"sandbox": "f"}).text)["rules"] == []
