"""The versions that are kept of a record: each under a key of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

TEXT: dict[str, Any] = {"type": "string"}
NUMBER: dict[str, Any] = {"type": "integer"}


def _shape(**members: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["name"], "properties": {"name": TEXT, **members}}


def _pages(folder: Path, page: dict[str, Any], version: dict[str, Any], key: str, sent: Any = None) -> Mock:
    """A mock of these."""
    return mock(folder, document(_paths(page, version, key, sent)))


def _paths(page: dict[str, Any], version: dict[str, Any], key: str, sent: Any = None) -> dict[str, Any]:
    """Pages with numbers for keys, whose versions are read by the member of this name."""
    body = {"requestBody": {"content": {"application/json": {"schema": sent or _shape()}}}}
    one = {"name": "page_id", "in": "path", "required": True, "schema": NUMBER}
    other = {"name": key, "in": "path", "required": True, "schema": version["properties"][key]}
    shown = answering(version)
    shown["responses"]["404"] = {"description": "None"}
    return {
        "/pages": {"post": {**answering(page, status="201"), **body}},
        "/pages/{page_id}": {"get": answering(page), "put": {**answering(page), **body}, "parameters": [one]},
        "/pages/{page_id}/versions": {"get": answering({"type": "array", "items": version}), "parameters": [one]},
        f"/pages/{{page_id}}/versions/{{{key}}}": {"get": shown, "parameters": [one, other]},
    }


def _changed(asked: Mock, first: Any, *others: Any) -> list[dict[str, Any]]:
    """The versions of a page that has been sent so."""
    made = asked.ask("POST", "/pages", first)
    assert made.status == 201
    address = f"/pages/{made.json['id']}"
    for other in others:
        assert asked.ask("PUT", address, other).status == 200
    listed: list[dict[str, Any]] = asked.ask("GET", f"{address}/versions").json
    return listed


@pytest.mark.parametrize("kind", [NUMBER, TEXT])
def test_versions_have_keys_of_their_own(tmp_path: Path, kind: Any) -> None:
    """A key that has the name of the record's is that of the version."""
    asked = _pages(tmp_path, _shape(id=NUMBER), _shape(id=kind), "id")
    listed = _changed(asked, {"name": "a"}, {"name": "b"}, {"name": "c"})
    assert [each["name"] for each in listed] == ["a", "b", "c"]
    assert len({each["id"] for each in listed}) == 3
    shown = [asked.ask("GET", f"/pages/1/versions/{each['id']}").json for each in listed]
    assert shown == listed


def test_a_number_that_stays_is_no_key_of_a_version(tmp_path: Path) -> None:
    """What a client says again at each change tells no versions apart."""
    page = _shape(id=NUMBER, number=NUMBER)
    asked = _pages(tmp_path, page, _shape(number=NUMBER), "number", _shape(number=NUMBER))
    listed = _changed(asked, {"name": "a", "number": 7}, {"name": "b", "number": 7})
    assert [(each["name"], each["number"]) for each in listed] == [("a", 1), ("b", 2)]


def test_the_count_that_a_record_has_is_the_key_of_its_version(tmp_path: Path) -> None:
    """The record says which version it is."""
    page = _shape(id=NUMBER, version={**NUMBER, "minimum": 5})
    listed = _changed(_pages(tmp_path, page, _shape(version=NUMBER), "version"), {"name": "a"}, {"name": "b"})
    assert [(each["name"], each["version"]) for each in listed] == [("a", 5), ("b", 6)]


@pytest.mark.parametrize("key", ["number", "label"])
def test_the_newest_versions_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """So many that a client that changes a record again and again fills no memory; none gets the key of another."""
    monkeypatch.setattr("mock_server.engine.kept_versions.MOST", 2)
    kind = NUMBER if key == "number" else {**TEXT, "format": "uuid"}
    asked = _pages(tmp_path, _shape(id=NUMBER), _shape(**{key: kind}), key)
    listed = _changed(asked, *({"name": name} for name in "abcdef"))
    assert [each["name"] for each in listed] == ["e", "f"]
    assert len({each[key] for each in listed}) == 2
    if key == "number":
        assert [each[key] for each in listed] == [5, 6]
        assert asked.ask("GET", "/pages/1/versions/4").status == 404
        assert asked.ask("GET", "/pages/1/versions/5").json == listed[0]


def test_versions_without_keys_end_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they are listed alone, the newest are."""
    monkeypatch.setattr("mock_server.engine.kept_versions.MOST", 2)
    tree = document(_paths(_shape(id=NUMBER), _shape(about=TEXT), "about"))
    del tree["paths"]["/pages/{page_id}/versions/{about}"]
    listed = _changed(mock(tmp_path, tree), *({"name": name} for name in "abcd"))
    assert [each["name"] for each in listed] == ["c", "d"]


def test_a_number_that_another_process_took_is_not_given_again(tmp_path: Path) -> None:
    """Two that count at the same time mean the same number: the later one takes the next."""
    asked = _pages(tmp_path, _shape(id=NUMBER), _shape(number=NUMBER), "number")
    assert len(_changed(asked, {"name": "a"})) == 1
    store = asked.app.apis[0].store
    kept = next(name for name in store.resources() if "versions" in name and not name.startswith("~"))
    for number in (3, 2):
        assert store.create(kept, str(number), {"name": "another", "number": number})
    assert asked.ask("PUT", "/pages/1", {"name": "mine"}).status == 200
    assert asked.ask("GET", "/pages/1/versions/4").json["name"] == "mine"
