"""Nothing that the run did not create is ever changed: the rules, the ledger, the cleaning up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.errors import UsageError
from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.traffic import ledger as ledgers
from contracts.traffic.ledger import Entry, Ledger
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi.reading.document import load_document

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
    safety = Safety(NAMES, lambda *_: False)
    foreign = NAMES.tag not in key.lower()
    assert (verdict(safety, "DELETE", f"/clients/{key}", key) is not None) == foreign
    assert (verdict(safety, "POST", "/clients", key) is not None) == foreign
    made = Safety(NAMES, lambda resource, name: (resource, name) == ("clients", key))
    assert verdict(made, "DELETE", f"/clients/{key}", key) is None


def test_own_names_are_free_to_use() -> None:
    """What carries the run's tag, in any case, is the run's."""
    safety = Safety(NAMES, lambda *_: False)
    name = NAMES.fresh()
    for key in (name, name.swapcase(), f"{name}x", name[:-1], NAMES.digits(3)):
        assert verdict(safety, "DELETE", f"/clients/{key}", key) is None


def test_reading_only_sends_nothing_that_changes() -> None:
    """--read-only lets GET pass and nothing else."""
    safety = Safety(NAMES, lambda *_: True, read_only=True)
    name = NAMES.fresh()
    assert verdict(safety, "POST", "/clients", name)
    assert verdict(safety, "DELETE", f"/clients/{name}", name)
    assert verdict(safety, "GET", "/nowhere") is None
    assert verdict(Safety(NAMES, lambda *_: True), "PUT", "/nowhere")


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
    entries = [Entry("things", str(number), (("owner", "a"),)) for number in range(3)]
    for entry in entries:
        ledger.will(entry)
    ledger.made(entries[0])
    with path.open("a", encoding="utf-8") as file:
        file.write('{"fact": "will", "resou')  # a torn line
    left = ledgers.read(path)
    ledger.finish()
    assert path.exists()
    assert (left.open, left.head["seed"]) == ({entries[0]: "made", entries[1]: "will", entries[2]: "will"}, 1)
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
