"""`st run` with our laws as its checks (`SCHEMATHESIS_HOOKS=contracts.schemathesis`), as its users run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.judging.exchange_judge import LAWS_OF_ONE
from contracts.laws import LAWS
from tests.contracts.parcel_service import KEY, Parcels, released
from tests.target.running import running_target
from tests.target_crud.running import SPEC as BOARD
from tests.target_crud.running import running_board

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[2]
OURS = [f"contracts_{law.replace('-', '_')}" for law in LAWS_OF_ONE]
CAUGHT = {
    "create-answers-200": "status-documented",
    "secret-key-missing": "answer-schema",
    "hard-maybe-accepted": "invalid-refused",
    "name-with-emoji-fails": "no-server-error",
}
"""Faults of the target, and the law that says so."""
SOME, FEW = ("--max-examples", "15"), ("--max-examples", "5")
"""Examples of an operation in Schemathesis' phases that draw; a hundred is its default."""
CAUGHT_ON_BOARD = {"create-project-answers-200": "status-documented", "caption-lost": "echo", "age-lost": "echo"}


def _st(folder: Path, *words: str, key: str = "") -> tuple[int, str]:
    """Exit code and output of Schemathesis' command with our checks."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("CONTRACTS_")}
    given |= {"SCHEMATHESIS_HOOKS": "contracts.schemathesis", "PYTHONPATH": str(ROOT), "COLUMNS": "160"}
    given |= {"CONTRACTS_KEY": key} if key else {}
    command = [sys.executable, "-m", "schemathesis.cli", "run", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900, cwd=folder, env=given)
    return done.returncode, done.stdout + done.stderr


def _laws(said: str) -> set[str]:
    """The laws that a summary of failures names."""
    summary = said.partition("\nFailures:\n")[2].partition("\nTest cases:")[0]
    return {law for law, text in LAWS.items() if text.rstrip(".") in re.sub(r"\s+", " ", summary)}


def _checked(folder: Path, url: str, spec: Path, header: str, key: str, *more: str) -> tuple[int, str]:
    words = [str(spec), "--url", url, "-H", header, "--checks", ",".join(OURS), "--seed", "1", "--no-color", *more]
    return _st(folder, *words, key=key)


def _parcels(folder: Path, service: Parcels) -> tuple[int, str]:
    spec = folder / "parcels.json"
    spec.write_text(json.dumps(released()), "utf-8")
    with service.running() as url:
        return _checked(folder, url, spec, f"X-Key: {KEY}", KEY, "--phases", "coverage")


def test_the_checks_have_the_names_of_the_laws(tmp_path: Path) -> None:
    """`st run --checks` knows each law that one exchange can break."""
    code, said = _st(tmp_path, "--help")
    assert code == 0
    assert set(re.findall(r"contracts_\w+", said)) == set(OURS)
    assert set(LAWS_OF_ONE) <= LAWS.keys()
    page = (ROOT / "docs" / "check-laws.md").read_text("utf-8")
    assert "`SCHEMATHESIS_HOOKS=contracts.schemathesis`" in page


@pytest.mark.slow
def test_a_fault_is_told_by_its_law_and_a_right_service_passes(tmp_path: Path) -> None:
    """What was sent and does not come back is told as such, with no credential; without the fault nothing is."""
    code, said = _parcels(tmp_path, Parcels())
    assert code == 0, said
    code, said = _parcels(tmp_path, Parcels(fault="size-lost"))
    assert (code, _laws(said)) == (1, {"echo"}), said
    assert "/size did not come back as it was sent" in said
    assert KEY not in said


@pytest.mark.slow
def test_a_wrong_credential_is_one_sentence(tmp_path: Path) -> None:
    """What can't be sent is told in a sentence, without a traceback."""
    spec = tmp_path / "parcels.json"
    spec.write_text(json.dumps(released()), "utf-8")
    with Parcels().running() as url:
        code, said = _checked(tmp_path, url, spec, f"X-Key: {KEY}", "käse", "--phases", "coverage")
    assert code != 0
    assert "Traceback" not in said
    assert "characters that a header can't carry" in said


def _target(folder: Path, faults: Iterable[str], variants: Iterable[str], *more: str) -> tuple[int, str]:
    with running_target(faults, variants) as target:
        header = f"Authorization: Bearer {target.key}"
        return _checked(folder, target.url, ROOT / "openapi.yaml", header, target.key, *more)


def _board(folder: Path, faults: Iterable[str], variants: Iterable[str], *more: str) -> tuple[int, str]:
    with running_board(faults, variants) as board:
        return _checked(folder, board.url, BOARD, f"X-Board-Key: {board.key}", board.key, *more)


@pytest.mark.slow
@pytest.mark.parametrize("fault", CAUGHT)
def test_a_fault_of_the_target_is_caught(fault: str, tmp_path: Path) -> None:
    """In all of Schemathesis' phases, with some examples of each operation."""
    code, said = _target(tmp_path, [fault], [], *SOME)
    assert (code, CAUGHT[fault] in _laws(said)) == (1, True), said


@pytest.mark.slow
@pytest.mark.parametrize("fault", CAUGHT_ON_BOARD)
def test_a_fault_of_the_board_is_caught(fault: str, tmp_path: Path) -> None:
    """In all of Schemathesis' phases, with a few examples of each operation: the board has many."""
    code, said = _board(tmp_path, [fault], [], *FEW)
    assert (code, CAUGHT_ON_BOARD[fault] in _laws(said)) == (1, True), said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variants", "more"),
    [((), ()), (("errors-without-details", "more-fields-and-headers"), SOME), (("http-statuses",), SOME)],
    ids=["default settings", "other bodies", "other statuses"],
)
def test_a_faithful_target_is_left_in_peace(variants: tuple[str, ...], more: tuple[str, ...], tmp_path: Path) -> None:
    """None of our checks fails, whatever Schemathesis draws; as it comes it draws most."""
    code, said = _target(tmp_path, [], variants, *more)
    assert code == 0, said


@pytest.mark.slow
@pytest.mark.parametrize("variants", [(), ("keys-overlap", "validation-before-missing", "charset-named")])
def test_a_faithful_board_is_left_in_peace(variants: tuple[str, ...], tmp_path: Path) -> None:
    """None of our checks fails, whatever Schemathesis draws."""
    code, said = _board(tmp_path, [], variants, *FEW)
    assert code == 0, said
