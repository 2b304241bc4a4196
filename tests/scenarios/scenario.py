"""Reads the text of a scenario; docs/scenarios.md tells the format."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
_SECTION = re.compile(r"^=== (\w+)[ \t]*\n", re.MULTILINE)
_HEADS = ("public", "document", "options", "expected-to-fail", "openapi")


class ScenarioError(Exception):
    """A text that is no scenario; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Message:
    """A request or an answer as it is written: the first line, header lines, body (None where none is written)."""

    start: str
    headers: tuple[tuple[str, str], ...]
    body: str | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is shown, the document, words of the mock's command line, and the exchanges in their order.

    ``public`` is the file of a document that is not kept here, in place of ``document``, None where it is not there
    either. ``reason`` says why the mock answers otherwise today; empty where it answers right.
    """

    title: str
    document: dict[str, Any]
    options: tuple[str, ...]
    reason: str
    public: Path | None
    exchanges: tuple[tuple[Message, Message], ...]


def scenarios() -> list[Path]:
    """The files of all scenarios."""
    return sorted(FOLDER.glob("*/*.txt"))


def read(path: Path) -> Scenario:
    """The scenario in a file; raises ScenarioError."""
    head, *parts = _SECTION.split(path.read_text("utf-8"))
    title, heads = _head(head, path)
    sections = list(zip(parts[::2], parts[1::2], strict=True))
    tree = _document(heads, sections, path)
    messages = [(name, _message(text)) for name, text in sections if name != "document"]
    if not messages or [name for name, _ in messages] != ["request", "answer"] * (len(messages) // 2):
        raise ScenarioError(f"{path}: after the document, each `=== request` is followed by its `=== answer`")
    pairs = zip(messages[::2], messages[1::2], strict=True)
    return Scenario(
        title,
        tree,
        tuple(heads.get("options", "").split()),
        heads.get("expected-to-fail", ""),
        public(heads["public"]) if "public" in heads else None,
        tuple((request, answer) for (_, request), (_, answer) in pairs),
    )


def _head(text: str, path: Path) -> tuple[str, dict[str, str]]:
    title, *lines = text.strip().splitlines() or [""]
    heads = {}
    for line in filter(None, lines):
        name, colon, value = line.partition(":")
        if not colon or name not in _HEADS:
            raise ScenarioError(f"{path}: `{line}` is none of the lines {', '.join(_HEADS)}")
        heads[name] = value.strip()
    if not title:
        raise ScenarioError(f"{path}: the first line says what is shown")
    return title, heads


def public(name: str) -> Path | None:
    """The public document in a folder of this name below $SPECS_DIR, or in the folder of new ones beside it."""
    first = Path(os.environ.get("SPECS_DIR") or FOLDER.parents[2] / "shared" / "specs")
    for folder in (first / name, first.with_name(f"{first.name}-new") / name):
        found = [file for file in sorted(folder.glob("*")) if file.suffix in (".json", ".yaml", ".yml")]
        if found:
            return found[0]
    return None


def _document(heads: dict[str, str], sections: list[tuple[str, str]], path: Path) -> dict[str, Any]:
    if "public" in heads:
        return {}
    inline = [text for name, text in sections if name == "document"]
    if len(inline) + ("document" in heads) != 1:
        raise ScenarioError(f"{path}: name one document with `document:`, or write it after `=== document`")
    text = inline[0] if inline else (FOLDER / "documents" / heads["document"]).read_text("utf-8")
    usual = {"openapi": heads.get("openapi", "3.1.0"), "info": {"title": "Scenario", "version": "1"}}
    return {**usual, **_tree(text)}


@cache
def _tree(text: str) -> dict[str, Any]:
    return dict(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _message(text: str) -> Message:
    head, blank, body = text.strip("\n").partition("\n\n")
    start, *lines = head.splitlines() or [""]
    headers = tuple((name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    return Message(start.strip(), headers, body if blank else None)
