"""Nothing that the run did not create is ever changed: the rules, the ledger, the cleaning up."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.errors import UsageError
from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.traffic import ledger as ledgers
from contracts.traffic.creations import Creations
from contracts.traffic.evidence import Evidence
from contracts.traffic.ledger import Ledger, LedgerEntry
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from contracts.traffic.secrets.terminal_text import quoted
from mock_server.openapi.reading.document import load_document
from tests.requests.small_documents import document

DOCUMENT = load_document(Path(__file__).parents[2] / "openapi.yaml")
JUDGE = Judge(DOCUMENT)
NAMES = RunNames(1)


def verdict(safety: Safety, method: str, target: str, key: object = None, body: bytes = b"{}") -> str | None:
    """Why a request may not be sent."""
    reading = JUDGE.reader.read(Request(method, target, (), body))
    behaviour = JUDGE.behaviours[reading.operation.id] if reading else None
    return safety.forbids(Request(method, target, (), body), reading, behaviour, key)


@given(key=st.from_regex(r"\A[a-zA-Z0-9_-]{1,40}\Z"))
@settings(max_examples=60, deadline=None, database=None)
def test_a_foreign_key_is_never_deleted_or_created(key: str) -> None:
    """Only keys that name the run, or that it created, reach a delete."""
    safety = Safety(Ownership(NAMES), Creations())
    foreign = NAMES.tag not in key.lower()
    assert (verdict(safety, "DELETE", f"/clients/{key}", key) is not None) == foreign
    assert (verdict(safety, "POST", "/clients", key) is not None) == foreign
    made = Safety(Ownership(NAMES), Creations())
    made.ownership.adopt("clients", key)
    assert verdict(made, "DELETE", f"/clients/{key}", key) is None


@pytest.mark.parametrize("mark", ["\r\n", "\n", "\0"])
def test_no_request_holds_another(mark: str) -> None:
    """A line end in the target, or in a name or a value of a header field, is never sent, whatever it would read."""
    safety = Safety(Ownership(NAMES), Creations())
    smuggled = f"a{mark}DELETE /clients/prod-1 HTTP/1.1"
    for request in (
        Request("GET", f"/clients?x={smuggled}"),
        Request("GET", "/clients", (("X-Token", smuggled),)),
        Request("GET", "/clients", ((smuggled, "x"),)),
    ):
        assert "another request" in (safety.forbids(request, None, None, None) or "")
    assert safety.forbids(Request("GET", "/clients", (("X-Token", "a\tb"),)), None, None, None) is None


def test_own_names_are_free_to_use() -> None:
    """What carries the run's tag, in any case, is the run's."""
    safety = Safety(Ownership(NAMES), Creations())
    name = NAMES.fresh()
    for key in (name, name.swapcase(), f"{name}x", name[:-1], NAMES.digits(3)):
        assert verdict(safety, "DELETE", f"/clients/{key}", key) is None


@pytest.mark.parametrize("mark", ["/../prod", "..", ",prod-1", "*", "\\prod"])
def test_a_name_that_may_reach_further_is_not_the_runs(mark: str) -> None:
    """A key with the tag and a separator, or a wildcard, may mean other records as well."""
    assert not Ownership(NAMES).owns("clients", NAMES.fresh() + mark)


def assigned(
    ownership: Ownership, key: str, *, created: bool = True, sent: object = None, shown: object = None
) -> bool:
    """Whether a create that was answered with this key made a record of the run."""
    mark = {"title": f"text {NAMES.tag}"}
    evidence = Evidence("notes", None, key, created, mark if sent is None else sent, shown)
    return ownership.created(evidence) is None


def test_an_assigned_key_needs_evidence() -> None:
    """Created by its status, new, never listed, and with a value of the run: else nobody knows whose it is."""
    own = {"title": f"text {NAMES.tag}"}
    assert assigned(Ownership(NAMES), "7", shown=own)
    assert not assigned(Ownership(NAMES), "7", shown={"title": "Shopping"})
    assert not assigned(Ownership(NAMES), "7", shown=own, created=False)
    listed = Ownership(NAMES)
    listed.saw("notes", "7", {"title": "Shopping"})
    assert not assigned(listed, "7", shown=own)


def test_two_creates_with_one_key_withdraw_what_was_believed() -> None:
    """Two creates that are said to have made the same record prove that the answers say nothing."""
    ownership, own = Ownership(NAMES), {"title": f"text {NAMES.tag}"}
    assert assigned(ownership, "7", shown=own)
    assert not assigned(ownership, "7", shown=own)
    assert not ownership.owns("notes", "7")
    assert not assigned(ownership, "8", shown=own)


def test_a_list_gives_nothing_back_of_what_a_read_withdrew() -> None:
    """Where the path of a new record leads to another one, its removal would take that, whatever a list shows."""
    ownership, own = Ownership(NAMES), {"title": f"text {NAMES.tag}"}
    ownership.readable.add("notes")
    assert not assigned(ownership, "7", shown=own)
    assert not ownership.saw("notes", "7", {"title": "Shopping"})
    assert not ownership.saw("notes", "7", own)
    assert not ownership.owns("notes", "7")


def test_a_key_alone_is_proved_by_its_like() -> None:
    """Where answers show nothing but the key, two equal creates with two keys prove that creates are creates."""
    ownership = Ownership(NAMES)
    assert not assigned(ownership, "7", sent={"size": 1})
    assert assigned(ownership, "8", sent={"size": 1})
    assert [evidence.key for evidence in ownership.promoted] == ["7"]
    assert assigned(ownership, "9", sent={"size": 2})


def test_a_key_other_than_the_chosen_one_is_not_believed() -> None:
    """The caller chooses the key: an answer with another one shows somebody else's record."""
    ownership, own = Ownership(NAMES), {"title": f"text {NAMES.tag}"}
    evidence = Evidence("notes", NAMES.fresh(), "prod-1", created=True, sent=own, shown=own)
    assert ownership.created(evidence) is not None
    assert not ownership.owns("notes", "prod-1")


