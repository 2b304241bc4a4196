"""docs/schemas/mythic-mock.schema.json: what may stand in the file of settings, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.command_line.configuration.program_option import ProgramOption, options_of
from reference.programs import tables

if TYPE_CHECKING:
    import argparse

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schemas" / "mythic-mock.schema.json"


def schema() -> str:
    """The schema as text."""
    programs = {name: {"$ref": f"#/$defs/{name}"} for name in tables()}
    one = {"type": "object", "properties": programs, "additionalProperties": False}
    tree = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mythic-mock.toml",
        "description": "Settings of mock-server, contracts check, contracts proxy and mythic-mock mcp; the same below"
        " tool.mythic-mock of pyproject.toml. An option of the command line stands before a variable, a variable before"
        " the file.",
        **one,
        "properties": {
            "$schema": {"type": "string"},
            **programs,
            "profile": {
                "type": "object",
                "description": "Tables that stand before the others where --config-profile names them",
                "additionalProperties": one,
            },
        },
        "$defs": {name: _table(parser) for name, parser in tables().items()},
    }
    return json.dumps(tree, indent=2, ensure_ascii=False) + "\n"


def _table(parser: argparse.ArgumentParser) -> dict[str, Any]:
    properties = {name: _option(option) for name, option in options_of(parser).items()}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _option(option: ProgramOption) -> dict[str, Any]:
    told = {"description": option.says}
    if option.flag:
        return {"type": "boolean", **told}
    value = _value(option)
    return {**({"type": "array", "items": value} if option.many else value), **told}


def _value(option: ProgramOption) -> dict[str, Any]:
    if option.action.choices is not None:
        return {"enum": list(option.action.choices)}
    number = {"int": "integer", "float": "number"}.get(option.kind)
    if number is None:
        return {"type": "string"}
    if isinstance(option.action.type, type):
        return {"type": number}
    return {"type": [number, "string"]}
