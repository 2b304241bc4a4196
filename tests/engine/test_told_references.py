"""A key of another record that a request tells: what answers show of that record is of it, and of no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

_TEXT = {"type": "string"}
_KEY = {"type": ["integer", "null"]}


def _service(folder: Path, author: dict[str, Any], sent: dict[str, Any], *must: str) -> Mock:
    """A service of articles, which are made and changed by ``sent``, and show their ``author``."""
    shown = {"type": "object", "required": ["id", *must], "properties": {"id": _TEXT, "title": _TEXT, "author": author}}
    body = {"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": sent}}}}}
    path = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
    one = {"get": answering(shown), "patch": {**answering(shown), **body}, "put": {**answering(shown), **body}}
    paths = {
        "/articles": {"post": {**answering(shown, status="201"), **body}},
        "/articles/{id}": {"parameters": [path], **one},
    }
    return mock(folder, document(paths))


def _author(**more: Any) -> dict[str, Any]:
    members = {"id": {"type": "integer"}, "name": _TEXT, "mail": {"type": "string", "format": "uuid"}}
    return {"type": "object", "required": [*members], "properties": members, **more}


_SENT = {"title": _TEXT, "author_id": _KEY}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_another_key_is_that_of_another_record(tmp_path: Path, method: str) -> None:
    """What stood beside the key before is of the other record; a change that tells the same key changes none of it."""
    served = _service(tmp_path, _author(), _SENT, "author")
    made = served.ask("POST", "/articles", {"author_id": 7}).json
    place, before = f"/articles/{made['id']}", made["author"]
    assert before["id"] == 7
    assert served.ask(method, place, {"author_id": 7}).json["author"] == before
    changed = served.ask(method, place, {"author_id": 8}).json["author"]
    assert changed["id"] == 8
    assert changed["mail"] != before["mail"]
    assert served.ask("GET", place).json["author"] == changed


@pytest.mark.parametrize(
    ("kinds", "must"), [(["object", "null"], True), (["object", "null"], False), ("object", False)]
)
def test_null_says_that_there_is_no_other_record(tmp_path: Path, kinds: Any, must: bool) -> None:
    """The object is null where it may be, else it is not there; another key brings it back."""
    served = _service(tmp_path, _author(type=kinds), _SENT, *(["author"] if must else []))
    none = {"author": None} if isinstance(kinds, list) else {}

    def told(record: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in record.items() if name == "author"}

    made = served.ask("POST", "/articles", {"author_id": None}).json
    assert told(made) == none
    place = f"/articles/{made['id']}"
    assert served.ask("PATCH", place, {"author_id": 7}).json["author"]["id"] == 7
    assert told(served.ask("PATCH", place, {"author_id": None}).json) == none
    assert told(served.ask("GET", place).json) == none


def test_an_object_that_has_to_be_there_stays(tmp_path: Path) -> None:
    """Null for what every record shows, and never as null, leaves it as it is."""
    served = _service(tmp_path, _author(), _SENT, "author")
    made = served.ask("POST", "/articles", {"author_id": 7}).json
    assert served.ask("PATCH", f"/articles/{made['id']}", {"author_id": None}).json["author"] == made["author"]


def test_a_word_that_ends_in_name_is_no_key(tmp_path: Path) -> None:
    """The `authorname` by which somebody signs is not what the author is called."""
    served = _service(tmp_path, _author(), {"title": _TEXT, "authorname": _TEXT}, "author")
    assert served.ask("POST", "/articles", {"authorname": "ann99"}).json["author"]["name"] != "ann99"


_BOTH = {**_SENT, "author_email": _TEXT}


def _known(**more: Any) -> dict[str, Any]:
    members = {"id": {"type": "integer"}, "email": _TEXT, "mail": {"type": "string", "format": "uuid"}}
    return {"type": "object", "required": [*members], "properties": members, **more}


@pytest.mark.parametrize("method", ["PATCH", "PUT"])
def test_several_that_are_told_are_of_one_record(tmp_path: Path, method: str) -> None:
    """The second undoes nothing of the first."""
    served = _service(tmp_path, _known(), _BOTH, "author")
    made = served.ask("POST", "/articles", {"author_id": 7, "author_email": "a@x.example"}).json
    told = {"author_id": 8, "author_email": "b@x.example"}
    changed = served.ask(method, f"/articles/{made['id']}", told).json["author"]
    assert (made["author"]["id"], made["author"]["email"]) == (7, "a@x.example")
    assert (changed["id"], changed["email"]) == (8, "b@x.example")
    assert changed["mail"] != made["author"]["mail"]


def test_what_is_no_key_changes_the_record_that_is_there(tmp_path: Path) -> None:
    """Another address is of the same author, whose key was not told anew; null for it leaves the author too."""
    served = _service(tmp_path, _known(), {**_SENT, "author_email": {"type": ["string", "null"]}}, "author")
    made = served.ask("POST", "/articles", {"author_id": 7, "author_email": "a@x.example"}).json
    for told in ({"author_email": "b@x.example"}, {"author_email": None}):
        changed = served.ask("PATCH", f"/articles/{made['id']}", told).json["author"]
        assert changed == {**made["author"], "email": "b@x.example"}


def test_one_of_which_nothing_else_tells_is_another_by_it(tmp_path: Path) -> None:
    """An address alone is what the author is known by."""
    served = _service(tmp_path, _known(), {"author_email": _TEXT}, "author")
    made = served.ask("POST", "/articles", {"author_email": "a@x.example"}).json
    changed = served.ask("PATCH", f"/articles/{made['id']}", {"author_email": "b@x.example"}).json["author"]
    assert changed["email"] == "b@x.example"
    assert changed["mail"] != made["author"]["mail"]


def test_no_key_beside_an_address_is_another_record(tmp_path: Path) -> None:
    """Nothing of the one that null took away stays."""
    served = _service(tmp_path, _known(type=["object", "null"]), _BOTH)
    made = served.ask("POST", "/articles", {"author_id": 7, "author_email": "a@x.example"}).json
    told = {"author_id": None, "author_email": "b@x.example"}
    changed = served.ask("PATCH", f"/articles/{made['id']}", told).json["author"]
    assert changed["email"] == "b@x.example"
    assert changed["mail"] != made["author"]["mail"]
