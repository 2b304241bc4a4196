"""Reports that somebody prints into a CI job's log: whatever the texts in them, no line of any format is a command."""

from __future__ import annotations

import io
import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from importlib import import_module
from typing import Any

import pytest

from contracts.reports import KINDS
from contracts.reports.terminal import Terminal
from tests.contracts.report_samples import report

EVIL = (
    "x\n::error file=a::boom\r::stop-commands::k\n\t::add-mask::s\u2028::warning::w"
    " ##[error]a ##vso[task.x]b ###[group]c ##teamcity[d]"
)
KEPT = ("fingerprint", "status", "started", "method", "document", "interrupted", "source", "verdict")
"""Fields that no target fills in."""
LINE_ENDS = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
COMMAND = re.compile(r"\s*::[\w-]|.*##\w*\[")
"""What the runners of GitHub, Azure Pipelines and TeamCity look for in a line, whatever ends it."""


def evil(value: Any, name: str = "") -> Any:
    """The value with a hostile text in place of each of its texts."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value if name in KEPT else f"{EVIL}{value}"
    if isinstance(value, bytes):
        return EVIL.encode() + value
    if isinstance(value, tuple):
        return tuple(evil(item, name) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {"target": value.target} if hasattr(value, "target") else {}
        return replace(value, **{f.name: evil(getattr(value, f.name), f.name) for f in fields(value) if f.init} | kept)
    return value


def is_obeyed(line: str) -> bool:
    """Whether a runner takes the line for a command."""
    return COMMAND.match(line) is not None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "github"])
def test_no_line_of_a_file_is_a_command(kind: str) -> None:
    """In none of the formats, `cat report.html` in a job included."""
    text = "".join(import_module(KINDS[kind]).render(evil(report())))
    assert [line for line in LINE_ENDS.split(text) if is_obeyed(line)] == []
    assert "boom" in text


def test_no_line_of_the_terminal_is_a_command() -> None:
    """The verdict, each drift and every note."""
    stream = io.StringIO()
    Terminal(stream, str).show(evil(report()), f"contracts check {EVIL}")
    assert [line for line in LINE_ENDS.split(stream.getvalue()) if is_obeyed(line)] == []


def test_annotations_are_commands_of_their_own_alone() -> None:
    """One line a drift, each with the three commands that the format has."""
    text = "".join(import_module(KINDS["github"]).render(evil(report())))
    lines = [line for line in LINE_ENDS.split(text) if line]
    assert all(re.match(r"::(error|warning|notice) ", line) for line in lines)
    assert not [line for line in lines if "##[" in line or "##vso[" in line]


def test_the_evil_text_is_obeyed_where_nothing_is_done_about_it() -> None:
    """So the tests above look at what they say."""
    assert [is_obeyed(line) for line in LINE_ENDS.split(EVIL)] == [False, True, True, True, True]
