"""`contracts clean` and a ledger that claims more than anybody can prove."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.cli import main
from tests.contracts.note_service import Notes, document, serving

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("fact", ["made", "will", "unsure"])
def test_what_nobody_can_prove_is_not_removed(
    fact: str, reads: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry is a claim: a record from before stands, whatever the ledger says of it, and is listed."""
    notes = Notes("plain")
    (tmp_path / "notes.json").write_text(json.dumps(document(read=reads)), "utf-8")
    with serving(notes) as url:
        head = {"ledger": 1, "url": url, "spec": str(tmp_path / "notes.json"), "seed": 5, "attempt": 0}
        lines = [head, *({"fact": fact, "resource": "notes", "key": str(n), "path": {}} for n in notes.before)]
        (tmp_path / "ledger").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
        code = main(["clean", str(tmp_path / "ledger")])
    assert notes.deletes == []
    assert notes.unharmed
    assert code == 3
    told = capsys.readouterr().out
    assert all(f"left: notes {number}:" in told for number in notes.before)


def test_what_a_read_does_not_find_is_asked_for_no_more(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A service that hides what is not the run's answers 404 to a read: it is gone for the run, and not removed."""
    notes = Notes("hidden")
    (tmp_path / "notes.json").write_text(json.dumps(document()), "utf-8")
    with serving(notes) as url:
        head = {"ledger": 1, "url": url, "spec": str(tmp_path / "notes.json"), "seed": 5, "attempt": 0}
        lines = [head, *({"fact": "made", "resource": "notes", "key": str(n), "path": {}} for n in notes.before)]
        (tmp_path / "ledger").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
        code = main(["clean", str(tmp_path / "ledger")])
    assert notes.deletes == []
    assert notes.unharmed
    assert code == 0
    assert "are gone from" in capsys.readouterr().out