def test_reading_only_sends_nothing_that_changes() -> None:
    """--read-only lets GET pass and nothing else."""
    safety = Safety(Ownership(NAMES), Creations(), read_only=True)
    name = NAMES.fresh()
    assert verdict(safety, "POST", "/clients", name)
    assert verdict(safety, "DELETE", f"/clients/{name}", name)
    assert verdict(safety, "GET", "/nowhere") is None
    assert verdict(Safety(Ownership(NAMES), Creations()), "PUT", "/nowhere")


@given(seed=st.integers(0, 2**63))
@settings(max_examples=30, deadline=None, database=None)
def test_names_are_new_and_the_same_for_a_seed(seed: int) -> None:
    """A seed gives its names again; no name twice; another attempt shares none."""
    one, again, other = RunNames(seed), RunNames(seed), RunNames(seed, attempt=1)
    names = [one.fresh() for _ in range(60)]
    assert names == [again.fresh() for _ in range(60)]
    assert len(set(names)) == 60
    assert not any(other.owns(name) for name in names)


def test_the_ledger_is_on_disk_before_and_gone_after(tmp_path: Path) -> None:
    """What is announced can be read back as a crash would leave it; an emptied ledger leaves no file."""
    path = tmp_path / "deep" / "ledger"
    ledger = Ledger(path, {"url": "http://127.0.0.1:1/v1", "seed": 1})
    entries = [LedgerEntry("things", str(number), (("owner", "a"),)) for number in range(3)]
    for entry in entries:
        ledger.will(entry)
    ledger.made(entries[0])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"fact": "will", "resou')  # a torn line
    left = ledgers.read(path)
    ledger.finish()
    assert path.exists()
    assert (left.open, left.head["seed"]) == ({entries[0]: "made", entries[1]: "will", entries[2]: "will"}, 1)
    left.resume()
    for entry in entries:
        left.gone(entry)
    left.finish()
    assert not path.exists()


@pytest.mark.parametrize("text", ["", "no json", json.dumps({"fact": "will"})])
def test_what_is_no_ledger_is_refused(tmp_path: Path, text: str) -> None:
    """`contracts clean` deletes by nothing but a ledger."""
    path = tmp_path / "ledger"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="no ledger"):
        ledgers.read(path)


@pytest.mark.parametrize(
    "text",
    ['{"ledger": 1}', '{"ledger": 1, "url": 5}', "[" * 100_000, '{"ledger": 2, "url": "http://a"}', "\x00"],
)
def test_a_malformed_ledger_is_one_sentence(tmp_path: Path, text: str) -> None:
    """Whatever the first line is, it is told to be no ledger."""
    path = tmp_path / "ledger"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError, match="no ledger"):
        ledgers.read(path)


