"""The locks agree with pyproject.toml and constraints.txt, hold hashes, and no address."""

from __future__ import annotations

import json
import tomllib
from typing import TYPE_CHECKING

import pytest
from packaging.dependency_groups import resolve_dependency_groups
from packaging.requirements import Requirement

from supply_chain.lock import DEVELOPMENT, ROOT, RUNTIME, normalized, pins

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = WRITTEN["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIRED = {RUNTIME: [*PROJECT["dependencies"], *EXTRAS["contracts"], *EXTRAS["speed"]]}
REQUIRED[DEVELOPMENT] = [
    *REQUIRED[RUNTIME],
    *EXTRAS["pytest"],
    *EXTRAS["redis"],
    *resolve_dependency_groups(WRITTEN["dependency-groups"], "dev"),
]


@pytest.mark.parametrize("path", [RUNTIME, DEVELOPMENT], ids=lambda path: path.name)
def test_a_lock_holds_what_the_project_asks_for(path: Path) -> None:
    """Each declared dependency is pinned, in a version that the declaration allows, and so is what its extras bring."""
    held = pins(path)
    for line in REQUIRED[path]:
        wanted = Requirement(line)
        assert normalized(wanted.name) in held, line
        assert wanted.specifier.contains(held[normalized(wanted.name)].version), line


def test_the_development_lock_and_the_constraints_hold_the_same_versions() -> None:
    """A version that is tested with is the one that is installed, whichever of the three files names it."""
    development = pins(DEVELOPMENT)
    for name, pin in pins(RUNTIME).items():
        assert development[name].version == pin.version
        assert set(pin.hashes) == set(development[name].hashes)
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    constraints = {normalized(line.partition("==")[0]): line.partition("==")[2] for line in lines}
    assert constraints == {name: pin.version for name, pin in development.items() if name != "pip"}


@pytest.mark.parametrize("path", [RUNTIME, DEVELOPMENT], ids=lambda path: path.name)
def test_a_lock_names_no_address(path: Path) -> None:
    """Any index will do: the hashes say which files are right."""
    assert "://" not in path.read_text("utf-8")
    assert all(pin.hashes for pin in pins(path).values())


def test_nothing_is_locked_that_makes_every_start_slow() -> None:
    """Where the grammars of IRIs are installed, whatever imports jsonschema compiles them, and every mock does."""
    assert "rfc3987-syntax" not in pins(DEVELOPMENT)


@pytest.mark.parametrize("line", ["a==1.0\n", "a>=1 \\\n    --hash=sha256:" + "0" * 64 + "\n", "-e .\n", "\n"])
def test_a_line_without_a_hash_is_no_pin(tmp_path: Path, line: str) -> None:
    """What would be installed unseen is told."""
    (tmp_path / "x.lock").write_text(f"b==1 \\\n    --hash=sha256:{'1' * 64}\n{line}")
    with pytest.raises(ValueError, match="no pin"):
        pins(tmp_path / "x.lock")


@pytest.mark.slow
def test_the_bill_of_materials_names_every_dependency(bill: Path) -> None:
    """What `make build` writes is CycloneDX, with name, version and hashes of all that comes with the package."""
    told = json.loads(bill.read_text("utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    assert told["metadata"]["component"]["name"] == PROJECT["name"]
    named = {normalized(item["name"]): item for item in told["components"]}
    assert {name: item["version"] for name, item in named.items()} == {n: p.version for n, p in pins(RUNTIME).items()}
    assert all("SHA-256" in json.dumps(item) for item in named.values())
