"""A check says *conforms* only where it looked: else *incomplete*, why, and what would let it in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.cli import main
from contracts.judging.coverage import covered
from contracts.reports.verdict import headline
from mock_server.openapi import load_document
from tests.contracts.club_service import BASE, Club, checked, document

if TYPE_CHECKING:
    from pathlib import Path


def test_a_whole_look_conforms_and_names_what_was_not_seen(tmp_path: Path) -> None:
    """Without a fault the exit code is 0, and the operations without a success stand beside the verdict."""
    club = Club()
    report = checked(club, tmp_path)
    assert (report.exit_code, report.shortfalls) == (0, ())
    hints = {item.operation: item.hint for item in report.unreached}
    assert set(hints) == {"badge", "remindAll"}
    assert "--value code=" in hints["badge"]
    assert "--allow-actions" in hints["remindAll"]
    assert "2 of 5 operations never answered with a success" in headline(report)
    assert ("POST", f"{BASE}/remind") not in club.asked


def test_what_is_given_lets_in(tmp_path: Path) -> None:
    """A value names the record, an action is sent where it is allowed, a header field goes with every request."""
    club = Club()
    report = checked(club, tmp_path, values={"code": "gold"}, allow_actions=True, headers=(("X-Club", "open"),))
    assert (report.exit_code, report.unreached) == (0, ())
    assert set(club.fields) == {"open"}


def test_an_action_is_sent_by_its_name(tmp_path: Path) -> None:
    """`--include` with the operation's own name asks for an action; a pattern does not."""
    named, pattern = Club(), Club()
    checked(named, tmp_path, include=("remindAll",))
    checked(pattern, tmp_path, include=("remind*",))
    assert ("POST", f"{BASE}/remind") in named.asked
    assert ("POST", f"{BASE}/remind") not in pattern.asked


def test_a_wrong_base_path_is_told_by_five_requests(tmp_path: Path) -> None:
    """Nothing of the document answers there; the base that the document names does, and is named."""
    club = Club()
    report = checked(club, tmp_path, base="/wrong")
    assert report.exit_code == 3
    assert headline(report).startswith("Incomplete")
    assert f"did you mean http://127.0.0.1:{report.target.rpartition(':')[2].partition('/')[0]}{BASE}?" in headline(
        report
    )
    assert len(club.asked) <= 5


def test_time_that_cuts_a_phase_is_incomplete(tmp_path: Path) -> None:
    """A run whose time is over is incomplete, and says why."""
    report = checked(Club(), tmp_path, max_time=0.02)
    assert report.exit_code == 3
    assert "time ran out" in (report.incomplete or "")


def test_what_can_not_be_removed_is_incomplete(tmp_path: Path) -> None:
    """Records that the document's own delete does not remove keep a run from saying that all is well."""
    report = checked(Club("keeps"), tmp_path)
    assert any("could not be removed" in reason for reason in report.shortfalls)
    assert report.exit_code in (1, 3)


def test_throttling_is_incomplete(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A target that throttles the rest away has not been looked at."""
    monkeypatch.setattr("contracts.traffic.target.ATTEMPTS", 0)
    report = checked(Club("throttles"), tmp_path)
    assert report.exit_code == 3
    assert "429" in headline(report)


@pytest.mark.parametrize(("fault", "throttled"), [("puts off", True), ("closed", False)])
def test_a_service_that_goes_away_meanwhile_is_incomplete(
    fault: str, throttled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with Retry-After (RFC 9110 section 15.6.4) for what succeeded before; one closed operation says nothing."""
    monkeypatch.setattr("contracts.traffic.target.ATTEMPTS", 0)
    report = checked(Club(fault), tmp_path)
    assert any("requests away (503)" in reason for reason in report.shortfalls) == throttled
    assert report.exit_code == (3 if throttled else 0), headline(report)


def test_a_recording_from_elsewhere_is_judged_by_its_base(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--har FILE --base URL` reads the exchanges below that URL; without it a foreign recording is incomplete."""
    spec, har = tmp_path / "club.json", tmp_path / "club.har"
    spec.write_text(json.dumps(document()), "utf-8")
    answer = {"status": 200, "headers": [{"name": "Content-Type", "value": "application/json"}]}
    answer |= {"content": {"mimeType": "application/json", "text": "[]"}}
    entry = {"request": {"method": "GET", "url": "https://stage.test/x/members", "headers": []}, "response": answer}
    har.write_text(json.dumps({"log": {"entries": [entry]}}), "utf-8")
    words = ["check", "--spec", str(spec), "--har", str(har)]
    assert main(words) == 3
    assert "Incomplete" in capsys.readouterr().out
    assert main([*words, "--base", "https://stage.test/x"]) == 0


def test_a_documented_404_of_what_nobody_made_is_a_look(tmp_path: Path) -> None:
    """A service whose records the run can't make is looked at where it says so in another way than for any path."""
    spec = document()
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(spec), "utf-8")
    loaded = load_document(path)
    name = loaded.operations[0].id
    found = {item.operation: item for item in covered(loaded, {(name, 404): 3}, {name})}
    assert (found[name].looked, found[name].seconds) == (True, 0.0)
    assert sum(item.looked for item in found.values()) == 1
