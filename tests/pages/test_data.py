"""The YAML, TOML and JSON of the pages: each block is what its reader takes, document, overlay, settings or CI file."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
import yaml

from mock_server.command_line.configuration import parse
from mock_server.command_line.mcp_server.mcp_options import parser as agents_parser
from mock_server.openapi.reading import overlays
from mock_server.openapi.reading.document import METHODS
from reference.config_schema import schema as config_schema
from tests.configuration.test_file_schemas import is_valid
from tests.documents.asking import mock
from tests.pages.blocks import Block, blocks
from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEAD = {"openapi": "3.1.0", "info": {"title": "Example", "version": "1"}}
MEDIA = {name: {"schema": {"type": "object"}} for name in ("application/json", "text/event-stream")}
ANSWER = {"responses": {"200": {"description": "A", "content": MEDIA}}}


def served(tree: Any, folder: Path) -> None:
    """A document, or a part of one, is valid by the extension's schema and served: no operation fails."""
    assert is_valid("x-mock.schema.json", tree)
    operations = [(method, path) for path, item in tree["paths"].items() for method in item if method in METHODS]
    for method, path in operations:
        tree["paths"][path][method] = ANSWER | tree["paths"][path][method]
    asked = mock(folder, HEAD | tree)
    assert operations
    for method, path in operations:
        assert asked.ask(method.upper(), path.replace("{id}", "1")).status != 500, (method, path)


def an_overlay(tree: Any, _: Path) -> None:
    """By the schema for editors, and by the program."""
    assert is_valid("overlay.schema.json", tree)
    overlays.check(tree)


def first_records(tree: Any, _: Path) -> None:
    """By the schema of `--seed-data`."""
    assert is_valid("seed-data.schema.json", tree)


def steps_of_a_job(tree: Any, _: Path) -> None:
    """Every step that uses our action gives it inputs that it has, and those that it requires."""
    steps = tree if isinstance(tree, list) else [step for job in tree["jobs"].values() for step in job["steps"]]
    inputs = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))["inputs"]
    required = {name for name, given in inputs.items() if given.get("required")}
    for step in steps:
        assert ("uses" in step) != ("run" in step)
        if step.get("uses", "").startswith("OWNER/"):
            assert required <= set(step["with"]) <= set(inputs)


def hooks(tree: Any, _: Path) -> None:
    """Every hook is one of ours."""
    known = {hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    for repository in tree["repos"]:
        assert {hook["id"] for hook in repository["hooks"]} <= known


def a_job_of_gitlab(tree: Any, _: Path) -> None:
    """Its script is run by tests/contracts/test_ci_docs.py."""
    assert tree["contract"]["script"]


def settings(tree: Any, _: Path) -> None:
    """By the schema of mythic-mock.toml, which is made from the parsers."""
    jsonschema_rs.validator_for(json.loads(config_schema())).validate(tree.get("tool", {}).get("mythic-mock", tree))


def a_baseline(tree: Any, _: Path) -> None:
    """By the schema for editors."""
    seen = json.loads(json.dumps(tree, default=str))
    assert is_valid("baseline.schema.json", seen)


def options_of_pytest(tree: Any, _: Path) -> None:
    """Those that the plugin knows."""
    plugin = (ROOT / "contracts" / "pytest_plugin.py").read_text("utf-8")
    for name in tree["tool"]["pytest"]["ini_options"]:
        assert f'addini("{name}"' in plugin


def steps_of_an_answer(values: Any, _: Path) -> None:
    """Each step of a request's way has the members that the admin API documents."""
    document = yaml.safe_load((ROOT / "mock_server/server/admin/admin.openapi.yaml").read_text("utf-8"))
    known = set(document["components"]["schemas"]["Step"]["properties"])
    assert all(set(value) <= known for value in values)


def servers_for_agents(values: Any, _: Path) -> None:
    """The words of each server are a command line that is understood."""
    for value in values:
        (servers,) = value.values()
        for server in servers.values():
            words = [server["command"], *server["args"]]
            assert parse(agents_parser(), words[words.index("mythic-mock") + 1 :]).command == "mcp"


def reader(tree: Any) -> Callable[[Any, Path], None] | None:
    """Who takes such a block; None where nobody is known."""
    if isinstance(tree, list) and {"servers", "mcpServers"} & set(tree[0]):
        return servers_for_agents
    if isinstance(tree, list):
        return steps_of_an_answer if "step" in tree[0] else steps_of_a_job
    for member, function in (("paths", served), ("overlay", an_overlay), ("jobs", steps_of_a_job), ("repos", hooks),
                             ("contract", a_job_of_gitlab), ("drift", a_baseline), ("mock", settings),
                             ("mcp", settings)):  # fmt: skip
        if member in tree:
            return function
    if "tool" in tree:
        return settings if "mythic-mock" in tree["tool"] else options_of_pytest
    return first_records if all(isinstance(value, list) for value in tree.values()) else None


def read(block: Block) -> Any:
    """The value of a block; of JSON, all values that it has."""
    if block.language == "yaml":
        return yaml.safe_load(block.text)
    return tomllib.loads(block.text) if block.language == "toml" else json.loads(f"[{block.text}]")


@pytest.mark.parametrize("block", blocks("yaml", "toml", "json"), ids=lambda block: block.place)
def test_it_is_taken_by_its_reader(block: Block, tmp_path: Path) -> None:
    """Nothing in it is unknown, and what is served answers."""
    tree = read(block)
    function = reader(tree)
    assert function is not None, f"{block.place} is for nobody who is known"
    function(tree, tmp_path)
