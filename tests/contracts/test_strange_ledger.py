"""`contracts clean` and a ledger that claims more than anybody can prove."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.traffic.run_names import RunNames
from tests.contracts.note_service import Notes, document, serving
from tests.json_server import answering

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
    told = capsys.readouterr()
    assert all(f"left: notes {number}:" in told.out for number in notes.before)
    assert ("the ledger stays" in told.err) is (tmp_path / "ledger").exists() is (fact != "unsure")
    assert ("the ledger is gone" in told.err) is (fact == "unsure")


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


@pytest.mark.parametrize("listing", [True, False])
def test_what_was_under_way_is_told_by_its_key(
    listing: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A run was killed before its create was answered: the list shows what it made, under the run's name."""
    notes, tag = Notes("plain"), RunNames(5).tag
    notes.make({"title": f"note {tag}"})
    (tmp_path / "notes.json").write_text(json.dumps(document(listing=listing)), "utf-8")
    with serving(notes) as url:
        head = {"ledger": 1, "url": url, "spec": str(tmp_path / "notes.json"), "seed": 5, "attempt": 0}
        lines = [head, {"fact": "sent", "operation": "makeNote", "number": 1}]
        (tmp_path / "ledger").write_text("\n".join(map(json.dumps, lines)) + "\n", "utf-8")
        code = main(["clean", str(tmp_path / "ledger")])
    told, wrong = capsys.readouterr()
    assert notes.left == {4}
    assert ("the ledger is gone" in wrong) is listing
    assert not (tmp_path / "ledger").exists()
    assert code == (3 if listing else 0)
    assert ("the list shows 4 under this run's name" in told) is listing
    assert (f"look for {tag}" in told) is not listing


def test_names_that_are_taken_leave_nothing_in_the_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A service that refuses each create for its state: the run goes on with other names, and made nothing."""
    item: dict[str, Any] = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    }
    for method, action in (("put", {"x-mock": {"action": "create", "key": "$request.path.id", "resource": "notes"}}),
                           ("delete", {}), ("get", {})):  # fmt: skip
        item[method] = {"responses": {"204" if method == "delete" else "200": {"description": "done"},
                                      "409": {"description": "no"}}, **action}  # fmt: skip
    described = {"openapi": "3.0.3", "info": {"title": "Taken", "version": "1"}, "paths": {"/notes/{id}": item}}
    (tmp_path / "notes.json").write_text(json.dumps(described), "utf-8")

    def answer(method: str, *_: Any) -> tuple[int, Any, dict[str, str]]:
        return (409, None, {}) if method == "PUT" else (404, None, {})

    ledger = tmp_path / "ledger"
    with answering(answer) as url:
        words = ["--spec", str(tmp_path / "notes.json"), "--yes", "--seed", "1", "--fuzz", "0", "--ledger", str(ledger)]
        main(["check", url, *words])
    assert "can't be written" not in capsys.readouterr().err
    assert not ledger.exists()
