"""What a document says is shown on lines of its own, and steers neither terminal nor log nor CI service."""

from __future__ import annotations

import json
import logging
import sys
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.cli import main
from mock_server.errors import UsageError
from mock_server.server.masked_keys import MaskedKeys, MaskingFormatter
from tests.documents.asking import answering, document, mock, record

if TYPE_CHECKING:
    from pathlib import Path

STEERING = "a\n\x1b[31m::error::b\r\x00\u202e"


def _written(folder: Path, tree: dict[str, Any]) -> Path:
    path = folder / "openapi.json"
    path.write_text(json.dumps(tree), "utf-8")
    return path


def _is_plain(text: str) -> bool:
    return all(line.isprintable() and not line.lstrip().startswith("::") for line in text.split("\n"))


def test_an_error_is_one_line_whatever_it_quotes() -> None:
    """Of a document, a file, or an option."""
    assert str(UsageError(f"{STEERING} is wrong")) == "a\\n\\x1b[31m::error::b\\r\\x00\\u202e is wrong"


def test_a_record_of_the_log_is_one_line() -> None:
    """But for a traceback, which stands below it."""
    try:
        raise ValueError("wrong")
    except ValueError:
        told = logging.LogRecord("m", logging.ERROR, "f", 1, "%s failed", (STEERING,), sys.exc_info())
    first, _, rest = MaskingFormatter(MaskedKeys(())).format(told).partition("\n")
    assert first == "a\\n\\x1b[31m::error::b\\r\\x00\\u202e failed"
    assert rest.startswith("Traceback")
    assert rest.endswith("ValueError: wrong")


def _documents() -> dict[str, Any]:
    schema = record(name={"type": "string"})
    lost = {"$ref": f"#/components/schemas/{STEERING}"}
    named = document({"/a": {"get": {**answering(schema), "operationId": STEERING, "summary": STEERING}}})
    titled = document({f"/{STEERING}": {"get": answering(schema)}})
    titled["info"]["title"] = STEERING
    return {
        "a reference": document({"/a": {"get": answering(lost), "post": answering(lost)}}),
        "an operation": named,
        "a path": titled,
        "a field": document({"/a": {"get": {**answering(schema), STEERING: 1}}}),
        "a status": document({"/a": {"get": {"responses": {STEERING: {"description": "x"}}}}}),
        "a scheme": document({"/a": {"get": {**answering(schema), "security": [{STEERING: []}]}}}),
    }


@pytest.mark.parametrize("name", _documents())
def test_what_a_document_says_is_shown_plainly(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """By `explain`, by `validate`, and by the log of who is asked."""
    path = _written(tmp_path, _documents()[name])
    for command in ("explain", "validate"):
        main([command, str(path)])
        said = capsys.readouterr()
        assert _is_plain(said.out), said.out
        assert _is_plain(said.err), said.err
    assert len(said.err.splitlines()) <= 1
    asked = mock(tmp_path, _documents()[name])
    asked.ask("GET", "/a")
    assert all(_is_plain(problem) for problem in asked.app.apis[0].document.problems)
    assert all(_is_plain(record.getMessage()) for record in caplog.records if "points to" in record.getMessage())


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0", "3.2.0"])
@pytest.mark.parametrize(
    ("place", "wrong"),
    [("get", "x"), ("responses", 5), ("security", [-1]), ("parameters", [{"name": "a"}]), ("requestBody", {"a": {}})],
)
def test_what_is_wrong_with_a_document_is_one_sentence(
    version: str, place: str, wrong: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file and place, not with all of the specification's schema or of the document."""
    get = answering({"type": "string"})
    tree = document({"/a": {"get": wrong if place == "get" else {**get, place: wrong}}})
    path = _written(tmp_path, {**tree, "openapi": version})
    assert main(["validate", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert len(said) < 600
    assert f"{path}, line 1: /paths/~1a" in said
