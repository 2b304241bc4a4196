"""`contracts check --overlay`: check, mock beside and `contracts clean` read the document with its overlays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from contracts.cli import main
from tests.contracts.note_service import Notes, document
from tests.contracts.note_service import serving as serving_notes

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

OWNED = {"target": "$.paths['/notes'].get.responses['200'].content['application/json'].schema.items",
         "update": {"required": ["owner"]}}  # fmt: skip


def _written(folder: Path, name: str, value: object) -> str:
    path = folder / name
    path.write_text(json.dumps(value), "utf-8")
    return str(path)


def _overlay(folder: Path, name: str, *actions: object) -> str:
    return _written(folder, name, {"overlay": "1.0.0", "info": {"title": name, "version": "1"}, "actions": [*actions]})


def test_overlays_change_what_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A member that an overlay requires is missed; one overlay after the other, and `again` names them."""
    spec = _written(tmp_path, "openapi.json", document(read=False, delete=False))
    owned = _overlay(tmp_path, "owned.json", OWNED)
    titled = _overlay(tmp_path, "titled.json", {"target": OWNED["target"], "remove": True})
    with serving_notes(Notes("plain")) as url:
        words = ["check", url, "--spec", spec, "--read-only", "--fuzz", "0", "--seed", "1",
                 "--ledger", str(tmp_path / "ledger")]  # fmt: skip
        assert main(words) == 0
        assert main([*words, "--overlay", owned]) == 1
        said = capsys.readouterr().out
        assert "owner" in said
        assert f"--overlay {owned}" in said
        assert main([*words, "--overlay", owned, "--overlay", titled]) == 0


def test_an_overlay_that_is_none_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is no overlay, and one that is not there, are the user's fault."""
    spec = _written(tmp_path, "openapi.json", document())
    for file in (_written(tmp_path, "other.json", {"a": 1}), str(tmp_path / "none.yaml")):
        assert main(["check", "http://127.0.0.1:9", "--spec", spec, "--yes", "--overlay", file]) == 2
        assert file in capsys.readouterr().err


def test_the_ledger_knows_the_overlays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`contracts clean` reads the document as the run did, unless it is told which overlays to take."""
    spec = _written(tmp_path, "openapi.json", document(read=False))
    reading = document()["paths"]["/notes/{noteId}"]["get"]
    added = {"target": "$.paths['/notes/{noteId}']", "update": {"get": reading}}
    overlay = _overlay(tmp_path, "reading.json", added)
    notes = Notes("plain")
    with serving_notes(notes) as url:
        ledger = tmp_path / "ledger"
        head = {"ledger": 1, "url": url, "spec": spec, "seed": 1, "attempt": 0, "proofs": {}}
        fact = {"fact": "made", "resource": "notes", "key": "404", "path": {}}
        for given, more, code in (({}, [], 3), ({"overlays": [overlay]}, [], 0), ({}, ["--overlay", overlay], 0)):
            ledger.write_text(json.dumps(head | given) + "\n" + json.dumps(fact) + "\n", "utf-8")
            assert main(["clean", str(ledger), *more]) == code, capsys.readouterr()
