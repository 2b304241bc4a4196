"""Cases that do not need each other are journeys of their own: while one waits for its answer, the others go on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.generated.recombination import GROUP, Recombination
from contracts.cases.probes import access, boundaries
from contracts.cases.probes.other_methods import other_methods
from contracts.cases.records.record_steps import RecordSteps
from contracts.run import Check
from contracts.settings import Settings
from contracts.traffic.journey_scheduler import JOURNEYS
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = Path(__file__).parents[2] / "openapi.yaml"
MOST = 4
"""Cases one after the other that others need not wait for."""


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[RecordSteps]:
    """The steps of a check that sends nothing."""
    document = load_document(OWN)
    keys = dict.fromkeys(document.security_schemes, "a-key")
    check = Check(Settings(url="http://127.0.0.1:9", spec=OWN, credentials=keys, ledger=tmp_path / "l"), document)
    yield check.steps
    check.close()


def test_records_of_their_own_are_made_side_by_side(steps: RecordSteps, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies that differ in which properties they have: each once, a few a journey."""
    made: list[str] = []

    def once(_: RecordSteps, cycle: Any, body: Any, label: str, *__: Any) -> bool:
        made.append(label)
        return True

    monkeypatch.setattr(RecordSteps, "once", once)
    lengths = []
    for name, journey in boundaries.boundaries(steps):
        if name.startswith("required and optional"):
            before = len(made)
            journey(steps)
            lengths.append(len(made) - before)
    assert len(lengths) > 1
    assert max(lengths) <= MOST
    assert "create with every property" in made
    repeated = [label for label, count in Counter(made).items() if count > len(steps.cycles)]
    assert repeated == []


def test_each_path_is_asked_with_odd_methods_beside_the_others(
    steps: RecordSteps, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A journey a path, and each method that the document does not name once at each."""
    asked: list[tuple[str, str]] = []

    def send(_: Any, operation: Any, method: str) -> None:
        asked.append((operation.path, method))

    monkeypatch.setattr("contracts.cases.probes.other_methods._send", send)
    paths = {operation.path for operation in steps.judge.document.operations}
    journeys = [journey for _, journey in other_methods(steps)]
    for journey in journeys:
        before = len(asked)
        journey(steps)
        assert len({path for path, _ in asked[before:]}) == 1
    assert len(journeys) == len(paths)
    assert sorted(asked) == sorted((path, method) for path in paths for method in ("HEAD", "OPTIONS", "TRACE"))


def test_what_may_become_long_begins_before_what_is_short(steps: RecordSteps) -> None:
    """A case with all values that fails is tried field by field: no other journey on records that go comes before."""
    kinds = [(journey.func.__name__, journey.keywords["cycle"]) for _, journey in boundaries.boundaries(steps)]  # type: ignore[attr-defined]
    for resource in (cycle.resource for cycle in steps.cycles.values() if cycle.removable):
        names = [name for name, cycle in kinds if cycle.resource == resource]
        long = names.count("valid")
        assert long > 0
        assert names[:long] == ["valid"] * long


@pytest.mark.parametrize(("findings", "several"), [((), False), (("a drift",), True)])
def test_creates_that_are_kept_out_share_a_key(
    steps: RecordSteps, monkeypatch: pytest.MonkeyPatch, findings: tuple[str, ...], several: bool
) -> None:
    """What may be there all the same is removed once at the end; after a drift the next one has a key of its own."""
    keys: list[str] = []

    def create(_: RecordSteps, __: Any, body: Any, *___: Any, **____: Any) -> SimpleNamespace:
        keys.append(body["id"])
        return SimpleNamespace(succeeded=False, findings=findings)

    monkeypatch.setattr(RecordSteps, "create", create)
    access.keep_out_create(steps, next(cycle for cycle in steps.cycles.values() if cycle.removable))
    assert len(keys) > 1
    assert len(set(keys)) == (len(keys) if several else 1)


@pytest.mark.parametrize(("open_to", "most"), [("", 2), ("no credentials", 99)])
def test_a_create_that_lets_everybody_in_is_tried_twice(
    steps: RecordSteps, monkeypatch: pytest.MonkeyPatch, open_to: str, most: int
) -> None:
    """Each that is let in costs a record; who is open to none alone is asked with all that is wrong."""
    tried: list[str] = []

    def create(_: RecordSteps, __: Any, ___: Any, label: str, *____: Any, **_____: Any) -> SimpleNamespace:
        tried.append(label)
        return SimpleNamespace(succeeded=open_to in label, findings=("a drift",), body={})

    monkeypatch.setattr(RecordSteps, "create", create)
    monkeypatch.setattr(RecordSteps, "key_of", lambda *_: None)
    access.keep_out_create(steps, next(cycle for cycle in steps.cycles.values() if cycle.removable))
    assert 1 < len(tried) <= most
    assert (len(tried) > 2) == bool(open_to)


@pytest.mark.parametrize("count", [1, 7, 70, 700])
def test_groups_of_recombined_cases_are_smaller_towards_the_end(steps: RecordSteps, count: int) -> None:
    """Each case is in one group; where few are left none of them is long, and the last one is marked."""
    cycle = next(cycle for cycle in steps.cycles.values() if cycle.removable)
    groups = [*Recombination(steps, cycle, 1).groups(count)]
    sizes = [size for size, _ in groups]
    told: list[dict[str, Any]] = [journey.keywords for _, journey in groups]  # type: ignore[attr-defined]
    assert sum(sizes) == count
    assert [words["first"] for words in told] == [sum(sizes[:index]) for index in range(len(sizes))]
    assert [words["last"] for words in told] == [False] * (len(told) - 1) + [True]
    assert sizes[:-1] == sorted(sizes[:-1], reverse=True)
    assert max(sizes) == min(GROUP, max(count // JOURNEYS, min(count, 2)))
    assert sizes[-1] <= 2
