"""What a client was shown of a record that was made up is so when the client changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_PAGE = {"type": "object", "required": ["title", "owner", "city"],
         "properties": {"title": _TEXT, "owner": _TEXT, "city": _TEXT,
                        "state": {"enum": ["draft", "sent"]}}}  # fmt: skip


def _desk(folder: Path) -> Mock:
    body = {"content": {"application/json": {"schema": {"type": "object", "properties": {"title": _TEXT}}}}}
    change = {**answering(_PAGE), "requestBody": body}
    key: dict[str, Any] = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}]}
    paths = {
        "/desk": {"get": answering(_PAGE), "patch": change, "put": {**answering(_PAGE), "requestBody": body}},
        "/pages/{id}": {**key, "get": answering(_PAGE), "patch": change},
        "/pages/{id}/send": {**key, "post": answering(_PAGE)},
    }
    return mock(folder, document(paths))


@pytest.mark.parametrize("path", ["/desk", "/pages/7"])
def test_a_change_keeps_what_reading_showed(tmp_path: Path, path: str) -> None:
    """Nothing but what was sent is another."""
    served = _desk(tmp_path)
    before = served.ask("GET", path).json
    assert served.ask("PATCH", path, {"title": "mine"}).json == {**before, "title": "mine"}
    assert served.ask("GET", path).json == {**before, "title": "mine"}


def test_an_action_keeps_what_reading_showed(tmp_path: Path) -> None:
    """It changes the state that is named after it."""
    served = _desk(tmp_path)
    before = served.ask("GET", "/pages/7").json
    assert served.ask("POST", "/pages/7/send").json == {**before, "state": "sent"}


def test_what_nobody_was_shown_is_as_the_change_answered_it(tmp_path: Path) -> None:
    """Reading shows that from then on."""
    served = _desk(tmp_path)
    changed = served.ask("PATCH", "/pages/8", {"title": "mine"}).json
    assert changed["title"] == "mine"
    assert served.ask("GET", "/pages/8").json == changed
