"""What is heavy and made for the sake of a write, be it after its effect, makes no write happen twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi.generator.synthesis import Synthesis
from tests.documents.asking import Mock, answering, document, mock, record

if TYPE_CHECKING:
    from pathlib import Path

LIGHT = 200
_LARGE: dict[str, Any] = {
    "type": "object",
    "readOnly": True,
    "required": [f"m{n}" for n in range(LIGHT)],
    "properties": {f"m{n}": {"type": "boolean"} for n in range(LIGHT)},
}
"""More than is made at once, less than an answer may cost."""
_ID = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}


@pytest.fixture(autouse=True)
def _little_is_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tenth of the steps is what others wait for, for the sake of the time."""
    monkeypatch.setattr("mock_server.openapi.generator.deferral.LIGHT", LIGHT)
    monkeypatch.setattr("mock_server.openapi.generator.effort.SECONDS", 600.0)


def _taking(schema: Any, **more: Any) -> dict[str, Any]:
    return {**answering(schema, **more), "requestBody": {"content": {"application/json": {"schema": schema}}}}


def test_a_create_whose_version_is_heavy_makes_one_record(tmp_path: Path) -> None:
    """The version is kept after the record is, and is whole."""
    thing = record()
    version = {**record(large=_LARGE), "description": "One version of a thing"}
    listed = answering({"type": "array", "items": version})
    paths = {
        "/things": {"post": _taking(thing, status="201"), "get": answering({"type": "array", "items": thing})},
        "/things/{id}": {"get": answering(thing), **_ID},
        "/things/{id}/versions": {"get": listed, **_ID},
    }
    asked = mock(tmp_path, document(paths))
    made = asked.ask("POST", "/things", {"name": "mine"})
    assert made.status == 201
    assert [each["id"] for each in asked.ask("GET", "/things").json] == [made.json["id"]]
    versions = asked.ask("GET", f"/things/{made.json['id']}/versions").json
    assert [len(each["large"]) for each in versions] == [LIGHT]


def _asked_for(tmp_path: Path, thing: Any, shown: Any) -> Mock:
    """A mock whose PUT answers with a thing and its entity tag, and whose GET shows something else."""
    tag = {"headers": {"ETag": {"schema": {"type": "string"}}}}
    put, read = _taking(thing), answering(shown)
    put["responses"]["201"] = {"description": "Made", "content": {"application/json": {"schema": thing}}}
    for operation in (put, read):
        for response in operation["responses"].values():
            response.update(tag)
    return mock(tmp_path, document({"/things/{id}": {"get": read, "put": put, **_ID}}))


_VERSION: Any = {"type": "integer", "readOnly": True}


def test_a_change_is_made_once_where_its_entity_tag_is_asked_for_by_a_heavy_read(tmp_path: Path) -> None:
    """Nobody has read yet: the PUT that makes the record says so, and its version is the first."""
    thing = record(version=_VERSION)
    shown = {"type": "object", "required": ["thing", "about"], "properties": {"thing": thing, "about": _LARGE}}
    asked = _asked_for(tmp_path, thing, shown)
    made = asked.ask("PUT", "/things/a", {"name": "mine"})
    assert made.status == 201
    assert made.json["version"] == 1
    found = asked.ask("GET", "/things/a")
    assert found.headers["etag"] == made.headers["etag"]
    assert len(found.json["about"]) == LIGHT
    assert asked.ask("PUT", "/things/a", {"name": "new"}).json["version"] == 2


def test_a_change_is_made_once_where_what_is_read_of_it_is_heavy(tmp_path: Path) -> None:
    """What reading adds to the record is not known before the record is there."""
    asked = _asked_for(tmp_path, record(version=_VERSION), record(version=_VERSION, large=_LARGE))
    made = asked.ask("PUT", "/things/a", {"name": "mine"})
    assert (made.status, made.json["version"]) == (201, 1)
    assert asked.ask("PUT", "/things/a", {"name": "new"}).json["version"] == 2


def test_how_a_version_is_made_is_found_out_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made elsewhere is known again by that at the next decision, and counts need nothing that is made."""
    mark = {"type": "string", "readOnly": True}
    inside = {**_LARGE, "required": ["etag", "revision"], "properties": {"etag": mark, "revision": _VERSION}}
    asked = _asked_for(tmp_path, record(version=_VERSION, etag=mark, about=inside), record())
    seen = [asked.ask("PUT", "/things/a", {"name": "mine"}).json]
    found = list[str]()
    fresh = Synthesis.fresh

    def told(self: Synthesis, schema: Any, name: str) -> Any:
        found.append(name)
        return fresh(self, schema, name)

    monkeypatch.setattr(Synthesis, "fresh", told)
    seen += [asked.ask("PUT", "/things/a", {"name": "mine"}).json for _ in range(3)]
    assert sorted(found) == ["etag", "etag"]
    assert len({each["etag"] for each in seen}) == len({each["about"]["etag"] for each in seen}) == len(seen)
    assert [each["version"] for each in seen] == [each["about"]["revision"] for each in seen] == [1, 2, 3, 4]
