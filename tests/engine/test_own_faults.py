"""A fault of the engine itself: the client is told, and the store is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.embedded import EmbeddedMock

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = """
openapi: 3.0.3
info: {title: Shelves, version: "1"}
paths:
  /shelves:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}
      responses: {"201": {description: made, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
    get:
      responses:
        "200":
          description: all
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Shelf'}}}}
  /shelves/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}
        "404": {description: none}
    put:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}
      responses: {"200": {description: put, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
    patch:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}
      responses: {"200": {description: put, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
    delete:
      responses: {"200": {description: gone, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}
components:
  schemas:
    S: {type: object, required: [id], properties: {id: {type: string}, wood: {type: string}}}
"""

WRITES = [
    ("POST", "/shelves", {"id": "b", "wood": "oak"}),
    ("PUT", "/shelves/a", {"id": "a", "wood": "ash"}),
    ("PATCH", "/shelves/a", {"id": "a", "wood": "elm"}),
    ("DELETE", "/shelves/a", None),
]


def failing(*_: Any, **__: Any) -> Any:
    """A library that breaks."""
    raise TypeError("a fault of our own")


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
@pytest.mark.parametrize(
    "place", ["mock_server.engine.operation_plan.json_answer", "mock_server.engine.answers.SuccessAnswer.value"]
)
def test_a_fault_of_the_engine_is_a_500_that_changes_nothing(
    method: str, path: str, body: Any, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever breaks on the way to an answer, the client gets a 500, and reads what was there before."""
    (tmp_path / "shelves.yaml").write_text(DOCUMENT)
    with EmbeddedMock(tmp_path / "shelves.yaml") as mock:
        assert mock.ask("POST", "/shelves", json={"id": "a", "wood": "fir"}).status == 201
        before = mock.ask("GET", "/shelves").json()
        with monkeypatch.context() as broken:
            broken.setattr(place, failing)
            assert mock.ask(method, path, json=body).status == 500
        assert mock.ask("GET", "/shelves").json() == before == [{"id": "a", "wood": "fir"}]
