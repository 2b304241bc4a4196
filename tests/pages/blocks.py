"""The fenced blocks of the pages that users read, and the command lines in them."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES = tuple(
    path.relative_to(ROOT).as_posix()
    for path in (ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("examples/*/README.md")))
)
OURS = ("mythic-mock", "mock-server", "contracts")
_FENCE = re.compile(r"^( *)```([a-z]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(rf"^    (?=(?:[A-Z_]+=\S+ )*(?:{'|'.join(OURS)}) )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its page, the line that it begins at, the language that it names, and its text."""

    page: str
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        """Where it is, for the name of a test."""
        return f"{self.page}:{self.line}"

    @property
    def name(self) -> str:
        """The file that it is kept as, where its first line says so (`# shop.yaml`)."""
        found = re.match(r"# ([\w.-]+\.(?:yaml|toml|py))(?:\s|$)", self.text)
        return found[1] if found else ""


def page(name: str) -> str:
    """The text of a page."""
    return (ROOT / name).read_text("utf-8")


def blocks(*languages: str, within: tuple[str, ...] = PAGES) -> list[Block]:
    """The blocks of these languages (of all, if none is named), page by page."""
    found = []
    for name in within:
        text = page(name)
        for match in _FENCE.finditer(text):
            body = re.sub(rf"^{match[1]}", "", match[3], flags=re.MULTILINE)
            found.append(Block(name, text.count("\n", 0, match.start()) + 1, match[2], body))
    return [block for block in found if not languages or block.language in languages]


def command_lines(block: Block) -> Iterator[str]:
    """The commands of a `console` block: the lines after `$`, or all where none has it, continued to the last quote."""
    lines = block.text.replace("\\\n", " ").splitlines()
    has_prompts = any(line.startswith("$ ") for line in lines)
    while lines:
        line = lines.pop(0)
        if has_prompts and not line.startswith("$ "):
            continue
        while _is_open(line) and lines:
            line += "\n" + lines.pop(0)
        if line.strip():
            yield line.removeprefix("$ ")


def _is_open(line: str) -> bool:
    """Whether a quote of the line is still open."""
    try:
        shlex.split(line, comments=True)
    except ValueError:
        return True
    return False


def indented_lines(name: str) -> Iterator[str]:
    """The commands of ours that stand in a page's indented lines."""
    text = _FENCE.sub("", page(name)).replace("\\\n", " ")
    for match in _INDENTED.finditer(text):
        yield text[match.end() :].partition("\n")[0]


def inline_lines(name: str) -> Iterator[str]:
    """The words in code on a page that begin with a program of ours and name what it is to do."""
    text = _FENCE.sub("", page(name)).replace("\n", " ")
    yield from re.findall(rf"`((?:{'|'.join(OURS)}) [a-z-][^`]*)`", text)
