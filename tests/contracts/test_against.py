"""`contracts check --against OLD`: a service that moved on is held to the document that was released last."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.current_document import CurrentDocument
from contracts.cli import main
from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit, Standing
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from contracts.settings import Settings
from mock_server.openapi import load_document
from tests.contracts.parcel_service import CHANGES, KEY, Parcels, current, released

if TYPE_CHECKING:
    from pathlib import Path

QUICK = ["--cases", "0", "--fuzz", "0", "--seed", "3", "--max-time", "900", "--yes", "--key", KEY]


def _checked(service: Parcels, folder: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON report of a check of the service by the document of its changes, against the released one."""
    old, new = folder / "released.json", folder / "current.json"
    old.write_text(json.dumps(released()), "utf-8")
    new.write_text(json.dumps(current(*sorted(service.changes))), "utf-8")
    words = ["--spec", str(new), "--against", str(old), "--ledger", str(folder / "ledger")]
    report = folder / "report.json"
    with service.running() as url:
        code = main(["check", url, *words, *QUICK, "--report", f"json={report}", *options])
    return code, json.loads(report.read_text("utf-8"))


@pytest.mark.slow
def test_additions_are_no_drift(tmp_path: Path) -> None:
    """Longer texts, a member, an operation, a status and an open door break no promise; they are told as notes."""
    service = Parcels("more")
    code, report = _checked(service, tmp_path)
    assert (code, report["drifts"]) == (0, [])
    assert {item["operation"] for item in report["coverage"]} == {"parcels", "makeParcel", "readParcel", "dropParcel"}
    notes = "\n".join(note for note in report["notices"] if note.startswith("added by the document"))
    for words in ("colour", "answers 410", "lets in without valid credentials", "makeParcel: takes a request"):
        assert words in notes, words
    assert report["current_document"].endswith("current.json")
    assert service.parcels == {}


@pytest.mark.sampled(12)
@pytest.mark.parametrize("change", sorted(CHANGES.keys() - {"more"}))
def test_what_a_document_changed_is_told_as_such(
    change: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One drift from the released document alone, exit code 1, and nothing is left."""
    service = Parcels(change)
    code, report = _checked(service, tmp_path)
    assert (code, len(report["drifts"])) == (1, 1), [drift["message"] for drift in report["drifts"]]
    drift = report["drifts"][0]
    assert drift["message"].endswith("; changed by the document")
    assert drift["changed_by_document"] is True
    assert drift["breaks"] == [str(tmp_path / "released.json")]
    assert "1 of them changed by the document" in report["headline"]
    assert f"breaks      {tmp_path / 'released.json'}\n" in capsys.readouterr().out
    assert service.parcels == {}


@pytest.mark.slow
def test_what_no_document_describes_breaks_both(tmp_path: Path) -> None:
    """A fault is a drift from the released document and from that of today, whatever else the latter changed."""
    code, report = _checked(Parcels("more", fault="size-lost"), tmp_path)
    assert code == 1
    assert {drift["operation"] for drift in report["drifts"]} >= {"makeParcel"}
    for drift in report["drifts"]:
        assert drift["changed_by_document"] is False
        assert drift["breaks"] == [str(tmp_path / "released.json"), str(tmp_path / "current.json")]


@pytest.mark.slow
def test_the_same_service_conforms_to_the_document_of_today(tmp_path: Path) -> None:
    """Without `--against` a service that changed with its document conforms: the changes are in the service too."""
    new = tmp_path / "current.json"
    new.write_text(json.dumps(current("more", "status-changed", "filter-removed")), "utf-8")
    with Parcels("more", "status-changed", "filter-removed").running() as url:
        assert main(["check", url, "--spec", str(new), "--ledger", str(tmp_path / "ledger"), *QUICK]) == 0


def test_a_recording_is_held_to_the_released_document(tmp_path: Path) -> None:
    """With `--har` too: a status that replaced another is told as changed, a member more is none."""
    old, new, report = tmp_path / "released.json", tmp_path / "current.json", tmp_path / "report.json"
    old.write_text(json.dumps(released()), "utf-8")
    new.write_text(json.dumps(current("more", "status-changed")), "utf-8")
    made = {"id": 4, "label": "Books", "size": "m", "fragile": False, "colour": "red"}
    sent = json.dumps({"label": "Books", "size": "m"})
    request: dict[str, Any] = {
        "method": "POST",
        "url": "https://parcels.example/parcels",
        "headers": [{"name": "X-Key", "value": "k"}],
    }
    request["postData"] = {"mimeType": "application/json", "text": sent}
    response: dict[str, Any] = {"headers": [{"name": "Content-Type", "value": "application/json"}]}
    response["content"] = {"mimeType": "application/json", "text": json.dumps(made)}
    entries = [{"request": request, "response": {**response, "status": status}} for status in (200, 201)]
    (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": entries}}), "utf-8")
    words = ["check", "--har", str(tmp_path / "a.har"), "--spec", str(new), "--against", str(old)]
    assert main([*words, "--base", "https://parcels.example", "--report", f"json={report}"]) == 1
    drifts = json.loads(report.read_text("utf-8"))["drifts"]
    assert [(drift["law"], drift["changed_by_document"]) for drift in drifts] == [("status-documented", True)]


def test_a_suggestion_would_change_what_was_released(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--suggest` beside `--against` is one sentence and exit code 2."""
    old = tmp_path / "released.json"
    old.write_text(json.dumps(released()), "utf-8")
    words = ["--spec", str(old), "--against", str(old), "--suggest", str(tmp_path / "overlay.yaml")]
    assert main(["check", "http://127.0.0.1:1", *words, *QUICK]) == 2
    assert "leave one out" in capsys.readouterr().err


def test_what_several_answers_break_is_asked_of_what_is_still_promised(tmp_path: Path) -> None:
    """A law over several answers breaks the document of today too, unless that dropped the member or the parameter."""
    old, today = (tmp_path / name for name in ("released.json", "current.json"))
    old.write_text(json.dumps(released()), "utf-8")
    today.write_text(json.dumps(current("fragile-removed", "filter-removed")), "utf-8")
    judge = Judge(load_document(old))
    later = CurrentDocument(load_document(today), judge, Settings("http://127.0.0.1:1", old))
    asked = {
        Standing.CHANGED: [("/parcels/4", "/fragile"), ("/parcels?size=m", "body")],
        Standing.BROKEN: [("/parcels/4", "/size"), ("/parcels", "body")],
    }
    for standing, places in asked.items():
        for target, place in places:
            exchange = Exchange(Request("GET", target), Answer(200), "journey")
            make = Maker(exchange, None, Culprit.TARGET_AGAINST_DOCUMENT)
            assert later.standing(make("read-back", place, "", "", ""))[0] is standing, (target, place)
