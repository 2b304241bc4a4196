"""Schemas that name themselves, references by such names, and the required tests of JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mock_server.openapi.generator.synthesis import Synthesis
from mock_server.openapi.reading.document import load_document
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators
from mock_server.values import Values
from tests.documents.asking import answering, document

_SUITE = next((folder for folder in (Path(__file__).parents[n] / "shared" / "json-schema" / "tests" for n in (3, 4))
               if folder.is_dir()), None)  # fmt: skip
_ELSEWHERE = ("format", "refRemote", "vocabulary")
"""What is an annotation here, or needs files that are not at hand."""


class _Judge:
    """The schema in a file beside a document of one operation."""

    def __init__(self, folder: Path, schema: Any) -> None:
        (folder / "schema.json").write_text(json.dumps(schema), "utf-8")
        tree = document({"/a": {"get": answering({"$ref": "schema.json"})}})
        (folder / "openapi.json").write_text(json.dumps(tree), "utf-8")
        loaded = load_document(folder / "openapi.json")
        self.schema = loaded.operations[0].responses[0].content[0].schema or {}
        self.validators = Validators(Schemas(loaded))

    def accepts(self, value: Any) -> bool:
        """Whether the value conforms."""
        return bool(self.validators.validator(self.schema, "response").is_valid(value))

    def made(self) -> Any:
        """A generated value."""
        return Synthesis(self.validators, Values(1)).generate(self.schema)


_ANYTHING: tuple[Any, ...] = (None, 1, "a", [], {})
_OWN: list[tuple[str, Any, Any, Any]] = [
    ("a base", {"$id": "https://x.example/a/b", "$ref": "c", "$defs": {"n": {"$id": "c", "type": "integer"}}}, 1, "x"),
    (
        "a fragment of the nearest name",
        {"$defs": {"a": {"$id": "urn:x:1", "$ref": "#/$defs/i", "$defs": {"i": {"const": 4}}}}, "$ref": "urn:x:1"},
        4,
        5,
    ),
    (
        "anchors of two resources",
        {
            "$id": "https://x.example/r",
            "$ref": "s#k",
            "$defs": {
                "a": {"$anchor": "k", "const": 1},
                "b": {"$id": "s", "$defs": {"c": {"$anchor": "k", "const": 2}}},
            },
        },
        2,
        1,
    ),
    (
        "a property of that name",
        {"properties": {"$id": {"type": "integer"}, "$anchor": {"const": 1}}},
        {"$id": 1},
        {"$id": "a"},
    ),
    (
        "names in a payload",
        {"enum": [{"$id": "https://x.example/no", "$anchor": "k"}], "$defs": {"k": {"$anchor": "k"}}},
        {"$id": "https://x.example/no", "$anchor": "k"},
        {},
    ),
    (
        "a list of what is outermost",
        {
            "$id": "https://x.example/numbers",
            "$ref": "list",
            "$defs": {
                "item": {"$dynamicAnchor": "item", "type": "integer"},
                "list": {
                    "$id": "list",
                    "type": "array",
                    "minItems": 1,
                    "items": {"$dynamicRef": "#item"},
                    "$defs": {"any": {"$dynamicAnchor": "item"}},
                },
            },
        },
        [1],
        ["a"],
    ),
    (
        "counts with a fraction of nothing",
        {"type": "array", "items": {"type": "integer"}, "maxItems": 2.0, "minItems": 2.0},
        [1, 2],
        [1],
    ),
    (
        "an obsolete keyword beside others",
        {
            "type": "object",
            "required": ["n"],
            "$recursiveAnchor": True,
            "properties": {"n": {"$recursiveRef": "#", "type": "integer", "maximum": "x"}},
        },
        {"n": 7},
        {"n": "x"},
    ),
]


@pytest.mark.parametrize(("what", "schema", "good", "bad"), _OWN, ids=[own[0] for own in _OWN])
def test_names_lead_where_they_say(what: str, schema: Any, good: Any, bad: Any, tmp_path: Path) -> None:
    """By verdict and by generation."""
    judge = _Judge(tmp_path, schema)
    assert judge.accepts(good), what
    assert not judge.accepts(bad), what
    assert judge.accepts(judge.made()), what


def test_an_empty_enum_allows_nothing(tmp_path: Path) -> None:
    """Its schema can't be satisfied, so nothing is right."""
    judge = _Judge(tmp_path, {"enum": []})
    assert not any(judge.accepts(value) for value in _ANYTHING)


@pytest.mark.skipif(_SUITE is None, reason="the suite's tests are not at hand")
def test_the_required_tests_of_json_schema_hold(tmp_path: Path) -> None:
    """Every verdict is the suite's; a generated value conforms wherever some value does."""
    wrong = []
    for file in sorted((_SUITE or Path()).glob("*.json")):
        if file.stem in _ELSEWHERE:
            continue
        for group in json.loads(file.read_text("utf-8")):
            if "localhost:1234" in json.dumps(group["schema"]):
                continue
            judge = _Judge(tmp_path, group["schema"])
            about = f"{file.stem}: {group['description']}"
            for test in group["tests"]:
                if judge.accepts(test["data"]) != test["valid"]:
                    wrong.append(f"{about}: {test['description']}")
            if any(test["valid"] for test in group["tests"]) and not judge.accepts(judge.made()):
                wrong.append(f"{about}: generated")
    assert wrong == []
