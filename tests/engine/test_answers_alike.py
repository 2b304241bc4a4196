"""An answer that was given before is given again where the request says the like, and not where it is only equal."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
