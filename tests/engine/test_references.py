"""References: over files, in circles, to nothing, from the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.embedded import EmbeddedMock
from mock_server.errors import DocumentError
from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from pathlib import Path

TOP = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\n'


def write(folder: Path, **files: str) -> Path:
    """Write files (name without ending → YAML) and return the first one's path."""
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / f"{next(iter(files))}.yaml"


def test_over_several_files(tmp_path: Path) -> None:
    """A reference leads through a second file into a third, each relative to where it stands."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more/third.yaml").write_text("Name: {type: string}\n", "utf-8")
    root = write(
        tmp_path,
        root=TOP + "paths: {/a: {get: {parameters: [{$ref: 'other.yaml#/P'}], responses: {}}}}\n",
        other="P: {name: q, in: query, schema: {$ref: 'more/third.yaml#/Name'}}\n",
    )
    document = load_document(root)
    schema = document.operations[0].parameters[0].schema
    assert isinstance(schema, dict)
    assert document.resolve(schema["$ref"]) == {"type": "string"}


SPELLINGS = {
    "block": "schema:\n                $ref: other.yaml#/a",
    "flow": "schema: {$ref: other.yaml#/a}",
    "quoted": """schema: {'$ref': 'other.yaml#/a'}""",
    "json": """schema: {"description": "A", "$ref" : "other.yaml#/a"}""",
    "list": "schema:\n                allOf:\n                - $ref: ./other.yaml#/a",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_file_is_read_however_its_reference_is_written(tmp_path: Path, spelling: str) -> None:
    """A reference is found however it is written; a path that ends in ``/$ref`` is none."""
    (tmp_path / "other.yaml").write_text("a: {type: integer, minimum: 41, maximum: 41}\n", "utf-8")
    lines = [
        "openapi: 3.1.0", "info: {title: T, version: '1'}", "paths:", "  /users/$ref:", "    get:", "      responses:",
        "        '200':", "          description: A", "          content:", "            application/json:",
        f"              {SPELLINGS[spelling]}",
    ]  # fmt: skip
    (tmp_path / "openapi.yaml").write_text("\n".join(lines), "utf-8")
    with EmbeddedMock(tmp_path / "openapi.yaml") as mock:
        assert mock.ask("GET", "/users/$ref").json() == 41


def test_path_item_reference(tmp_path: Path) -> None:
    """A path item may stand in a file of its own."""
    root = write(
        tmp_path, root=TOP + "paths: {/a: {$ref: item.yaml}}\n", item="get: {operationId: here, responses: {}}\n"
    )
    assert [operation.id for operation in load_document(root).operations] == ["here"]


def test_examples_are_left_alone(tmp_path: Path) -> None:
    """A `$ref` inside an example is data."""
    root = write(
        tmp_path,
        root=TOP + "paths: {/a: {$ref: item.yaml}}\n",
        item="get: {responses: {'200': {description: '', content: {application/json: {example: {$ref: '#/x'}}}}}}\n",
    )
    example = load_document(root).operations[0].responses[0].content[0].examples[0]
    assert example.value == {"$ref": "#/x"}


@pytest.mark.parametrize(
    ("ref", "sentence"),
    [
        ("#/components/schemas/None", "points to nothing"),
        ("https://example.com/a.yaml#/A", "is not fetched"),
        ("missing.yaml", "which is no file"),
        ("#nowhere", "names no anchor"),
        ("#/components/schemas/Circle", "lead in a circle"),
    ],
)
def test_what_leads_nowhere(tmp_path: Path, ref: str, sentence: str) -> None:
    """A reference that can't be followed is one sentence with the file and the reference."""
    place = "#/components/schemas"
    circle = f"components: {{schemas: {{Circle: {{$ref: '{place}/Round'}}, Round: {{$ref: '{place}/Circle'}}}}}}\n"
    document = load_document(write(tmp_path, root=TOP + circle))
    absolute = ref if ref.startswith(("#", "http")) else f"#/x-files/{str(tmp_path / ref).replace('/', '~1')}"
    with pytest.raises(DocumentError, match=sentence):
        document.resolve(absolute)


def test_anchor(tmp_path: Path) -> None:
    """A plain-name fragment finds its `$anchor`."""
    root = write(tmp_path, root=TOP + "components: {schemas: {A: {$anchor: here, type: string}}}\n")
    assert load_document(root).resolve("#here")["type"] == "string"
