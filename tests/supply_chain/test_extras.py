"""What is installed with which extra, and what is said where one is missing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest
from packaging.requirements import Requirement

from contracts.cli import main
from contracts.commands.check_in_pytest import check_options, check_report
from contracts.commands.needed_packages import EXTRA
from contracts.errors import ContractsError
from contracts.pytest_plugin import pytest_configure
from supply_chain.lock import ROOT, normalized

if TYPE_CHECKING:
    from pathlib import Path

EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]


def test_the_check_asks_for_what_its_extra_brings() -> None:
    """Neither a package more nor one less, but for codings that are told as unknown where they are."""
    brought = {normalized(Requirement(line).name) for line in EXTRAS["contracts"]}
    assert brought - {"brotli", "backports-zstd"} == set(EXTRA)


def test_all_brings_every_other_extra() -> None:
    """`all` names them, and holds nothing of its own."""
    (line,) = EXTRAS["all"]
    assert Requirement(line).name == "mythic-mock"
    assert Requirement(line).extras == set(EXTRAS) - {"all"}


@pytest.mark.parametrize("command", [["check", "http://127.0.0.1:9", "--yes"], ["accept", "r.json", "--reason", "x",
                                     "--owner", "y", "--expires", "2030-01-01"]])  # fmt: skip
def test_a_missing_extra_is_one_sentence(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What is missing, and the line that installs it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "schemathesis", None)
    monkeypatch.setitem(sys.modules, "rich", None)
    assert main(command) == 3
    error = capsys.readouterr().err
    assert error.startswith("contracts: schemathesis, rich are not installed")
    assert "pip install 'mythic-mock[contracts]'" in error
    assert error.count("\n") == 1


def test_a_report_without_what_it_takes_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fixture of a report says so, and skips no part of the check in silence."""
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ContractsError, match=r"hypothesis is not installed.*mythic-mock\[contracts\]"):
        check_report(check_options(["http://127.0.0.1:9"], settings=False))


def test_the_plugin_says_so_too() -> None:
    """A target is named, and what checks it is not there."""
    config = Mock(getoption=lambda name: "http://127.0.0.1:9" if name == "--contract-target" else None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "tomlkit", None)
        with pytest.raises(pytest.UsageError, match=r"tomlkit is not installed.*mythic-mock\[contracts\]"):
            pytest_configure(config)


@pytest.mark.skipif(shutil.which("make") is None, reason="a machine without make has no Makefile to run")
def test_uv_installs_where_it_is_there_and_pip_where_not(tmp_path: Path) -> None:
    """The same locked files, with hashes; `make UV=` takes pip all the same."""
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\n")
    uv.chmod(0o755)
    without = {**os.environ, "PATH": "/usr/bin:/bin"}
    beside = {**os.environ, "PATH": f"{tmp_path}:/usr/bin:/bin"}

    def told(environment: dict[str, str], *words: str) -> str:
        command = ["make", "-n", "-W", "pyproject.toml", *words, ".venv/.serve"]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout

    locked = "--no-deps --require-hashes -r requirements.lock"
    assert f"{uv} --quiet pip install --python .venv/bin/python {locked}" in told(beside)
    for lines in (told(without, "UV="), told(beside, "UV=")):
        assert f".venv/bin/python -m pip --disable-pip-version-check --quiet install {locked}" in lines
        assert "uv" not in lines.replace("uvloop", "")
