"""A baseline accepts what a team knows, for as long as it said, and says what is wrong with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts import reports
from contracts.errors import UsageError
from contracts.findings import Drift
from contracts.judging.baseline import Baseline, BaselineEntry, accept, apply, load
from tests.contracts.report_samples import finding, report, status_drift

if TYPE_CHECKING:
    from contracts.findings import Report

TODAY = date(2026, 3, 1)
KNOWN, OTHER = Drift(finding(), 2), status_drift()
ENTRY = BaselineEntry(
    KNOWN.fingerprint, "the gateway trims", "api-team", date(2026, 6, 1), "createClient", "echo", "/data/name"
)


def found(*drifts: Drift, **changes: Any) -> Report:
    """A report with these open drifts."""
    return report(drifts=drifts, accepted=(), baseline_problems=(), **changes)


def baseline(*entries: BaselineEntry) -> Baseline:
    """A baseline with these entries."""
    return Baseline(Path("drift.toml"), entries)


def test_a_known_drift_is_accepted_and_a_new_one_stays() -> None:
    """The accepted one carries reason, owner and expiry; only the new one fails the check."""
    result = apply(found(KNOWN, OTHER), baseline(ENTRY), TODAY)
    assert result.drifts == (OTHER,)
    [accepted] = result.accepted
    assert (accepted.status, accepted.note) == ("accepted", "the gateway trims (owner api-team, until 2026-06-01)")
    assert result.baseline_problems == ()
    assert replace(result, drifts=(replace(OTHER, lead=replace(OTHER.lead, flaky=False)),)).exit_code == 1
    assert apply(found(KNOWN), baseline(ENTRY), TODAY).exit_code == 0


@pytest.mark.parametrize(("today", "counts"), [(date(2026, 6, 1), True), (date(2026, 6, 2), False)])
def test_an_entry_counts_through_its_last_day(today: date, counts: bool) -> None:
    """On the day after, the drift is open again and the entry is a problem with words of its own."""
    result = apply(found(KNOWN), baseline(ENTRY), today)
    assert (result.drifts == ()) is counts
    if not counts:
        [problem] = result.baseline_problems
        assert problem.startswith(
            f"drift.toml: {KNOWN.fingerprint} (createClient, echo, /data/name) expired on 2026-06-01"
        )
        assert "owner api-team" in problem


def test_an_entry_that_no_longer_occurs_is_a_problem() -> None:
    """Also when it is expired: there is nothing left to mend."""
    result = apply(found(), baseline(ENTRY, replace(ENTRY, fingerprint="0" * 12, expires=date(2020, 1, 1))), TODAY)
    assert [problem.rpartition(") ")[2] for problem in result.baseline_problems] == [
        "no longer occurs; remove the entry",
        "no longer occurs; remove the entry",
    ]
    assert result.exit_code == 1


def test_a_run_that_could_not_show_it_calls_nothing_gone() -> None:
    """Interrupted, partial, or without an exchange with the operation; a flaky drift may be absent at any time."""
    entries = baseline(ENTRY)
    assert apply(found(interrupted="Ctrl-C"), entries, TODAY).baseline_problems == ()
    assert apply(found(), entries, TODAY, complete=False).baseline_problems == ()
    unreached = baseline(replace(ENTRY, operation="createApiKey"))
    assert apply(found(), unreached, TODAY).baseline_problems == ()
    assert apply(found(), baseline(replace(ENTRY, flaky=True)), TODAY).baseline_problems == ()


def test_an_expired_entry_is_a_problem_in_a_partial_run_too() -> None:
    """Expiry needs no evidence."""
    result = apply(found(interrupted="Ctrl-C"), baseline(replace(ENTRY, expires=date(2020, 1, 1))), TODAY)
    [problem] = result.baseline_problems
    assert "expired on 2020-01-01" in problem


def written(tmp_path: Path, *drifts: Drift) -> Path:
    """The path of a JSON report with these drifts."""
    path = tmp_path / "report.json"
    reports.write("json", path, found(*drifts))
    return path


def test_what_is_accepted_passes_the_next_run(tmp_path: Path) -> None:
    """`accept` writes what `load` reads and `apply` understands."""
    path = tmp_path / "new" / "drift.toml"
    given: Any = {"reason": 'because "of\nthat"', "owner": "me", "expires": date(2026, 12, 31)}
    accepted = accept(written(tmp_path, KNOWN, OTHER), path, **given)
    assert accepted == (KNOWN.fingerprint, OTHER.fingerprint)
    entries = load(path).entries
    assert [(entry.reason, entry.owner, entry.expires, entry.flaky) for entry in entries] == [
        ('because "of\nthat"', "me", date(2026, 12, 31), False),
        ('because "of\nthat"', "me", date(2026, 12, 31), True),
    ]
    assert apply(found(KNOWN, OTHER), load(path), TODAY).exit_code == 0
    assert list(path.parent.iterdir()) == [path]


def test_comments_and_other_entries_stay(tmp_path: Path) -> None:
    """Only the named drift is written; one that is there gets the new reason, owner and expiry."""
    path = tmp_path / "drift.toml"
    path.write_text(
        "# ours, by hand\n\n[[drift]] # gateway\n"
        f'fingerprint = "{KNOWN.fingerprint}"\nreason = "old"  # see the ticket\nowner = "you"\nexpires = 2025-01-01\n'
    )
    source = written(tmp_path, KNOWN, OTHER)
    accept(source, path, reason="new", owner="me", expires=date(2027, 1, 1), fingerprints=[KNOWN.fingerprint])
    text = path.read_text()
    assert text.startswith("# ours, by hand\n\n[[drift]] # gateway\n")
    [entry] = load(path).entries
    assert (entry.reason, entry.owner, entry.expires) == ("new", "me", date(2027, 1, 1))
    accept(source, path, reason="too", owner="me", expires=date(2027, 1, 1), fingerprints=[OTHER.fingerprint])
    assert [entry.reason for entry in load(path).entries] == ["new", "too"]
    assert path.read_text().startswith("# ours, by hand\n\n[[drift]] # gateway\n")


def test_what_is_not_in_the_report_cannot_be_accepted(tmp_path: Path) -> None:
    """The error names the open drifts; nothing is written."""
    path = tmp_path / "drift.toml"
    with pytest.raises(UsageError, match=rf"has no open drift ffffffffffff; its open drifts: {KNOWN.fingerprint}"):
        accept(written(tmp_path, KNOWN), path, reason="r", owner="o", expires=TODAY, fingerprints=["f" * 12])
    assert not path.exists()


@pytest.mark.parametrize(("reason", "owner"), [("", "o"), ("r", " ")])
def test_accepting_needs_a_reason_and_an_owner(reason: str, owner: str, tmp_path: Path) -> None:
    """Nobody accepts silently."""
    with pytest.raises(UsageError, match="--reason"):
        accept(written(tmp_path, KNOWN), tmp_path / "d.toml", reason=reason, owner=owner, expires=TODAY)


VALID = f'fingerprint = "{"a" * 12}"\nreason = "r"\nowner = "o"\nexpires = 2026-01-01\n'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[drift", r"drift\.toml is no TOML: Expected"),
        ("drift = 1", r"`drift` is no array of tables"),
        ("drift = [1]", r"entry 1 is no table"),
        ("[other]\n", r"'other' is unknown"),
        (f"[[drift]]\n{VALID}[[drift]]\n{VALID}", r"entry 2: aaaaaaaaaaaa is there twice"),
        (f"[[drift]]\n{VALID}".replace('owner = "o"\n', ""), r"entry 1 \(aaaaaaaaaaaa\) lacks owner"),
        (f"[[drift]]\n{VALID}".replace('"r"', '""'), r"entry 1 \(aaaaaaaaaaaa\) lacks reason"),
        (f"[[drift]]\n{VALID}".replace('"r"', "7"), r"reason is no text"),
        (f"[[drift]]\n{VALID}".replace("2026-01-01", '"soon"'), r"expires is 'soon'; write a day such as 2027-01-31"),
        (f"[[drift]]\n{VALID}".replace("2026-01-01", "7"), r"expires is 7;"),
        (f"[[drift]]\n{VALID}".replace("aaaaaaaaaaaa", "xyz"), r"not twelve hexadecimal digits"),
        (f"[[drift]]\n{VALID}untill = 1\n", r"unknown field 'untill'; known are also, cause, expires"),
        (f'[[drift]]\n{VALID}flaky = "yes"\n', r"flaky is neither true nor false"),
    ],
)
def test_errors_name_file_and_entry(text: str, words: str, tmp_path: Path) -> None:
    """One sentence; and `accept` does not touch such a file."""
    path = tmp_path / "drift.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=words) as error:
        load(path)
    assert str(path) in str(error.value)
    assert "\n" not in str(error.value)
    if "twice" not in words:
        with pytest.raises(UsageError):
            accept(written(tmp_path, KNOWN), path, reason="r", owner="o", expires=TODAY)
    assert path.read_text() == text


@pytest.mark.parametrize("value", ["2026-01-01", '"2026-01-01"', "2026-01-01T10:00:00Z"])
def test_a_day_may_be_written_in_several_ways(value: str, tmp_path: Path) -> None:
    """A TOML date, a text, a moment."""
    path = tmp_path / "drift.toml"
    path.write_text(f"[[drift]]\n{VALID}".replace("2026-01-01", value))
    assert load(path).entries[0].expires == date(2026, 1, 1)


def test_a_baseline_that_cannot_be_read(tmp_path: Path) -> None:
    """Missing, or no UTF-8."""
    with pytest.raises(UsageError, match="can't be read: No such file"):
        load(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="is not UTF-8"):
        load(tmp_path / "bad.toml")


def test_an_empty_baseline_accepts_nothing(tmp_path: Path) -> None:
    """An empty file is a baseline."""
    path = tmp_path / "drift.toml"
    path.write_text("")
    assert apply(found(KNOWN), load(path), TODAY) == found(KNOWN)


def test_an_entry_binds_its_operation_and_its_cause() -> None:
    """One that was moved to another operation, or tells another cause, accepts nothing and says so."""
    wrong = (replace(ENTRY, operation="deleteClient"), replace(ENTRY, cause="another"), replace(ENTRY, law="state"))
    for entry in wrong:
        result = apply(found(KNOWN), baseline(entry), TODAY)
        assert result.drifts == (KNOWN,)
        [problem] = result.baseline_problems
        assert "accepts nothing: its fingerprint is that of another drift (createClient, echo, /data/name" in problem


def test_an_entry_covers_the_operations_that_it_names() -> None:
    """The same cause in one operation more is not accepted; in one less it is, the first of them too."""
    wide = replace(KNOWN, also=("createApiKey",))
    result = apply(found(wide), baseline(ENTRY), TODAY)
    assert result.drifts == (wide,)
    assert "does not cover createApiKey, where the same shows" in result.baseline_problems[0]
    both = baseline(replace(ENTRY, also=("createApiKey",)))
    assert apply(found(wide), both, TODAY).exit_code == 0
    assert apply(found(KNOWN), both, TODAY).exit_code == 0
    later = Drift(replace(KNOWN.lead, operation="createApiKey"), 1)
    assert apply(found(later), both, TODAY).exit_code == 0


def test_an_entry_of_an_earlier_version_says_what_to_do(tmp_path: Path) -> None:
    """Its fingerprint said nothing of what provokes the drift: it accepts nothing, in one clear sentence."""
    crash = Drift(finding("no-server-error", "status", cause="body name is empty"), 1)
    old = replace(ENTRY, fingerprint="0" * 12, law="no-server-error", place="status")
    result = apply(found(crash), baseline(old), TODAY)
    assert result.drifts == (crash,)
    assert "written when fingerprints did not say what provokes a drift" in result.baseline_problems[0]
    assert crash.fingerprint in result.baseline_problems[0]
    path = tmp_path / "drift.toml"
    accept(written(tmp_path, replace(crash, also=("other",))), path, reason="r", owner="o", expires=date(2027, 1, 1))
    [entry] = load(path).entries
    assert (entry.cause, entry.also) == ("body name is empty", ("other",))
