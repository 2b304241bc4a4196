"""What the packages import is what pyproject.toml declares."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("mock_server", "contracts")

ELSEWHERE = {
    "pytest": "the plugin is imported by pytest alone",
}


def test_every_import_is_declared() -> None:
    """Each library that a package imports is a dependency, or named above with its reason."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {_plain(re.split(r"[^\w.-]", line)[0]) for line in project["dependencies"]}
    owners = packages_distributions()
    missing = {
        library: owners.get(library, [])
        for library in _imported() - set(sys.stdlib_module_names) - set(PACKAGES)
        if not {_plain(owner) for owner in owners.get(library, [])} & (declared | set(ELSEWHERE))
    }
    assert not missing


def _imported() -> set[str]:
    found: set[str] = set()
    for path in (path for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
