"""Every example of docs/x-mock.md is served and answers as the page says, and the page leaves no field out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mock_server.openapi.behaviour.extension import schema
from tests.documents.asking import mock

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "x-mock.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```\n\n```exchange\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
_LINE = re.compile(
    r"(?P<method>[A-Z]+) (?P<target>\S+)(?: (?P<body>\{.*?\}))?(?: \[(?P<header>[^\]]*)\])? → (?P<status>\d+)"
    r"(?: (?P<answer>\{.*\}))?(?: (?P<field>\w+) ~ (?P<form>\S+))?"
)


@pytest.mark.parametrize(("text", "exchange"), EXAMPLES, ids=[str(number) for number in range(len(EXAMPLES))])
def test_examples(tmp_path: Path, text: str, exchange: str) -> None:
    """The example's requests, one after the other, are answered as they are written."""
    tree = {"openapi": "3.0.3", "info": {"title": "Example", "version": "1"}, **yaml.safe_load(text)}
    asked = mock(tmp_path, tree)
    for line in exchange.splitlines():
        said = _LINE.fullmatch(line)
        assert said is not None, line
        name, _, value = (said["header"] or "").partition(": ")
        body = json.loads(said["body"]) if said["body"] else None
        reply = asked.ask(said["method"], said["target"], body, {name: value} if name else {})
        assert reply.status == int(said["status"]), (line, reply.body)
        if said["answer"]:
            assert _holds(reply.json, json.loads(said["answer"])), (line, reply.body)
        if said["form"]:
            assert re.fullmatch(said["form"], reply.json[said["field"]])


def test_every_field_is_explained() -> None:
    """Each field of the extension's JSON Schema stands on the page and in one of its examples."""
    examples = "".join(text for text, _ in EXAMPLES)
    for place in ("operation", "pathItem", "document", "fault", "schema", "securityScheme", "response"):
        for name in schema()["$defs"][place]["properties"]:
            assert f"`{name}`" in PAGE
            assert re.search(rf"\b{name}: ", examples), name


def _holds(value: Any, wanted: Any) -> bool:
    """Whether ``value`` has everything that ``wanted`` has."""
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(name in value and _holds(value[name], wanted[name]) for name in wanted)
    return bool(value == wanted)
