"""A merge takes no other record's place; what the mock made up stands in nobody's way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.embedded import EmbeddedMock

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = """
openapi: 3.0.3
info: {title: Boats, version: "1"}
paths:
  /boats:
    post:
      requestBody: &body {content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}}
      responses: {"201": &shown {description: made, content: *content}, "409": {description: taken}}
  /boats/{hull}:
    parameters: [{name: hull, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": *shown, "404": {description: none}}}
    patch:
      requestBody:
        content:
          application/merge-patch+json: {schema: {$ref: '#/components/schemas/Boat'}}
          application/json-patch+json: {schema: {type: array, items: {type: object}}}
      responses: {"200": *shown, "404": {description: none}}
components:
  schemas:
    Boat: {type: object, properties: {hull: {type: string}, sail: {type: string}}}
""".replace("content: *content", "content: {application/json: {schema: {$ref: '#/components/schemas/Boat'}}}")

PATCHES = [
    ("application/merge-patch+json", {"hull": "b", "sail": "red"}),
    ("application/json-patch+json", [{"op": "replace", "path": "/hull", "value": "b"},
                                     {"op": "replace", "path": "/sail", "value": "red"}]),
]  # fmt: skip


@pytest.mark.parametrize(("media_type", "patch"), PATCHES)
def test_a_merge_takes_no_other_records_key(media_type: str, patch: Any, tmp_path: Path) -> None:
    """The record stays where it is, under its own key, and no other one is touched."""
    (tmp_path / "boats.yaml").write_text(DOCUMENT)
    with EmbeddedMock(tmp_path / "boats.yaml") as mock:
        for hull in ("a", "b"):
            assert mock.ask("POST", "/boats", json={"hull": hull, "sail": "white"}).status == 201
        merged = mock.ask("PATCH", "/boats/a", json=patch, headers={"Content-Type": media_type})
        assert merged.json() == mock.ask("GET", "/boats/a").json() == {"hull": "a", "sail": "red"}
        assert mock.ask("GET", "/boats/b").json() == {"hull": "b", "sail": "white"}


def test_an_invented_record_is_no_conflict(tmp_path: Path) -> None:
    """A create of a key that is there only because the mock made it up succeeds, once."""
    (tmp_path / "boats.yaml").write_text(DOCUMENT)
    with EmbeddedMock(tmp_path / "boats.yaml") as mock:
        patch = {"Content-Type": "application/merge-patch+json"}
        assert mock.ask("PATCH", "/boats/a", json={"sail": "red"}, headers=patch).status in (200, 404)
        assert mock.ask("POST", "/boats", json={"hull": "a", "sail": "white"}).status == 201
        assert mock.ask("GET", "/boats/a").json() == {"hull": "a", "sail": "white"}
        assert mock.ask("POST", "/boats", json={"hull": "a", "sail": "blue"}).status == 409
        assert mock.ask("GET", "/boats/a").json() == {"hull": "a", "sail": "white"}


GROWING = {
    "doubled": ([{"op": "copy", "from": "", "path": "/list/-"}] * 40, "values would be copied"),
    "deepened": ([{"op": "copy", "from": "", "path": "/any"}] * 150, "nested deeper than 100 levels"),
}


@pytest.mark.parametrize("kind", GROWING)
def test_a_patch_of_copies_has_an_end(kind: str, tmp_path: Path) -> None:
    """What copies of copies would make of a record is refused, and the record stays as it was."""
    patch, said = GROWING[kind]
    document = DOCUMENT.replace("sail: {type: string}", "sail: {type: string}, list: {type: array, items: {}}, any: {}")
    (tmp_path / "boats.yaml").write_text(document)
    with EmbeddedMock(tmp_path / "boats.yaml") as mock:
        mock.ask("POST", "/boats", json={"hull": "a", "list": [1]})
        refused = mock.ask("PATCH", "/boats/a", json=patch, headers={"Content-Type": "application/json-patch+json"})
        assert refused.status == 400
        assert said in refused.body.decode()
        assert mock.ask("GET", "/boats/a").json() == {"hull": "a", "list": [1]}


@pytest.mark.parametrize(("may", "shown"), [(True, None), (False, "white")])
def test_a_null_of_what_every_record_has_is_kept(may: bool, shown: str | None, tmp_path: Path) -> None:
    """A member that each record has, and that may be null, is null then: a value that nobody sent was made up."""
    sail = f"sail: {{type: string, nullable: {str(may).lower()}}}"
    boat = f"type: object, required: [sail], properties: {{hull: {{type: string}}, {sail}}}"
    change = (
        "application/merge-patch+json: {schema: {type: object, properties: {sail: {type: string, nullable: true}}}}"
    )
    document = DOCUMENT.replace("application/merge-patch+json: {schema: {$ref: '#/components/schemas/Boat'}}", change)
    document = document.replace("type: object, properties: {hull: {type: string}, sail: {type: string}}", boat)
    (tmp_path / "boats.yaml").write_text(document)
    with EmbeddedMock(tmp_path / "boats.yaml") as mock:
        mock.ask("POST", "/boats", json={"hull": "a", "sail": "white"})
        patch = {"Content-Type": "application/merge-patch+json"}
        assert mock.ask("PATCH", "/boats/a", json={"sail": None}, headers=patch).status == 200
        assert mock.ask("GET", "/boats/a").json() == {"hull": "a", "sail": shown}
