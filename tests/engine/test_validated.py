"""`validate` says of a document what a start and a check say, in words of our own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main as contracts
from mock_server.cli import main
from tests.engine.documents import operation

if TYPE_CHECKING:
    from pathlib import Path


def document(**more: Any) -> dict[str, Any]:
    """A document with one operation, `GET /a`, and these members beside."""
    get = operation(answers={"200": more.pop("schema", {"type": "object"})}, **more.pop("get", {}))
    paths = {"/a": {"get": get, **more.pop("path", {})}}
    return {"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": paths, **more}


def said(spec: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and error of `validate`."""
    path = folder / "spec.json"
    path.write_text(json.dumps(spec), "utf-8")
    return main(["validate", str(path)]), capsys.readouterr().err


def _of(kind: str, *names: str) -> dict[str, Any]:
    pairs = zip(names, [*names[1:], names[0]], strict=True)
    return {"components": {kind: {name: {"$ref": f"#/components/{kind}/{other}"} for name, other in pairs}}}


CIRCLES: dict[str, dict[str, Any]] = {
    "a schema": _of("schemas", "A"),
    "two schemas": {**_of("schemas", "A", "B"), "schema": {"$ref": "#/components/schemas/A"}},
    "parameters": _of("parameters", "A", "B"),
    "a response": {**_of("responses", "A"), "get": {"responses": {"200": {"$ref": "#/components/responses/A"}}}},
    "a body": {"get": {"requestBody": {"$ref": "#/paths/~1a/get/requestBody"}}},
}


@pytest.mark.parametrize("which", CIRCLES)
def test_references_that_lead_in_a_circle_are_told(
    which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the references, and not with what a library says when it has followed them too often."""
    code, error = said(document(**CIRCLES[which]), tmp_path, capsys)
    assert code == 2
    assert "lead in a circle" in error
    assert "recursion" not in error


def test_a_circle_in_an_example_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What an example holds is no reference."""
    example = {"a": {"$ref": "#/components/examples/E/value/a"}}
    spec = document(components={"examples": {"E": {"value": example}}}, schema={"type": "object", "example": example})
    assert said(spec, tmp_path, capsys)[0] == 0


def test_schemas_that_consist_of_each_other_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No value can be judged by a schema that asks for itself."""
    whole = {"allOf": [{"$ref": "#/components/schemas/A"}]}
    code, error = said(document(components={"schemas": {"A": whole}}, schema=whole), tmp_path, capsys)
    assert code == 2
    assert "consist of each other without an end" in error
    assert "recursion" not in error


def test_a_wrong_x_mock_is_not_valid(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document that no server takes is not called valid."""
    code, error = said(document(get={"x-mock": {"actoin": "create"}}), tmp_path, capsys)
    assert code == 2
    assert "did you mean action?" in error


@pytest.mark.parametrize(
    ("wrong", "correction"),
    [
        ({"skpi": "it mails everybody"}, "has no skpi; it has shared and skip"),
        ({"skip": ""}, 'skip is ""; it must be a text'),
        ({"skip": ["a"]}, "skip is a list; it must be a text"),
        ({"shared": False}, "shared is false; it must be a text"),
        ("skip", 'is "skip"; it must be an object'),
        ({}, "is {}; it must be an object"),
    ],
)
@pytest.mark.parametrize("where", ["get", "path"])
def test_a_wrong_x_check_is_refused(
    where: str, wrong: Any, correction: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By `validate`, and by a check: an operation that its document wants left out is not called for a slip."""
    code, error = said(document(**{where: {"x-check": wrong}}), tmp_path, capsys)
    assert code == 2
    assert f"/x-check: {correction}" in error
    assert contracts(["check", "http://127.0.0.1:9", "--spec", str(tmp_path / "spec.json"), "--yes"]) == 2
    assert f"/x-check: {correction}" in capsys.readouterr().err


@pytest.mark.parametrize("right", [{"skip": "it mails"}, {"shared": True}, {"skip": "it mails", "shared": "all"}])
def test_a_right_x_check_is_valid(right: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reason, or true where nobody gives one."""
    assert said(document(get={"x-check": right}), tmp_path, capsys) == (0, "")
