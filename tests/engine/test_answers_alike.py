"""An answer that was given before is given again where the request says the like, and not where it is only equal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine import answers
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_equal_and_of_another_type_is_repeated_as_it_is(tmp_path: Path) -> None:
    """`1` is no `true` and `0` no `false`, whichever came first; each comes again as it came."""
    either = {"type": ["boolean", "integer"]}
    shown = {"type": "object", "required": ["hard"], "properties": {"hard": either}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    asked = {"name": "hard", "in": "query", "schema": either}
    paths = {"/books/{id}": {"delete": {"parameters": [key, asked], **answering(shown)}}}
    served = mock(tmp_path, document(paths))
    said = ["1", "true", "false", "0", "1", "true", "false", "0"]
    answers = [served.ask("DELETE", f"/books/b{number}?hard={text}").body for number, text in enumerate(said)]
    assert answers == [b'{"hard":%b}' % text.encode() for text in said]


@pytest.mark.parametrize("size", [10, 2_000])
def test_what_is_large_is_repeated_without_being_written_for_nothing(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is kept for the next request, which it would be told by."""
    texts = {"type": "object", "required": ["texts"], "properties": {"texts": {"type": "array"}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    asked = {"content": {"application/json": {"schema": texts}}}
    repeats = {"x-mock": {"answer": {"/texts": "$request.body#/texts"}}}
    paths = {"/books/{id}": {"delete": {"parameters": [key], "requestBody": asked, **repeats, **answering(texts)}}}
    served = mock(tmp_path, document(paths))
    written: list[Any] = []

    def counted(value: Any) -> str:
        written.append(value)
        return repr(value)

    monkeypatch.setattr(answers, "repr", counted, raising=False)
    for number, text in enumerate(("a", "b", "a")):
        said = {"texts": [text * size]}
        assert served.ask("DELETE", f"/books/b{number}", said).json == said
    assert len(written) == (3 if size == 10 else 0)
