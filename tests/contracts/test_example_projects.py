"""The examples in Python: their own tests pass, run as their README says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.running import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

PROJECTS = {"python-service": 4, "connexion-app": 3}
"""Each with the number of its tests."""


def copied(name: str, folder: Path) -> Path:
    """The example in a folder of its own."""
    kept = shutil.ignore_patterns("__pycache__", ".contracts", ".pytest_cache", ".hypothesis")
    return shutil.copytree(ROOT / "examples" / name, folder / name, ignore=kept)


def printed_by(folder: Path, *words: str) -> str:
    """What pytest prints there."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--show-capture=no", *words]
    narrow = {**environment(), "COLUMNS": "80"}
    done = subprocess.run(command, cwd=folder, env=narrow, capture_output=True, text=True, timeout=900, check=False)
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", PROJECTS)
def test_the_tests_of_an_example_pass(name: str, tmp_path: Path) -> None:
    """All of them."""
    printed = printed_by(copied(name, tmp_path))
    assert f"\n{PROJECTS[name]} passed" in printed, printed


@pytest.mark.slow
def test_a_service_that_breaks_its_document_fails(tmp_path: Path) -> None:
    """The finding is told in lines of a terminal's width, but for what was sent."""
    folder = copied("python-service", tmp_path)
    shop = folder / "shop.py"
    shop.write_text(
        shop.read_text("utf-8").replace('int(order["count"]) * article["price"]', 'str(article["price"])'), "utf-8"
    )
    printed = printed_by(folder, "tests/test_contract.py")
    assert "1 failed" in printed, printed
    assert "/price must be an integer, not a string" in printed
    told = printed.partition("To see it again")[0].splitlines()
    assert max(map(len, told)) <= 80
    assert "Traceback" not in printed


def test_every_example_tells_its_commands() -> None:
    """In thirty lines at the most, and all of them are on the page of examples."""
    page = (ROOT / "docs" / "clients.md").read_text("utf-8")
    for name in ("vite", "npm-helper", "python-service", "connexion-app", "ci-repository"):
        text = (ROOT / "examples" / name / "README.md").read_text("utf-8")
        assert "```console" in text
        assert text.count("\n") <= 30
        assert f"../examples/{name}/README.md" in page
