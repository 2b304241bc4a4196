"""Several mocks over one Redis: one state, whichever of them is asked, and whatever becomes of one of them."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.redis_server import running_redis
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.redis_server import RedisServer
    from tests.running import RunningMock

_TEXT = {"type": "string"}
_PARCEL: dict[str, Any] = {
    "type": "object",
    "required": ["code"],
    "properties": {"code": _TEXT, "weight": {"type": "integer"}, "stops": {"type": "array", "items": _TEXT}},
}
_NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["number", "text"],
    "properties": {"number": {"type": "integer", "readOnly": True}, "text": _TEXT},
}


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _answers(status: str, schema: Any = None, *others: str) -> dict[str, Any]:
    found = {status: {"description": "d", **(_json(schema) if schema else {})}}
    return {"responses": {**found, **{other: {"description": "d", **_json(_PROBLEM)} for other in others}}}


_PROBLEM = {"type": "object", "required": ["trouble"], "properties": {"trouble": _TEXT}}


def _document(more: str = "") -> dict[str, Any]:
    """Parcels, whose keys callers choose, and notes, which the server numbers."""
    code = {"name": "code", "in": "path", "required": True, "schema": _TEXT}
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}
    body = {"requestBody": {"required": True, **_json(_PARCEL)}}
    extra = {f"/{more}": {"get": _answers("200", {"const": more})}} if more else {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parcels", "version": "1"},
        "paths": {
            "/parcels": {
                "get": _answers("200", {"type": "array", "items": _PARCEL}, "503"),
                "post": {**body, **_answers("201", _PARCEL, "409", "503")},
            },
            "/parcels/{code}": {
                "parameters": [code],
                "get": _answers("200", _PARCEL, "404"),
                "patch": {**body, **_answers("200", _PARCEL, "404")},
                "delete": _answers("204", None, "404"),
            },
            "/notes": {
                "get": _answers("200", {"type": "array", "items": _NOTE}),
                "post": {"requestBody": {"required": True, **_json(_NOTE)}, **_answers("201", _NOTE)},
            },
            "/notes/{number}": {"parameters": [number], "get": _answers("200", _NOTE, "404")},
            **extra,
        },
    }


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """The document, in a file."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(_document()))
    return path


@contextlib.contextmanager
def _mocks(
    count: int, spec: Path, server: RedisServer, *words: str, timeout: float = 20.0
) -> Iterator[list[RunningMock]]:
    with contextlib.ExitStack() as stack:
        store = f"{server.url}?timeout={timeout}"  # a busy machine is no outage
        yield [stack.enter_context(running_mock(*words, spec=spec, store=store)) for _ in range(count)]


def _until_it_is_well(mock: RunningMock) -> None:
    """Redis is there again, and the mock has noticed."""
    for _ in range(600):
        if httpx.get(f"{mock.origin}/__admin/health").status_code == 200:
            return
        time.sleep(0.05)
    raise AssertionError("the store did not come back")


def test_two_mocks_share_records_sandboxes_and_what_is_missing(spec: Path) -> None:
    """A record is there for both at once; so is a sandbox, which neither of them had to tell the other of."""
    with running_redis() as server, _mocks(2, spec, server) as (one, other):
        assert httpx.post(f"{one.origin}/parcels", json={"code": "p", "stops": []}).status_code == 201
        assert httpx.get(f"{other.origin}/parcels/p").json() == {"code": "p", "stops": []}
        assert httpx.post(f"{other.origin}/parcels", json={"code": "p"}).status_code == 409
        here = {"X-Mock-Sandbox": "mine"}
        assert httpx.get(f"{one.origin}/parcels/p", headers=here).json() != {"code": "p", "stops": []}
        httpx.post(f"{one.origin}/parcels", json={"code": "q"}, headers=here)
        assert [item["code"] for item in httpx.get(f"{other.origin}/parcels", headers=here).json()] == ["q"]
        assert httpx.delete(f"{other.origin}/parcels/q", headers=here).status_code == 204
        assert httpx.get(f"{one.origin}/parcels/q", headers=here).status_code == 404
        with other.admin_client() as admin:
            assert admin.delete("/sandboxes/mine").status_code == 204
        assert [item["code"] for item in httpx.get(f"{one.origin}/parcels").json()] == ["p"]
        assert server.url.rpartition(":")[2] in one.stdout
        with one.admin_client() as admin:
            assert admin.post("/reset").status_code < 300
        assert httpx.post(f"{other.origin}/parcels", json={"code": "p"}).status_code == 201


@pytest.mark.slow
def test_an_outage_is_the_apis_503_and_ends_by_itself(spec: Path) -> None:
    """In the documented form, with when to come again; readiness says it too, and the log which store it is."""
    with running_redis() as server, _mocks(1, spec, server, timeout=0.4) as (mock,):
        os.kill(server.process.pid, signal.SIGSTOP)
        try:
            answer = httpx.post(f"{mock.origin}/parcels", json={"code": "p"})
            assert (answer.status_code, list(answer.json())) == (503, ["trouble"])
            assert answer.headers["retry-after"] == "1"
            undocumented = httpx.get(f"{mock.origin}/parcels/p")
            assert undocumented.status_code == 503
            health = httpx.get(f"{mock.origin}/__admin/health")
            assert (health.status_code, health.json()) == (503, {"status": "unavailable"})
        finally:
            os.kill(server.process.pid, signal.SIGCONT)
        assert f"the store {server.url}" in mock.stderr
        _until_it_is_well(mock)
        assert httpx.post(f"{mock.origin}/parcels", json={"code": "z"}).status_code == 201


