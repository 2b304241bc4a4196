"""`x-mock`: a wrong one is refused at start with file, place and correction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from mock_server.errors import DocumentError
from mock_server.openapi.behaviour import extension
from mock_server.openapi.behaviour.declarations import check_declarations
from mock_server.openapi.reading.document import load_document
from tests.engine.documents import app, operation

if TYPE_CHECKING:
    from pathlib import Path


def test_the_schema_is_a_schema() -> None:
    """x-mock.schema.json is itself valid JSON Schema 2020-12."""
    jsonschema_rs.meta.validate(extension.schema())


@pytest.mark.parametrize(
    ("wrong", "place", "correction"),
    [
        ({"sofft": {}}, "/paths/~1a/delete/x-mock", "an operation has no sofft; did you mean soft?"),
        ({"soft": {"set": {"on": False}, "until": 1}}, "/x-mock/soft", "soft has no until; it has set, unless"),
        ({"soft": {"unless": "$request.query.hard"}}, "/x-mock/soft", "set is missing; add it"),
        ({"soft": {"set": {"on": 0}, "unless": "hard"}}, "/x-mock/soft/unless", "a runtime expression such as"),
        ({"action": "remove"}, "/x-mock/action", "one of create, read, list, replace, merge, delete, none"),
        ({"status": "200"}, "/x-mock/status", "must be of type integer"),
        ([], "/x-mock", "must be of type object"),
        ({"record": "data"}, "/x-mock/record", "must be a JSON pointer such as /data"),
        ({"answer": {"a": 1}}, "/x-mock/answer", "each name in it must be a JSON pointer such as /data"),
        ({"stream": {"every": "soon"}}, "/x-mock/stream/every", "a time such as 250ms or 1.5s"),
    ],
)
def test_a_wrong_one_is_refused(tmp_path: Path, wrong: Any, place: str, correction: str) -> None:
    """The sentence names the file, the line, the JSON pointer, and what is right."""
    document = {"paths": {"/a": {"delete": operation(**{"x-mock": wrong})}}}
    with pytest.raises(DocumentError) as raised:
        app(tmp_path, document)
    text = str(raised.value)
    assert text.startswith(f"{tmp_path / 'document.yaml'}, line ")
    assert place in text
    assert correction in text


RECORD = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "status": {"type": "boolean"}}}
HARD = {"name": "hard", "in": "query", "schema": {"type": "boolean"}}


@pytest.mark.parametrize(
    ("wrong", "place", "correction"),
    [
        ({"soft": {"set": {"status": False}, "unless": "$request.query.hrd"}}, "/soft/unless", "did you mean hard?"),
        ({"soft": {"set": {"sttus": False}}}, "/soft/set/sttus", "did you mean status?"),
        ({"key": "$request.path.idd"}, "/key", "no path parameter idd; did you mean id?"),
        ({"answer": {"/id": "$request.query.soft"}}, "/answer/~1id", "no query parameter soft; it has hard"),
        ({"status": 299}, "/status", "the operation documents no 299; it has 200"),
        ({"record": "/idd"}, "/record", "the answer has no idd; did you mean id?"),
        ({"answer": {"/statu": True}}, "/answer/~1statu", "the answer has no statu; did you mean status?"),
        ({"key": "$response.body#/ix"}, "/key", "the answer has no ix; it has id, status"),
    ],
)
def test_what_it_names_must_be_there(tmp_path: Path, wrong: Any, place: str, correction: str) -> None:
    """An expression or a field that the document does not have is refused, with what was probably meant."""
    delete = operation(parameters=[HARD], answers={"200": RECORD}, **{"x-mock": wrong})
    create = operation(body=RECORD, answers={"201": RECORD})
    with pytest.raises(DocumentError) as raised:
        app(tmp_path, {"paths": {"/a": {"post": create}, "/a/{id}": {"delete": delete}}})
    assert place in str(raised.value)
    assert correction in str(raised.value)


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"components": {"securitySchemes": {"k": {"type": "http", "scheme": "bearer", "x-mock": {"key": 1}}}}},
         "a security scheme has no key"),
        ({"components": {"schemas": {"S": {"x-mock": {"secret": "yes"}}}}}, "it must be one of hash"),
        ({"components": {"responses": {"R": {"description": "", "x-mock": {"violations": "details"}}}}}, "violations"),
    ],
)  # fmt: skip
def test_every_place_has_rules(tmp_path: Path, document: dict[str, Any], place: str) -> None:
    """Security schemes, schemas and responses have extensions of their own."""
    with pytest.raises(DocumentError, match=place):
        app(tmp_path, document)


def test_a_property_of_this_name_is_no_extension(tmp_path: Path) -> None:
    """A property that is called `x-mock`, or an example that holds one, is data."""
    schema = {"type": "object", "properties": {"x-mock": {"type": "string"}}, "example": {"x-mock": "anything"}}
    app(tmp_path, {"components": {"schemas": {"S": schema}}})


@pytest.mark.parametrize("name", ["x-mock", "\\u0078-mock", "x\\u002dmock", "x-moc\\u006B", "x-m\\u006fck"])
def test_a_wrong_one_is_found_however_its_name_is_written(name: str, tmp_path: Path) -> None:
    """Also where letters of it are escaped, and where an overlay brings it."""
    plain = (
        '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {%s "responses": {}}}}}'
    )
    path, overlay = tmp_path / "a.json", tmp_path / "o.json"
    path.write_text(plain % f'"{name}": {{"action": "remove"}},', "utf-8")
    with pytest.raises(DocumentError, match="one of create"):
        extension.check(load_document(path))
    path.write_text(plain % "", "utf-8")
    extension.check(load_document(path))
    head = '{"overlay": "1.0.0", "info": {"title": "O", "version": "1"}, "actions": [{"target": "$.paths.*.get", '
    overlay.write_text(head + f'"update": {{"{name}": {{"action": "remove"}}}}}}]}}', "utf-8")
    with pytest.raises(DocumentError, match="one of create"):
        extension.check(load_document(path, (overlay,)))


def test_many_of_them_are_judged_by_one_set_of_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules of a place are compiled once, however many operations a document has."""
    made: list[Any] = []
    compiled = jsonschema_rs.Draft202012Validator

    def compiling(rules: Any) -> Any:
        made.append(rules)
        return compiled(rules)

    monkeypatch.setattr(jsonschema_rs, "Draft202012Validator", compiling)
    extension._validator.cache_clear()
    assert [extension.wrong({"status": 200}, "operation") for _ in range(50)] == [None] * 50
    assert len(made) == 1


def test_an_operation_that_names_no_property_asks_for_no_other(tmp_path: Path) -> None:
    """A start infers nothing of the operations beside it, so it does not grow with their square."""

    class _Unasked(dict[str, Any]):
        def __missing__(self, name: str) -> Any:
            raise AssertionError(name)

    paths = {f"/a{number}": {"delete": operation(**{"x-mock": {"status": 200}})} for number in range(5)}
    api = app(tmp_path, {"paths": paths}).apis[0]
    check_declarations(api.document, _Unasked(), api.schemas)
