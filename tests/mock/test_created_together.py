"""A body of several records: all of them are kept or none, also where somebody takes a key of theirs meanwhile."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.documents.asking import document, mock, mock_of
from tests.redis_server import running_redis
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import RunningMock

_TEXT = {"type": "string"}


def _yard() -> dict[str, Any]:
    """Crates, whose keys callers choose, and tickets, which the server numbers: both are made several at once."""
    paths: dict[str, Any] = {}
    for name, key, schema, answers in (
        ("crates", "code", _TEXT, {"409": {"description": "taken"}}),
        ("tickets", "number", {"type": "integer", "readOnly": True}, {}),
    ):
        item = {"type": "object", "required": [key, "text"], "properties": {key: schema, "text": _TEXT}}
        several = {"content": {"application/json": {"schema": {"type": "array", "items": item}}}}
        one = {"content": {"application/json": {"schema": item}}}
        paths[f"/{name}"] = {
            "get": {"responses": {"200": {"description": "d", **several}}},
            "post": {"requestBody": several, "responses": {"201": {"description": "d", **several}, **answers}},
        }
        place = {"name": key, "in": "path", "required": True, "schema": schema}
        paths[f"/{name}/{{{key}}}"] = {
            "parameters": [place],
            "get": {"responses": {"200": {"description": "d", **one}}},
        }
    return document(paths)


def _crates(*codes: str) -> list[dict[str, str]]:
    return [{"code": code, "text": f"crate {code}"} for code in codes]


def test_a_taken_key_leaves_all_as_it_was(tmp_path: Path) -> None:
    """Be it that of a record which is there, or of another one in the body: the documented conflict, and no record."""
    yard = mock(tmp_path, _yard())
    assert yard.ask("POST", "/crates", _crates("a", "b")).status == 201
    for codes in (("c", "b", "d"), ("c", "d", "c")):
        assert yard.ask("POST", "/crates", _crates(*codes)).status == 409
        assert [item["code"] for item in yard.ask("GET", "/crates").json] == ["a", "b"]
    assert yard.ask("POST", "/crates", _crates("c", "d")).status == 201
    assert [item["code"] for item in yard.ask("GET", "/crates").json] == ["a", "b", "c", "d"]


def test_a_key_of_ours_that_is_taken_meanwhile_is_another(tmp_path: Path) -> None:
    """Somebody creates a record between decision and effect: it is decided again, and nothing is kept twice."""
    yard = mock(tmp_path, _yard())
    assert yard.ask("POST", "/tickets", [{"text": "first"}, {"text": "second"}]).status == 201
    store, whole = yard.app.sandboxes._switch, yard.app.store
    (tickets,) = [name for name in whole.resources() if whole.count(name) == 2]
    create_all, raced = store.create_all, list[str]()

    def late(resource: str, records: Any) -> int | None:
        if not raced:
            raced.append(records[1][0])
            whole.create(resource, records[1][0], {"number": int(records[1][0]), "text": "another's"})
        return create_all(resource, records)

    store.create_all = late
    made = yard.ask("POST", "/tickets", [{"text": "x"}, {"text": "y"}, {"text": "z"}])
    assert made.status == 201
    assert len(raced) == 1
    listed = yard.ask("GET", "/tickets").json
    assert [item["text"] for item in listed] == ["first", "second", "another's", "x", "y", "z"]
    assert listed[3:] == made.json
    assert whole.count(tickets) == 6


def test_many_that_are_there_are_found_in_one_look(tmp_path: Path) -> None:
    """Where a create of what is there replaces it: the last of one key counts, and no key has a write of all."""
    tree = _yard()
    del tree["paths"]["/crates"]["post"]["responses"]["409"]
    tree["paths"]["/crates"]["post"]["x-mock"] = {"unique": False}
    yard = mock(tmp_path, tree)
    codes = [f"c{number}" for number in range(40)]
    assert yard.ask("POST", "/crates", _crates(*codes)).status == 201
    store, writes = yard.app.sandboxes._switch, list[int]()
    create_all = store.create_all

    def counted(resource: str, records: Any) -> int | None:
        writes.append(len(records))
        return create_all(resource, records)

    store.create_all = counted
    sent = [{"code": code, "text": "new"} for code in (*codes, "more")] + [{"code": "more", "text": "last"}]
    assert yard.ask("POST", "/crates", sent).status == 201
    assert writes == [42, 1]
    listed = yard.ask("GET", "/crates").json
    assert [item["text"] for item in listed] == ["new"] * 40 + ["last"]


@pytest.mark.slow
def test_mocks_that_race_keep_whole_lists(tmp_path: Path) -> None:
    """Two mocks over one Redis, the same keys asked of both at once, numbers given by both: no part, no 500."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(_yard()))
    with (
        running_redis() as redis,
        running_mock(spec=spec, store=redis.url) as one,
        running_mock(spec=spec, store=redis.url) as other,
    ):

        def make(served: RunningMock) -> list[tuple[int, int]]:
            with httpx.Client(base_url=served.origin, timeout=300, trust_env=False) as client:
                found = []
                for turn in range(60):
                    crates = client.post("/crates", json=_crates(*(f"{turn}.{number}" for number in range(4))))
                    tickets = client.post("/tickets", json=[{"text": served.origin}] * 4)
                    found.append((crates.status_code, tickets.status_code))
                return found

        with ThreadPoolExecutor(2) as pool:
            first, second = pool.map(make, (one, other))
        assert [sorted((a, b)) for (a, _), (b, _) in zip(first, second, strict=True)] == [[201, 409]] * 60
        assert {tickets for _, tickets in first + second} == {201}
        crates = httpx.get(f"{one.origin}/crates", trust_env=False).json()
        assert sorted(item["code"] for item in crates) == sorted(f"{a}.{b}" for a in range(60) for b in range(4))
        numbers = [item["number"] for item in httpx.get(f"{other.origin}/tickets", trust_env=False).json()]
        assert len(numbers) == len(set(numbers)) == 480


def test_a_key_is_found_behind_those_of_a_mock_with_the_same_seed(tmp_path: Path) -> None:
    """Which gave the same keys, one after the other: what is answered is kept all the same."""
    schema = {"type": "object", "required": ["id"], "properties": {
        "id": {"type": "string", "format": "uuid", "readOnly": True}, "text": _TEXT}}  # fmt: skip
    body = {"content": {"application/json": {"schema": schema}}}
    place = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    made = {"requestBody": body, "responses": {"201": {"description": "d", **body}}}
    read = {"responses": {"200": {"description": "d", **body}, "404": {"description": "none"}}}
    one = mock(tmp_path, document({"/notes": {"post": made}, "/notes/{id}": {"parameters": [place], "get": read}}))
    keys = [one.ask("POST", "/notes", {"text": "a"}).json["id"] for _ in range(60)]
    assert len(set(keys)) == 60
    other = mock_of(tmp_path / "openapi.json")
    other.app.store.restore(one.app.store.image())
    late = other.ask("POST", "/notes", {"text": "late"})
    assert late.status == 201
    assert late.json["id"] not in keys
    assert other.ask("GET", f"/notes/{late.json['id']}").json["text"] == "late"