def test_a_file_of_somebody_else_is_never_taken_for_a_ledger(tmp_path: Path) -> None:
    """`--ledger` with notes in it is refused; one that holds records of a killed run too, and both stay."""
    path = tmp_path / "notes.txt"
    path.write_text("my own notes\n", "utf-8")
    with pytest.raises(UsageError, match="no ledger"):
        Ledger(path, {}).claim()
    assert path.read_text("utf-8") == "my own notes\n"
    killed = tmp_path / "ledger"
    first = Ledger(killed, {"url": "http://127.0.0.1:1", "seed": 1})
    first.will(LedgerEntry("things", "a"))
    with pytest.raises(UsageError, match="contracts clean"):
        Ledger(killed, {}).claim()
    first.finish()
    assert killed.exists()


def test_a_ledger_that_did_not_begin_a_file_does_not_remove_it(tmp_path: Path) -> None:
    """A run that created nothing leaves a file that came meanwhile alone."""
    path = tmp_path / "later"
    ledger = Ledger(path, {})
    path.write_text("somebody else's", "utf-8")
    ledger.finish()
    assert path.exists()


def test_creations_are_bounded_once_a_removal_failed() -> None:
    """After the first clean-up that fails, ten more creations at most; unremovable ones have a bound of their own."""
    creations = Creations()
    creations.removal_failed("it is still there")
    for _ in range(10):
        assert creations.forbid("make") is None
        creations.sent()
    assert "still there" in str(creations.forbid("make"))
    keeping = Creations(kept=8)
    keeping.removal_failed("it is still there")
    for _ in range(2):
        keeping.sent()
    assert keeping.forbid("make") is not None
    keeping.show_again()
    assert keeping.forbid("make") is None
    other = Creations()
    other.left("make", 60)
    assert other.forbid("make") is not None
    assert other.forbid("another") is None


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("::error::boom", "\\u003a:error"),
        ("   ::stop-commands::x", "\\u003a:stop"),
        ("a ##[error] b", "#\\u0023[error]"),
        ("##vso[task.x]", "\\u0023vso["), ("\x1b[2J", "\\u001b[2J"),
        ("a\u202eb", "a\\u202eb"), ("x\r::error::", "\\u000d"),
    ],
)  # fmt: skip
def test_no_text_of_a_target_is_a_command(line: str, shown: str) -> None:
    """What a terminal or a CI runner would obey is shown instead."""
    text = quoted(f"first\n{line}")
    assert shown in text
    assert not re.search(r"(?m)^\s*::|##\w*\[|[\x00-\x09\x0b-\x1f\u202e]", text)


CRUD = load_document(Path(__file__).parents[1] / "target_crud" / "openapi.yaml")
CRUD_JUDGE = Judge(CRUD)


@pytest.mark.parametrize("action", ["replace", "merge", "delete"])
def test_a_foreign_record_is_never_changed(action: str) -> None:
    """No replacement, merge or removal reaches a record of which nothing proves that the run made it."""
    behaviours = [item for item in CRUD_JUDGE.behaviours.values() if item.action == action]
    assert behaviours
    for behaviour in behaviours:
        target = re.sub(r"\{[^}]*\}", "7", behaviour.operation.path)
        request = Request(behaviour.operation.method, target, (), b"{}")
        reading = CRUD_JUDGE.reader.read(request)
        strange = Safety(Ownership(NAMES), Creations())
        assert strange.forbids(request, reading, behaviour, "7") is not None


def test_what_reads_is_asked_though_nothing_more_is_created() -> None:
    """A POST that says that it counts or reads makes nothing: a removal that failed is no reason to leave it out."""
    done = {"responses": {"200": {"description": "done"}}}
    calls = {"countTides": "/tides/count", "readTides": "/tides/filter", "createTide": "/tides/new"}
    paths = {path: {"post": {"operationId": name, **done}} for name, path in calls.items()}
    judge = Judge(document({"paths": paths}))
    safety = Safety(Ownership(NAMES), Creations())
    safety.creations.removal_failed("it is still there")
    for _ in range(100):
        safety.creations.sent()
    sent = {}
    for name, path in calls.items():
        request = Request("POST", path, (("Content-Type", "application/json"),), f'"{NAMES.fresh()}"'.encode())
        sent[name] = safety.forbids(request, judge.reader.read(request), judge.behaviours[name], None)
    assert sent["countTides"] is sent["readTides"] is None
    assert "nothing more is created" in (sent["createTide"] or "")
