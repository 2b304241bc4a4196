"""Laws that compare several answers: a replay of single requests does not say of one that its fault is gone."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import contracts
from contracts import reports
from contracts.cli import main
from contracts.laws import LAWS
from contracts.laws.compared_answers import SEVERAL_ANSWERS
from tests.contracts.some_journeys import some_journeys
from tests.contracts.test_selections import Scores
from tests.json_server import answering

if TYPE_CHECKING:
    from collections.abc import Iterator

_HOME = Path(contracts.__file__).parent
_ALONE = {"echo", "credential-secret", "invalid-refused"}
"""Laws that journeys observe, and that an answer beside its request shows as well."""


def observed(file: Path) -> Iterator[str]:
    """The laws that a module gives to what makes a finding: by name, or by a name of its own or of another module."""
    tree = ast.parse(file.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("observe", "make"):
            yield from (text for arg in node.args if (text := _constant(tree, arg)) in LAWS)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("contracts.laws."):
            for name in node.names:
                yield from _made_by(_HOME.parent.joinpath(*(node.module or "").split(".")), name.name)


def _made_by(module: Path, name: str) -> set[str]:
    """The laws of the findings that a function of a module makes."""
    tree = ast.parse(module.with_suffix(".py").read_text("utf-8"))
    bodies = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == name)
    calls = (node for body in bodies for node in ast.walk(body) if isinstance(node, ast.Call))
    made = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "make")
    return {text for call in made for arg in call.args[:1] if (text := _constant(tree, arg)) in LAWS}


def _constant(tree: ast.Module, node: ast.expr) -> str:
    """The text that an expression is, or that stands behind its name."""
    if isinstance(node, ast.Name):
        values = [n.value for n in tree.body if isinstance(n, ast.Assign) and _names(n) == [node.id]]
        node = values[0] if values else node
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _names(assignment: ast.Assign) -> list[str]:
    return [target.id for target in assignment.targets if isinstance(target, ast.Name)]


def test_what_journeys_observe_is_no_law_of_one_answer() -> None:
    """Each law that only a journey sees is among those that compare several answers."""
    found = {law for file in (_HOME / "cases" / "journeys").glob("*.py") for law in observed(file)}
    assert {"selection", "references", "preconditions", "below-parent", "idempotency"} <= found
    assert found - _ALONE <= SEVERAL_ANSWERS


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No files of the surroundings."""
    monkeypatch.chdir(tmp_path)


def test_a_replay_of_what_a_journey_saw_asks_for_another_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The requests alone do not show that all members are shown, so nothing is said of the service."""
    report, path = some_journeys(Scores("fields[scores]", "all", api=True), tmp_path, "asked for"), tmp_path / "r.json"
    reports.write("json", path, report)
    with answering(Scores("fields[scores]", "all", api=True).serve) as url:
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), "target": url}), "utf-8")
        assert main(["replay", str(path), report.drifts[0].fingerprint]) != 0
    assert "compares several answers (selection)" in capsys.readouterr().err
