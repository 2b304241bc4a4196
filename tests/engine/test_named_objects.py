"""A filter that names an object of a record: by the key of that, or by the text that stands there in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from mock_server.engine.list_filters import ListFilters
from mock_server.engine.selection import Selection
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.engine.listed_members import ListedMembers

_TEXT = {"type": "string"}
_USER = {"type": ["object", "null"], "properties": {"id": {"type": ["string", "null"]}, "login": _TEXT}}
_TASK = {"type": "object", "required": ["id"], "properties": {"id": _TEXT, "assignee": {"anyOf": [_TEXT, _USER]}}}


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [("u-1", ["a"]), ("ANN", ["a", "b"]), ("none", []), ("missing", []), ("all", ["a", "b", "c", "d", "e"])],
)
def test_a_filter_chooses_by_the_key_or_the_text(tmp_path: Path, wanted: str, kept: list[str]) -> None:
    """What is not there is no text that reads as a word of the program, and a text in the object's place is chosen."""
    body = {"requestBody": {"content": {"application/json": {"schema": _TASK}}}}
    listed = answering({"type": "array", "items": _TASK})
    asked = {"parameters": [{"name": "assignee", "in": "query", "schema": _TEXT}]}
    path = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
    paths = {
        "/tasks": {"post": {**answering(_TASK, status="201"), **body}, "get": {**listed, **asked}},
        "/tasks/{id}": {"parameters": [path], "get": answering(_TASK)},
    }
    served = mock(tmp_path, document(paths))
    for key, assignee in {
        "a": {"id": "u-1", "login": "ann"},
        "b": "ann",
        "c": {"id": None},
        "d": {},
        "e": None,
    }.items():
        assert served.ask("POST", "/tasks", {"id": key, "assignee": assignee}).status == 201
    assert [task["id"] for task in served.ask("GET", f"/tasks?assignee={wanted}").json] == kept


class _Members:
    """Members of which each is an object with an `id`."""

    def named(self, name: str) -> tuple[str, ...]:
        """The member of this name."""
        return (name,)

    def keys(self, member: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Its `id`."""
        return [(*member, "id")]


class _Unread(Selection):
    """Records at which nobody may look."""

    def all(self) -> Any:
        """No record."""
        raise AssertionError("A record was read.")


def test_a_word_that_filters_nothing_reads_no_record() -> None:
    """A list of all is not read to find out which are wanted."""
    records = _Unread(cast("Any", ()), lambda record: record)
    filters = ListFilters(cast("Any", None), cast("ListedMembers", _Members()))
    assert filters.filtered(records, "assignee", "all") is records