def test_a_store_that_is_not_there_ends_the_start(spec: Path) -> None:
    """With the reason, and no password in it."""
    with running_redis() as server:
        url = server.url.replace("redis://", "redis://u:secret@")
    with (
        pytest.raises(RuntimeError, match=r"\(exit code 3\).*can't be reached") as caught,
        running_mock(spec=spec, store=url),
    ):
        pass
    assert "secret" not in str(caught.value)


@pytest.mark.slow
def test_each_key_is_created_once_by_whoever_comes_first(spec: Path) -> None:
    """Four mocks, 300 keys asked of each at once: one 201 a key, every note its own number, one order for all."""
    with running_redis() as server, _mocks(4, spec, server, "--seed", "1") as mocks:

        def create(mock: RunningMock) -> tuple[list[int], list[int]]:
            with httpx.Client(base_url=mock.origin, timeout=300) as client:
                made = [client.post("/parcels", json={"code": str(key)}).status_code for key in range(300)]
                notes = [client.post("/notes", json={"text": f"{mock.origin} {n}"}).json()["number"] for n in range(75)]
                return made, notes

        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(create, mocks))
        statuses = [sorted(column) for column in zip(*(made for made, _ in answers), strict=True)]
        assert statuses == [[201, 409, 409, 409]] * 300
        numbers = [number for _, notes in answers for number in notes]
        assert len(set(numbers)) == len(numbers) == 300
        lists = [[item["code"] for item in httpx.get(f"{mock.origin}/parcels?limit=1000").json()] for mock in mocks]
        assert all(found == lists[0] for found in lists)
        texts = {item["text"] for item in httpx.get(f"{mocks[0].origin}/notes").json()}
        assert len(texts) == 300


@pytest.mark.slow
def test_no_change_is_lost_to_another(spec: Path) -> None:
    """Two members of one record, each changed over and over by a mock of its own: both end as they were told."""
    with running_redis() as server, _mocks(2, spec, server) as mocks:
        httpx.post(f"{mocks[0].origin}/parcels", json={"code": "p", "weight": 0, "stops": []})

        def change(number: int) -> None:
            with httpx.Client(base_url=mocks[number].origin, timeout=300) as client:
                for turn in range(200):
                    value = {"weight": turn} if number else {"stops": [str(turn)]}
                    assert client.patch("/parcels/p", json={"code": "p", **value}).status_code == 200

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(change, range(2)))
        assert httpx.get(f"{mocks[0].origin}/parcels/p").json() == {"code": "p", "weight": 199, "stops": ["199"]}


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_a_mock_or_redis_is_killed(spec: Path) -> None:
    """A mock killed in mid-write, Redis killed with each write on its disk: what was answered 201 is there, once."""
    with running_redis("--appendonly", "yes", "--appendfsync", "always") as server, _mocks(2, spec, server) as mocks:
        one, other = mocks
        kept: list[str] = []

        def create(mock: RunningMock, name: str) -> None:
            with httpx.Client(base_url=mock.origin, timeout=120) as client:
                for number in range(400):
                    try:
                        answer = client.post("/parcels", json={"code": f"{name}{number}"})
                    except httpx.HTTPError:
                        return
                    if answer.status_code == 201:
                        kept.append(f"{name}{number}")
                    else:
                        assert answer.status_code == 503

        with ThreadPoolExecutor(2) as pool:
            under_way = [pool.submit(create, one, "a"), pool.submit(create, other, "b")]
            while len(kept) < 100:
                time.sleep(0.01)
            one.kill()
            while len(kept) < 200:
                time.sleep(0.01)
            server.kill()
            server.restart()
            for future in under_way:
                future.result(60)
        _until_it_is_well(other)
        listed = [item["code"] for item in httpx.get(f"{other.origin}/parcels?limit=1000").json()]
        assert len(listed) == len(set(listed))
        assert set(kept) <= set(listed)
        assert {code for code in kept if code.startswith("b")} != set()


@pytest.mark.slow
def test_a_document_is_changed_by_a_rolling_restart(spec: Path, tmp_path: Path) -> None:
    """One mock answers by the new document beside one by the old; the records are those of both all the time."""
    newer = tmp_path / "newer.json"
    newer.write_text(json.dumps(_document("greeting")))
    with running_redis() as server, _mocks(1, spec, server) as (old,):
        httpx.post(f"{old.origin}/parcels", json={"code": "before"})
        with _mocks(1, newer, server) as (new,):
            assert httpx.get(f"{new.origin}/greeting").json() == "greeting"
            httpx.post(f"{new.origin}/parcels", json={"code": "after"})
            assert [item["code"] for item in httpx.get(f"{old.origin}/parcels").json()] == ["before", "after"]
            old.stop()
            assert [item["code"] for item in httpx.get(f"{new.origin}/parcels").json()] == ["before", "after"]
