"""A document that changes under a running mock: served from one request to the next, with the records kept."""

from __future__ import annotations

import json
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.documents.asking import document, record
from tests.live.shop import json_of, shop
from tests.running import RunningMock, running_mock

if TYPE_CHECKING:
    from pathlib import Path

WITHIN = 120.0


def write(path: Path, value: Any) -> None:
    """Put a file in the place of the old one, as editors do."""
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(value) if not isinstance(value, str) else value, "utf-8")
    new.replace(path)


def admin(mock: RunningMock) -> httpx.Client:
    """A client of the admin API."""
    return httpx.Client(base_url=mock.admin, headers={"authorization": f"Bearer {mock.token}"}, timeout=WITHIN)


def until(found: Any) -> Any:
    """What ``found`` gives once it is true."""
    end = time.monotonic() + WITHIN
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError("it never came")


def with_more(described: dict[str, Any], **paths: Any) -> dict[str, Any]:
    """A document with further paths."""
    return {**described, "paths": {**described["paths"], **{f"/{name}": item for name, item in paths.items()}}}


NOTHING = {"target": "$.info", "update": {"title": "Things"}}
GREETING = {"get": {"operationId": "greet", "responses": {"200": json_of({"const": "hello"})}}}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """The document's file."""
    path = tmp_path / "openapi.json"
    write(path, shop())
    return path


def test_a_reload_serves_the_new_document_and_keeps_the_records(spec: Path) -> None:
    """What is new is answered, what is gone is not, what was made is there; the answer tells all three."""
    with running_mock(spec=spec) as mock, admin(mock) as api:
        made = httpx.post(f"{mock.origin}/things", json={"name": "mine"}).json()
        changed = with_more(shop(), greeting=GREETING)
        del changed["paths"]["/things/{id}"]["delete"]
        write(spec, changed)
        operations = sum(len(item) for item in changed["paths"].values()) - 1  # parameters are none
        told = api.post("/reload")
        assert told.status_code == 200, told.text
        assert told.json() == {
            "operations": operations, "added": ["GET /greeting"], "removed": ["DELETE /things/{id}"], "records": [],
        }  # fmt: skip
        assert httpx.get(f"{mock.origin}/greeting").json() == "hello"
        assert httpx.get(f"{mock.origin}/things/{made['id']}").json() == made
        assert httpx.delete(f"{mock.origin}/things/{made['id']}").status_code == 405
        assert f"read again: {operations} operations, 1 new (GET /greeting), 1 gone" in mock.stderr


def test_records_that_fit_no_more_are_told_of_and_shown_mended(spec: Path) -> None:
    """They are kept; what the new schema refuses is made anew in answers, and the reload says how many there are."""
    with running_mock(spec=spec) as mock, admin(mock) as api:
        made = httpx.post(f"{mock.origin}/things", json={"name": "mine", "note": "a"}).json()
        thing = record(note={"type": "integer"})
        changed = shop()
        for item in (changed["paths"]["/things/{id}"]["get"],):
            item["responses"]["200"] = json_of(thing)
        write(spec, changed)
        (told,) = api.post("/reload").json()["records"]
        assert (told["resource"], told["count"], told["served"]) == ("things", 1, True)
        shown = httpx.get(f"{mock.origin}/things/{made['id']}").json()
        assert shown["name"] == "mine"
        assert isinstance(shown["note"], int)
        write(spec, shop())
        assert api.post("/reload").json()["records"] == []
        write(spec, document({"/other": {"get": {"responses": {"200": json_of({"const": 1})}}}}))
        (gone,) = api.post("/reload").json()["records"]
        assert (gone["resource"], gone["count"], gone["served"]) == ("things", 1, False)
        write(spec, shop())
        api.post("/reload")
        assert httpx.get(f"{mock.origin}/things/{made['id']}").json() == made


@pytest.mark.slow
def test_what_cannot_be_served_leaves_the_old_one_running(spec: Path) -> None:
    """The reload is refused with the sentence that a start would end with; nothing has changed."""
    with running_mock(spec=spec) as mock, admin(mock) as api:
        made = httpx.post(f"{mock.origin}/things", json={"name": "mine"}).json()
        for broken in ("{", '{"openapi": "3.1.0"', "[]", '{"swagger": "2.0"}'):
            write(spec, broken)
            refused = api.post("/reload")
            assert refused.status_code == 409
            assert str(spec) in refused.json()["detail"]
            assert refused.json()["detail"] in mock.stderr
            assert httpx.get(f"{mock.origin}/things/{made['id']}").json() == made
        write(spec, with_more(shop(), **{"__admin/health": GREETING}))  # the admin API stays where it is
        assert "choose another place with --admin-prefix" in api.post("/reload").json()["detail"]
        assert api.get("/health").json() == {"status": "ok"}
        write(spec, with_more(shop(), greeting=GREETING))
        assert api.post("/reload").status_code == 200


