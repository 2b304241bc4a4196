"""Large documents: start-up compiles nothing, and what is compiled later is shared."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from mock_server.openapi.reading.checking import quick_problems
from mock_server.openapi.reading.document import load_document
from tests.documents.asking import mock_of
from tests.documents.huge import document

if TYPE_CHECKING:
    from pathlib import Path


def test_start_compiles_nothing(tmp_path: Path) -> None:
    """After start-up no behaviour is worked out and no schema is compiled; one request works out its own operation."""
    path = tmp_path / "large.json"
    path.write_text(json.dumps(document(resources=40, fields=5, paragraphs=0)))
    asked = mock_of(path)
    api = asked.app.apis[0]
    assert not api.validators._known
    assert asked.ask("GET", "/v1/area3/things3").status == 200
    assert len(api.behaviours._known) == 1
    assert len(api.behaviours) == 160


def test_an_invalid_document_is_checked_within_bounds(tmp_path: Path) -> None:
    """Of many problems the first twenty are told, each once."""
    tree = document(resources=40, fields=2, paragraphs=0)
    for item in tree["paths"].values():
        item["get"]["tags"] = "none"
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps(tree, indent=1))
    problems = quick_problems(load_document(path))
    assert len(problems) == len(set(problems)) == 20
    assert all("/get/tags: must be of type array" in problem and ", line " in problem for problem in problems)
