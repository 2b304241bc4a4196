"""The JSON Schemas for editors: current, and of one opinion with the programs about right and wrong files."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml

from contracts.errors import UsageError as CheckUsageError
from contracts.judging import baseline
from mock_server.cli import main
from mock_server.engine.seeding import _read
from mock_server.errors import MockServerError, UsageError
from mock_server.openapi import load_document
from mock_server.openapi.reading import overlays
from reference.file_schemas import FOLDER, schemas, text
from supply_chain.lock import ROOT
from tests.documents.test_explained import _tree

if TYPE_CHECKING:
    from collections.abc import Callable

X_MOCK, OVERLAY, BASELINE, SEEDS = schemas()
ENTRY = {"fingerprint": "068d50ec9d97", "reason": "r", "owner": "o", "expires": "2027-01-31"}
OVERLAID = {"overlay": "1.0.0", "info": {"title": "t", "version": "1"}, "actions": [{"target": "$", "update": {}}]}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/notes/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "d",
                        "content": {"application/json": {"schema": {"properties": {"a": {"items": {}}}}}},
                    }
                },
            }
        }
    },
    "components": {"securitySchemes": {"k": {"type": "http", "scheme": "bearer"}}},
}


def is_valid(name: str, value: Any) -> bool:
    """Whether a schema takes a value as an editor sees it."""
    seen = json.loads(json.dumps(value, default=str))
    return jsonschema_rs.validator_for(schemas()[name], validate_formats=True).is_valid(seen)


def blocks(page: str, language: str) -> list[str]:
    """The blocks of a language on a page of the documentation."""
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / "docs" / page).read_text("utf-8"), re.S)


@pytest.mark.parametrize("name", schemas())
def test_each_schema_is_written_as_it_is_today(name: str) -> None:
    """`make reference` writes it anew; it is a schema."""
    assert (FOLDER / name).read_text("utf-8") == text(schemas()[name])
    jsonschema_rs.meta.validate(schemas()[name])


def test_the_repository_s_own_files_are_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our document, every example of the pages, and what `init` writes."""
    assert is_valid(X_MOCK, yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8")))
    examples = blocks("x-mock.md", "yaml")
    assert len(examples) > 10
    assert [example for example in examples if not is_valid(X_MOCK, yaml.safe_load(example))] == []
    assert all(is_valid(OVERLAY, yaml.safe_load(example)) for example in blocks("overlay.md", "yaml"))
    assert all(is_valid(BASELINE, tomllib.loads(example)) for example in blocks("baseline.md", "toml"))
    (seeds,) = (example for example in blocks("any-document.md", "yaml") if example.startswith("things:"))
    assert is_valid(SEEDS, yaml.safe_load(seeds))
    monkeypatch.chdir(tmp_path)
    Path("theirs.json").write_text(json.dumps(_tree()))
    assert main(["init", "theirs.json"]) == 0
    assert is_valid(OVERLAY, yaml.safe_load(Path("mock-overlay.yaml").read_text("utf-8")))


def refused(load: Callable[[], object]) -> bool:
    """Whether a program refuses what it reads."""
    try:
        load()
    except (MockServerError, UsageError, CheckUsageError):
        return True
    return False


ITEM = "paths /notes/{id}"
SUCCESS = f"{ITEM} get responses 200"
NESTED = f"{SUCCESS} content application/json schema properties a items"


@pytest.mark.parametrize(
    ("where", "value", "right"),
    [
        ("", {"faults": ["latency 1s"]}, True),
        ("", {"action": "read"}, False),
        (ITEM, {"faults": []}, True),
        (ITEM, {"action": "read"}, False),
        (f"{ITEM} get", {"action": "read", "resource": "notes", "key": "$request.path.id"}, True),
        (f"{ITEM} get", {"action": "raed"}, False),
        (f"{ITEM} get", {"key": "id"}, False),
        (f"{ITEM} get", {"staus": 200}, False),
        (f"{ITEM} get parameters 0 schema", {"secret": "yes"}, False),
        (NESTED, {"secret": "yes"}, False),
        (SUCCESS, {"violations": 3}, False),
        ("components securitySchemes k", {"keys": ["a"]}, True),
        ("components securitySchemes k", {"key": "a"}, False),
    ],
)
def test_schema_and_mock_agree_on_the_extension(where: str, value: Any, right: bool, tmp_path: Path) -> None:
    """At each of its places."""
    from mock_server.openapi.behaviour.extension import check

    tree: Any = copy.deepcopy(DOCUMENT)
    node: Any = tree
    for token in where.split(" ") if where else ():
        node = node[int(token)] if isinstance(node, list) else node[token]
    node["x-mock"] = value
    (tmp_path / "d.json").write_text(json.dumps(tree))
    assert is_valid(X_MOCK, tree) is right
    assert refused(lambda: check(load_document(tmp_path / "d.json"))) is not right


@pytest.mark.parametrize(
    "change",
    [{"overlay": "2.0.0"}, {"info": {"title": "t"}}, {"actions": []}, {"actions": [{"update": {}}]},
     {"actions": [{"target": "$"}]}, {"actions": [{"target": "$", "updates": {}}]},
     {"actions": [{"target": "$", "remove": "yes"}]}],
)  # fmt: skip
def test_schema_and_programs_agree_on_overlays(change: dict[str, Any]) -> None:
    """A right one with one thing wrong."""
    assert is_valid(OVERLAY, OVERLAID)
    assert not refused(lambda: overlays.check(OVERLAID))
    assert not is_valid(OVERLAY, OVERLAID | change)
    assert refused(lambda: overlays.check(OVERLAID | change))


def test_an_overlay_s_extension_is_looked_at() -> None:
    """What no place knows is underlined before it is applied."""
    actions = [{"target": "$.paths['/a'].get", "update": {"x-mock": {"actoin": "read"}}}]
    assert not is_valid(OVERLAY, OVERLAID | {"actions": actions})


@pytest.mark.parametrize(
    "change",
    [{"fingerprint": "abc"}, {"expires": "soon"}, {"reason": ""}, {"owners": "x"}, {"flaky": "no"}, {"also": "x"},
     {"owner": None}],
)  # fmt: skip
def test_schema_and_check_agree_on_baselines(change: dict[str, Any], tmp_path: Path) -> None:
    """A right entry with one thing wrong, or left out."""

    def toml(entry: dict[str, Any]) -> Path:
        lines = [f"{k} = {json.dumps(v)}" for k, v in entry.items() if v is not None]
        lines = [line.replace('"2027-01-31"', "2027-01-31") for line in lines]
        path = tmp_path / "drift.toml"
        path.write_text("[[drift]]\n" + "\n".join(lines) + "\n")
        return path

    right, wrong = toml(ENTRY), ENTRY | change
    assert is_valid(BASELINE, {"drift": [ENTRY]})
    assert not refused(lambda: baseline.load(right))
    assert not is_valid(BASELINE, {"drift": [{k: v for k, v in wrong.items() if v is not None}]})
    assert refused(lambda: baseline.load(toml(wrong)))


@pytest.mark.parametrize(
    ("content", "right"),
    [
        ({"things": [{"id": 1}]}, True),
        ({"$schema": "seed-data.schema.json", "things": {"1": {"id": 1}}}, True),
        ([{"id": 1}], True),
        ({"things": 3}, False),
        ({"things": [3]}, False),
        ({"things": {"a": 3}}, False),
        ("things", False),
    ],
)
def test_schema_and_mock_agree_on_first_records(content: Any, right: bool, tmp_path: Path) -> None:
    """A file of them, and the key that names the schema."""
    (tmp_path / "things.json").write_text(json.dumps(content))
    assert is_valid(SEEDS, content) is right
    assert refused(lambda: [name for _, name, _ in _read(tmp_path / "things.json")]) is not right
    if right:
        assert [name for _, name, _ in _read(tmp_path / "things.json")] == ["things"]