def test_first_records_are_read_again(spec: Path, tmp_path: Path) -> None:
    """New ones are added, those that are there stay as they are."""
    seed = tmp_path / "seed.json"
    write(seed, {"things": [{"id": "s1", "name": "seeded"}]})
    with running_mock("--seed-data", str(seed), spec=spec) as mock, admin(mock) as api:
        httpx.put(f"{mock.origin}/things/s1", json={"name": "changed"})
        write(seed, {"things": [{"id": "s1", "name": "again"}, {"id": "s2", "name": "more"}]})
        assert api.post("/reload").status_code == 200
        assert {thing["name"] for thing in httpx.get(f"{mock.origin}/things").json()} == {"changed", "more"}
        fresh = httpx.get(f"{mock.origin}/things", headers={"x-mock-sandbox": "new"}).json()
        assert {thing["name"] for thing in fresh} == {"again", "more"}


@pytest.mark.slow
def test_watching_follows_every_file_that_was_read(tmp_path: Path) -> None:
    """The document, a file that it refers to, an overlay, first records and handlers: a change of each takes effect."""
    spec, part, overlay = tmp_path / "openapi.json", tmp_path / "part.json", tmp_path / "overlay.json"
    seed, handlers = tmp_path / "seed.json", tmp_path / "handlers.py"
    described = with_more(shop(), greeting=GREETING, part={"$ref": "./part.json"})

    def saying(word: str) -> Any:
        return {"get": {"operationId": "say", "responses": {"200": json_of({"const": word})}}}

    write(spec, described)
    write(part, saying("a"))
    write(overlay, {"overlay": "1.0.0", "info": {"title": "o", "version": "1"}, "actions": [NOTHING]})
    write(seed, {"things": []})
    write(handlers, "def greet(call, store):\n    return 'one'\n")
    words = ["--overlay", str(overlay), "--seed-data", str(seed), "--handlers", str(handlers)]
    with running_mock(*words, "--watch", spec=spec) as mock:

        def answers(path: str, wanted: Any) -> bool:
            return bool(httpx.get(f"{mock.origin}{path}").json() == wanted)

        until(lambda: answers("/part", "a"))
        write(part, saying("b"))
        until(lambda: answers("/part", "b"))
        write(handlers, "def greet(call, store):\n    return 'two'\n")
        until(lambda: answers("/greeting", "two"))
        write(seed, {"things": [{"id": "s", "name": "n"}]})
        until(lambda: len(httpx.get(f"{mock.origin}/things").json()) == 1)
        update = {"target": "$.paths['/greeting'].get", "update": {"deprecated": True, "operationId": "greet"}}
        add = {"target": "$.paths", "update": {"/added": GREETING | {"get": {**GREETING["get"], "operationId": "x"}}}}
        write(overlay, {"overlay": "1.0.0", "info": {"title": "o", "version": "1"}, "actions": [update, add]})
        until(lambda: answers("/added", "hello"))
        write(spec, "{")
        until(lambda: "can't be served" in mock.stderr)
        assert answers("/part", "b")
        write(spec, with_more(described, later={"$ref": "./part.json"}))
        until(lambda: httpx.get(f"{mock.origin}/later").status_code == 200)


def test_no_request_fails_while_a_large_document_is_read(tmp_path: Path) -> None:
    """Requests on kept connections are answered by the old document or by the new one, never by an error."""

    def large(word: str) -> dict[str, Any]:
        many = {f"p{n}": {"get": {"responses": {"200": json_of({"const": word})}}} for n in range(500)}
        return with_more(shop(), **many)

    spec = tmp_path / "openapi.json"
    write(spec, large("old"))
    with running_mock(spec=spec) as mock, admin(mock) as api:
        seen: list[tuple[int, Any]] = []
        stop = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=mock.origin, timeout=WITHIN) as client:
                while not stop.is_set() and len(seen) < 100_000:
                    answer = client.get(f"/p{len(seen) % 500}")
                    seen.append((answer.status_code, answer.json()))

        asking = [threading.Thread(target=ask) for _ in range(4)]
        for thread in asking:
            thread.start()
        for word in ("new", "newer"):
            write(spec, large(word))
            assert api.post("/reload").status_code == 200
            until(lambda word=word: any(given == word for _, given in seen[-8:]))
        stop.set()
        for thread in asking:
            thread.join(WITHIN)
        assert {status for status, _ in seen} == {200}
        assert {word for _, word in seen} <= {"old", "new", "newer"}
        assert httpx.get(f"{mock.origin}/p1").json() == "newer"
