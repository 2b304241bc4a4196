"""Two users: what one made, the other neither sees nor changes; faults are found, faithful services left in peace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.cli import main
from contracts.traffic.ledger_proof import proofs
from contracts.traffic.run_names import RunNames
from tests.target_users.document import document
from tests.target_users.faults import FAULTS, VARIANTS
from tests.target_users.running import LOGIN, OTHER, check, serving, told, written
from tests.target_users.service import ALICE, BASE, BOB, Desk, sent_by

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.target_users.service import Call

TAG, TIME = RunNames(7).tag, "2026-01-02T03:04:05Z"


@pytest.mark.sampled(28)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_its_law(fault: str, tmp_path: Path) -> None:
    """One fault is a drift of its law, shown again, and none of another one; nothing of either user is left."""
    desk = Desk("operation")
    FAULTS[fault].change(desk)
    report = check(desk, tmp_path, other=True)
    assert {drift.lead.law for drift in report.drifts} == {FAULTS[fault].kind}
    assert len(report.drifts) <= 2
    assert all(drift.lead.repeated for drift in report.drifts)
    assert report.exit_code == 1
    assert [*desk.notes] == [1]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("way", ["operation", "basic", "cookie"])
def test_a_faithful_desk_is_left_in_peace(way: str, tmp_path: Path) -> None:
    """No drift, nothing left, and the other user was asked for everything that names a note."""
    desk = Desk(way)
    report = check(desk, tmp_path, other=True)
    assert told(report) == []
    assert report.exit_code == 0
    assert [*desk.notes] == [1]
    assert {line.partition(" ")[0] for line in sent_by(desk, BOB)} >= {"GET", "PUT", "PATCH", "DELETE"}


@pytest.mark.slow
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_variant_is_no_drift(variant: str, tmp_path: Path) -> None:
    """A desk of other habits conforms."""
    desk = Desk("operation")
    VARIANTS[variant].change(desk)
    report = check(desk, tmp_path, other=True)
    assert told(report) == []
    assert report.exit_code == 0
    assert [*desk.notes] == [1]


@pytest.mark.slow
def test_what_the_document_shares_is_not_asked_about(tmp_path: Path) -> None:
    """Beside an operation or a path; the other user sends nothing there, and the other operations are asked about."""
    desk = Desk("operation")
    FAULTS["reads-anothers"].change(desk)
    FAULTS["lists-anothers"].change(desk)
    known = document("operation")
    known["paths"]["/notes"]["x-check"] = {"shared": "everybody sees the titles"}
    known["paths"]["/notes/{noteId}"]["get"]["x-check"] = {"shared": True}
    report = check(desk, tmp_path, other=True, spec=known)
    assert told(report) == []
    assert report.exit_code == 0
    assert not [line for line in sent_by(desk, BOB) if line == f"GET {BASE}/notes"]
    assert [line for line in sent_by(desk, BOB) if line.startswith("DELETE")]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("fault", [None, "reads-anothers", "lists-anothers", "changes-anothers"])
def test_what_nothing_removes_is_asked_about_as_well(fault: str | None, tmp_path: Path) -> None:
    """Notes stay where they are made, one for all that the other user tries; she may get at none of them."""
    desk = Desk("operation")
    if fault is not None:
        FAULTS[fault].change(desk)
    known = document("operation")
    del known["paths"]["/notes/{noteId}"]["delete"]
    report = check(desk, tmp_path, other=True, spec=known)
    assert {drift.lead.law for drift in report.drifts} == ({"object-access"} if fault else set())
    assert {line.partition(" ")[0] for line in sent_by(desk, BOB)} >= {"GET", "PUT", "PATCH"}
    assert len(desk.notes) - 1 == len(report.leftovers)


@pytest.mark.slow
def test_a_record_in_another_place_than_documented_is_recognised(tmp_path: Path) -> None:
    """Documented in a list, shown alone: that is one drift, and that strangers see it another."""
    desk = Desk("operation")
    FAULTS["reads-anothers"].change(desk)
    known = document("operation")
    shown = known["paths"]["/notes/{noteId}"]["get"]["responses"]["200"]["content"]["application/json"]
    shown["schema"] = {"type": "array", "items": shown["schema"]}
    report = check(desk, tmp_path, other=True, spec=known)
    assert {drift.lead.law for drift in report.drifts} >= {"object-access", "answer-schema"}


@pytest.mark.slow
def test_another_user_who_is_let_in_nowhere_proves_nothing(tmp_path: Path) -> None:
    """The check is incomplete, and says why."""
    desk = Desk("operation")
    own = desk.user_of
    desk.user_of = lambda call: own(call).replace(BOB, "")  # type: ignore[method-assign]
    report = check(desk, tmp_path, other=True)
    assert told(report) == []
    assert report.exit_code == 3
    assert "the other user (--other-credential) is let in nowhere (401)" in (report.incomplete or "")


@pytest.mark.slow
def test_a_refusal_that_the_document_gives_to_strangers_is_no_drift(tmp_path: Path) -> None:
    """Its 403 is said to be for the notes of others, and so it is."""
    desk = Desk("operation")
    FAULTS["tells-what-is-there"].change(desk)
    known = document("operation")
    known["paths"]["/notes/{noteId}"]["get"]["responses"]["403"] = {"description": "The note belongs to somebody else"}
    report = check(desk, tmp_path, other=True, spec=known)
    assert told(report) == []


def test_what_became_the_others_is_removed(tmp_path: Path) -> None:
    """A removal by the other user that failed at first is done at the end, so nothing of hers is left."""
    desk = Desk("operation")
    failed: list[int] = []
    own = desk.on_note

    def on_note(call: Call, note: dict[str, Any]) -> Any:
        if call.method == "DELETE" and call.user == BOB and not failed:
            failed.append(note["id"])
            return 403, None, {}
        return own(call, note)

    desk.on_note = on_note  # type: ignore[method-assign]
    report = check(desk, tmp_path, other=True)
    assert failed
    assert [*desk.notes] == [1]
    assert report.leftovers == ()


def test_a_killed_run_is_cleaned_with_both_users(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`contracts clean` logs both in; a ledger of a run that had other users gets nothing."""
    desk = Desk("operation")
    desk.notes |= {n: {"id": n, "owner": who, "title": f"title {TAG}"} for n, who in ((2, ALICE), (3, BOB))}
    spec = written(tmp_path, "operation")
    with serving(desk) as origin:
        url = origin + BASE
        given = {"USER:PASSWORD": LOGIN, "other USER:PASSWORD": OTHER}
        head = {"ledger": 1, "url": url, "spec": str(spec), "seed": 7, "attempt": 0, "proofs": proofs(url, given)}
        facts = [{"fact": "made", "resource": "notes", "key": str(n), "path": {}} for n in (2, 3)]
        ledger = tmp_path / "ledger"
        ledger.write_text("\n".join(json.dumps(line) for line in (head, *facts)) + "\n", "utf-8")
        words = ["clean", str(ledger), "--credential", LOGIN]
        assert main([*words, "--other-credential", "eve:x"]) == 2
        assert "did not use this credential (other USER:PASSWORD) there" in capsys.readouterr().err
        assert desk.logins == 0
        assert main([*words, "--other-credential", OTHER]) == 0
    assert [*desk.notes] == [1]


@pytest.mark.slow
def test_keys_that_count_anew_for_each_user_name_nothing_of_hers(tmp_path: Path) -> None:
    """Where the same key names another record for the other user, hers is neither changed nor removed, nor a drift."""
    desk, hers = Desk("operation"), Desk("operation")
    hers.notes = {
        n: {"id": n, "owner": BOB, "approved": False, "createdAt": TIME, "title": "hers"} for n in range(2, 200)
    }
    before = {n: dict(note) for n, note in hers.notes.items()}
    hers.last = 300
    own = desk.act
    desk.act = lambda call: hers.act(call) if call.user == BOB else own(call)  # type: ignore[method-assign]
    report = check(desk, tmp_path, other=True)
    assert told(report) == []
    assert hers.notes == before
    assert [*desk.notes] == [1]
