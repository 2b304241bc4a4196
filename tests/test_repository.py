"""What the repository asks of those who come to it: forms of issues, the changelog, the criteria of 1.0."""

from __future__ import annotations

import re
import subprocess
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mock_server import __version__
from tests.running import ROOT
from tests.scenarios.scenario import read
from tests.scenarios.test_scenarios import played

if TYPE_CHECKING:
    from pathlib import Path

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]*.yml"))
KINDS = {"markdown", "textarea", "input", "dropdown", "checkboxes"}


def form(path: Path) -> dict[str, Any]:
    """A form as it is written."""
    tree: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return tree


def scenario_field(path: Path) -> dict[str, Any]:
    """The field in which a form asks for a scenario."""
    (field,) = (item for item in form(path)["body"] if item.get("id") == "scenario")
    return field  # type: ignore[no-any-return]


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_has_the_form_that_the_host_wants(path: Path) -> None:
    """Names, kinds and ids as GitHub's syntax for issue forms has them."""
    tree = form(path)
    assert {"name", "description", "body"} <= set(tree) <= {"name", "description", "body", "labels", "title"}
    fields = [item for item in tree["body"] if item["type"] != "markdown"]
    assert {item["type"] for item in tree["body"]} <= KINDS
    assert all(item["attributes"]["label"] for item in fields)
    ids = [item["id"] for item in fields]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[\w-]+", name) for name in ids)


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_asks_for_a_scenario(path: Path, tmp_path: Path) -> None:
    """What stands in the field to begin with is one that passes."""
    attributes = scenario_field(path)["attributes"]
    assert "docs/scenarios.md" in attributes["description"]
    if "value" in attributes:
        file = tmp_path / "form.txt"
        file.write_text(attributes["value"], "utf-8")
        assert played(read(file), tmp_path) == []


def test_a_report_of_an_answer_is_a_scenario() -> None:
    """The forms about answers and verdicts can't be sent without."""
    assert [path.stem for path in FORMS] == ["1-mock-answer", "2-check-verdict", "3-wish"]
    assert all(scenario_field(path)["validations"]["required"] for path in FORMS[:2])
    told = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml").read_text("utf-8"))
    assert not told["blank_issues_enabled"]
    assert any("security/advisories" in link["url"] for link in told["contact_links"])


def test_the_changelog_goes_by_version() -> None:
    """What is not yet released comes first; then versions, newest first, each with its day."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    first, *released = re.findall(r"^## (.+)$", text, re.M)
    assert first == "Unreleased"
    found = [re.fullmatch(r"(\d+)\.(\d+)\.(\d+) - (\d{4}-\d\d-\d\d)", title) for title in released]
    assert None not in found
    versions = [tuple(map(int, match.groups()[:3])) for match in found if match]
    days = [date.fromisoformat(match[4]) for match in found if match]
    assert versions == sorted(versions, reverse=True)
    assert days == sorted(days, reverse=True)
    assert not versions or ".".join(map(str, versions[0])) == __version__
    kinds = set(re.findall(r"^### (.+)$", text, re.M))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_changelog_says_each_thing_once() -> None:
    """No sixty characters stand in two lines of one version, as where two sides of a merge were both kept."""
    for version in re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text("utf-8"), flags=re.MULTILINE):
        first: dict[str, int] = {}
        lines = version.split("\n")
        for number, line in enumerate(lines):
            for start in range(len(line) - 59):
                assert first.setdefault(line[start : start + 60], number) == number, line


def test_names_to_put_in_are_told_in_one_place() -> None:
    """docs/install.md lists every file that has the place of the repository, and no other."""
    tracked = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split()
    told = (ROOT / "docs" / "install.md").read_text("utf-8")
    (row,) = re.findall(r"^\| `OWNER/REPOSITORY` \|.*\|(.*)\|$", told, re.M)
    listed = set(re.findall(r"[\w./-]+\.(?:md|yml)(?=`|\])", row)) | {"install.md"}
    for name in tracked:
        path = ROOT / name
        if path.suffix in (".md", ".yml", ".yaml", ".toml") and not name.startswith("tests/"):
            has = "OWNER/REPOSITORY" in path.read_text("utf-8")
            assert has is bool({name, path.name} & listed), name


def test_the_version_is_one() -> None:
    """Of the package and of pyproject.toml."""
    assert f'\nversion = "{__version__}"\n' in (ROOT / "pyproject.toml").read_text("utf-8")


def test_every_criterion_of_the_first_version_is_held_or_open() -> None:
    """By a test that is there, by a page, or it says that it is open."""
    text = (ROOT / "docs" / "stability.md").read_text("utf-8")
    rows = re.findall(r"^\| \d+ \| (.+) \| (.+) \|$", text, re.M)
    assert len(rows) >= 5
    for criterion, held in rows:
        tests = re.findall(r"`([\w/]+[.]py)::(test_\w+)`", held)
        assert tests or held.startswith("open") or "](" in held, criterion
        for path, name in tests:
            assert f"def {name}(" in (ROOT / "tests" / path).read_text("utf-8"), f"{path}::{name}"
