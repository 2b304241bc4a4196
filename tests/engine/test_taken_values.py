"""A value that the text of a 409 says is there but once is refused to another record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

_TEXT = {"type": "string"}
_ONE = "A berth of this label is there already"


def _served(folder: Path, said: str = _ONE, own: dict[str, Any] | None = None) -> Mock:
    """A service of the berths of piers, which are made, replaced, merged and removed."""
    members = {"label": _TEXT, "side": _TEXT, "depth": {"type": "integer"}}
    sent = {"type": "object", "properties": members}
    shown = {"type": "object", "required": ["berth"], "properties": {"berth": _TEXT, **members}}
    above, key = ({"name": name, "in": "path", "required": True, "schema": _TEXT} for name in ("pier", "berth"))

    def taking(status: str) -> dict[str, Any]:
        answers = answering(shown, status=status)["responses"]
        return {
            "requestBody": {"content": {"application/json": {"schema": sent}}},
            "responses": {**answers, "404": {"description": "None"}, "409": {"description": said}},
        }

    paths = {
        "/piers/{pier}/berths": {"parameters": [above], "post": {**taking("201"), **(own or {})}},
        "/piers/{pier}/berths/{berth}": {
            "parameters": [above, key],
            "get": answering(shown),
            "put": taking("200"),
            "patch": taking("200"),
            "delete": {"responses": {"204": {"description": "Gone"}}},
        },
    }
    return mock(folder, document(paths))


def _made(served: Mock, **members: Any) -> str:
    reply = served.ask("POST", "/piers/p/berths", members)
    assert reply.status == 201
    return str(reply.json["berth"])


def test_a_second_record_of_one_value_is_refused(tmp_path: Path) -> None:
    """And keeps nothing; as it is written, below the same parent, and only while the first is there."""
    served = _served(tmp_path)
    first = _made(served, label="North", side="port")
    assert served.ask("POST", "/piers/p/berths", {"label": "North", "side": "lee"}).status == 409
    assert served.ask("POST", "/piers/q/berths", {"label": "North"}).status == 201
    _made(served, label="north")
    _made(served, label="South", side="port")
    assert served.ask("DELETE", f"/piers/p/berths/{first}").status == 204
    _made(served, label="North")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_that_takes_anothers_value_is_refused(method: str, tmp_path: Path) -> None:
    """What a record has already it may be given again; a refused change leaves it as it was."""
    served = _served(tmp_path)
    _made(served, label="North")
    place = f"/piers/p/berths/{_made(served, label='South', depth=3)}"
    assert served.ask(method, place, {"label": "North", "depth": 4}).status == 409
    shown = served.ask("GET", place).json
    assert (shown["label"], shown["depth"]) == ("South", 3)
    assert served.ask(method, place, {"label": "South", "depth": 5}).status == 200
    assert served.ask(method, place, {"label": "East"}).status == 200
    _made(served, label="South")


def test_case_does_not_matter_where_the_text_says_so(tmp_path: Path) -> None:
    """Else another spelling is another value."""
    served = _served(tmp_path, f"{_ONE} (case-insensitive)")
    _made(served, label="North")
    assert served.ask("POST", "/piers/p/berths", {"label": "nORTH"}).status == 409


def test_several_members_are_taken_together(tmp_path: Path) -> None:
    """Whether each alone has to be another is not said."""
    served = _served(tmp_path, "A berth of this label and side exists")
    key = _made(served, label="North", side="port")
    _made(served, label="North", side="lee")
    assert served.ask("POST", "/piers/p/berths", {"label": "North", "side": "port"}).status == 409
    assert served.ask("PATCH", f"/piers/p/berths/{key}", {"side": "lee"}).status == 409


@pytest.mark.parametrize(
    "said", ["Conflict", "Berth already exists", "The label is taken while its ship is there", "The label may be taken"]
)
def test_texts_that_leave_it_open_refuse_nothing(said: str, tmp_path: Path) -> None:
    """As a document without any."""
    served = _served(tmp_path, said)
    _made(served, label="North")
    _made(served, label="North")


def test_nothing_is_taken_where_nothing_is_given_or_the_document_declares_it(tmp_path: Path) -> None:
    """A member that the mock makes up is nobody's; `unique: false` lets all values in."""
    served = _served(tmp_path)
    _made(served, depth=1)
    _made(served, depth=1)
    told = _served(tmp_path, own={"x-mock": {"unique": False}})
    _made(told, label="North")
    _made(told, label="North")


def test_a_taken_value_is_found_among_many(tmp_path: Path) -> None:
    """By the index of the store, wherever the record stands."""
    served = _served(tmp_path)
    for number in range(600):
        _made(served, label=f"B{number}")
    assert [served.ask("POST", "/piers/p/berths", {"label": f"B{n}"}).status for n in (0, 300, 599)] == [409] * 3
    _made(served, label="B600")
