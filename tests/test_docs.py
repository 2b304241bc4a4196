"""The documentation: nothing in it leads nowhere, and no option, field or law is left out of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")]


def words(page: str) -> str:
    """The text of one page."""
    return (ROOT / page).read_text("utf-8")


def options(*command: str) -> set[str]:
    """The long options that a command's help tells."""
    words = [sys.executable, "-m", *command, "--help"]
    shown = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, check=True)
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", shown.stdout)) - {"--help", "--version"}


def places(page: Path) -> set[str]:
    """What links may lead to within a page: its headings, written as a page's address writes them."""
    if page.suffix != ".md":
        return set()
    heads = re.findall(r"(?m)^#+ (.*)", re.sub(r"(?ms)^```.*?^```", "", page.read_text("utf-8")))
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of every page names a file that is there, and a heading in it."""
    for target, place in re.findall(r"\]\(([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text("utf-8")):
        if "://" not in target:
            there = page.parent / target if target else page
            assert there.exists(), target
            assert not place or there.suffix != ".md" or place in places(there), f"{target}#{place}"


def test_every_option_of_the_mock_is_documented() -> None:
    """docs/mock.md or docs/any-document.md explains every option of mock-server."""
    text = words("docs/mock.md") + words("docs/any-document.md")
    assert {option for option in options("mock_server") if f"`{option}" not in text} == set()


def test_every_option_of_the_check_is_documented() -> None:
    """docs/check.md explains every option of `contracts check`."""
    text = words("docs/check.md")
    assert {option for option in options("contracts.cli", "check") if f"`{option}" not in text} == set()


def test_every_option_of_the_proxy_is_documented() -> None:
    """docs/proxy.md explains every option of `contracts proxy`."""
    text = words("docs/proxy.md")
    assert {option for option in options("contracts.cli", "proxy") if f"`{option}" not in text} == set()


def test_every_promise_has_its_test() -> None:
    """Each promise of docs/security.md names tests, and each of them is there."""
    rows = [row for row in words("docs/security.md").splitlines() if row.startswith("| ") and "promise |" not in row]
    assert rows
    for row in rows:
        named = re.findall(r"`([\w/]+[.]py)::(test_\w+)`", row)
        assert named, row
        for path, test in named:
            assert f"def {test}(" in words(f"tests/{path}"), f"{path}::{test}"


def test_every_field_of_the_extension_is_documented() -> None:
    """docs/x-mock.md explains every field that the extension's schema has."""
    schema = json.loads((ROOT / "mock_server/openapi/behaviour/x-mock.schema.json").read_text("utf-8"))
    text = words("docs/x-mock.md")
    fields = {name for place in schema["$defs"].values() for name in place.get("properties", {})}
    assert {name for name in fields if not re.search(rf"[`\s{{]{name}[`:]", text)} == set()


def test_every_decision_has_its_four_parts() -> None:
    """Each page of docs/adr/ tells context, options, choice and consequence."""
    for page in sorted((ROOT / "docs/adr").glob("*.md")):
        text = page.read_text("utf-8")
        missing = [part for part in ("Context", "Options", "Choice", "Consequence") if f"**{part}" not in text]
        assert not missing, f"{page.name}: {missing}"


def test_nothing_of_one_machine() -> None:
    """No file that git tracks names a path of one machine or an address of a package registry."""
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False).stdout.split()
    hosts = ("python" + "hosted", "npm" + "js\\.", "deb[.]" + "debian")
    forbidden = re.compile("|".join((r"(?<![\w./])/(?:work|root|farm)/\w", *hosts)))
    for name in tracked:
        path = ROOT / name
        if path.is_file() and path.suffix in (".py", ".md", ".toml", ".yaml", ".txt", ".json", ".html", ""):
            assert not forbidden.search(path.read_text("utf-8", "replace")), name
