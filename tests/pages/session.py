"""A page's console blocks, run one after the other in a folder as a reader would, and what they print."""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.pages.blocks import Block, blocks
from tests.running import RunningMock, environment, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

PORT = ":8000"
_SHORT = ("--fuzz", "0", "--cases", "0", "--seed", "1")
"""A check of a page is the whole one, which takes longer than a test may."""


class Session:
    """A reader's folder: the files of the page are in it, `mythic-mock` is installed, and one mock may be running."""

    def __init__(self, folder: Path, files: list[Block], *, whole: bool = False) -> None:
        self._folder = folder
        self._code = 0
        self._mock = contextlib.ExitStack()
        self._address = PORT
        self._environment = environment({"HOME": str(folder), "CI": "", "CONTRACTS_KEY": ""})
        for block in files:
            (folder / block.name).write_text(block.text, "utf-8")
        programs = folder / "bin"
        programs.mkdir()
        self._environment["PATH"] = f"{programs}:{self._environment['PATH']}"
        module = f'"{sys.executable}" -m mock_server.one_command'
        check = f'if [ "$1" = check ]; then exec {module} "$@" {shlex.join(() if whole else _SHORT)}; fi'
        for name, script in (("mythic-mock", f'{check}\nexec {module} "$@"'), ("curl", f'exec {_curl()} -sS "$@"')):
            (programs / name).write_text(f"#!/bin/sh\n{script}\n")
            (programs / name).chmod(0o755)

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self._mock.close()

    def run(self, line: str) -> str:
        """What a line prints, as if it had been 8000 that was listened on."""
        words = shlex.split(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self._environment[name] = value
            return ""
        if words[:2] == ["pip", "install"]:
            return ""
        if words[:2] == ["mythic-mock", "serve"]:
            return self._serve(Path(words[2]), words[3:]).replace(self._address, PORT)
        done = subprocess.run(
            ["bash", "-c", f"(exit {self._code}); {line.replace(PORT, self._address)}"],
            cwd=self._folder, env=self._environment, capture_output=True, text=True, timeout=600, check=False,
        )  # fmt: skip
        self._code = done.returncode
        return done.stdout.replace(self._address, PORT)

    @property
    def code(self) -> int:
        """The exit code of the last line."""
        return self._code

    def _serve(self, spec: Path, options: list[str]) -> str:
        self._mock.close()
        store = "" if "--store" in options else "mock-server.journal"
        started: RunningMock = self._mock.enter_context(
            running_mock(*options, spec=spec, cwd=self._folder, env=self._environment, store=store or "memory:")
        )
        self._address = f":{started.address[1]}"
        return started.stdout


def _curl() -> str:
    return subprocess.run(["sh", "-c", "command -v curl"], capture_output=True, text=True, check=True).stdout.strip()


def files_of(*pages: str) -> list[Block]:
    """The blocks of these pages that are kept as files."""
    return [block for block in blocks("yaml", "toml", "python", within=pages) if block.name]


def steps(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a block with what the page shows of its output."""
    for part in re.split(r"^\$ ", block.text.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
        line, _, shown = part.partition("\n")
        yield line, shown


def shows(shown: str, printed: str) -> bool:
    """Whether a command printed what a page shows; `…` stands for anything."""
    form = ".*".join(re.escape(piece) for piece in shown.strip().split("…"))
    return re.fullmatch(form, printed.strip(), re.DOTALL) is not None
