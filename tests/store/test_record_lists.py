"""Lists of records: what is given is what a walk through all of them gives, and only that is read."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import LayeredStore, ReadList, asked, marks, open_store, order_of
from mock_server.store.scoped import Scoped
from mock_server.store.sorted_blocks import SortedBlocks
from tests.decoded_records import DecodedRecords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from mock_server.store import RecordList, Store

_COLOURS: list[Any] = [
    "red",
    "Red",
    "blue",
    1,
    1.0,
    True,
    None,
    "1",
    7,
    ["red", 7],
    {"a": "blue", "b": [1]},
    [],
    "None",
]


@pytest.fixture(params=["memory:", "{}/a.journal", "sandbox", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Engines with lists of their own, and what stands in front of one."""
    url = request.getfixturevalue("redis_url") if request.param == "redis" else request.param.format(tmp_path)
    opened = Scoped(LayeredStore() if url == "sandbox" else open_store(url), "a:")
    yield opened
    opened.close()


def _agrees(listing: RecordList, rows: list[tuple[str, dict[str, Any]]]) -> None:
    assert len(listing) == len(rows)
    for start, stop in (
        (0, 3),
        (len(rows) // 2, len(rows) // 2 + 5),
        (max(0, len(rows) - 2), len(rows)),
        (5, 5),
        (0, len(rows)),
    ):
        assert listing.part(start, stop) == rows[start:stop]
    for at in (0, len(rows) // 3, len(rows) - 1):
        if rows:
            assert listing.place(rows[at][0]) == at
    assert listing.place("nobody") is None


def test_a_list_agrees_with_a_walk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is created, replaced, deleted and made again: order, places, parts, values, bounds and orders."""
    monkeypatch.setattr("mock_server.store.indexed_list._READ", 1_000_000)
    chance, members = random.Random(7), ("colour", "size")
    for turn in range(1500):
        key = str(chance.randrange(700))
        record = {"colour": chance.choice(_COLOURS), "n": turn, **({"size": turn % 3} if turn % 5 else {})}
        if turn < 600 or chance.random() < 0.4:
            if not store.create("things", key, record):
                store.replace("things", key, record)
        else:
            store.delete("things", key)
        if turn in (599, 900, 1499):
            rows = list(store.records("things"))
            _agrees(store.listing("things"), rows)
            for member in members:
                for value in ("RED", 1, True, "blue", "none", 2, 7, "absent"):
                    found = store.listing("things").where(member, asked((value,)))
                    if found is not None:
                        wanted = [row for row in rows if marks(row[1].get(member, [])) & asked((value,))]
                        _agrees(found, wanted)
                    left = store.listing("things").without(member, asked((value,)))
                    if left is not None:
                        _agrees(left, [row for row in rows if row not in wanted])
            for text in ("red", "Red", "1", "None", "b"):
                named = store.listing("things").naming(text)
                if named is not None:
                    _agrees(named, [row for row in rows if text in row[1].values()])
            for down in (False, True):
                there = [row for row in rows if row[1].get("colour") is not None]
                there.sort(key=lambda row: order_of(row[1]["colour"]), reverse=down)
                ordered = store.listing("things").ordered("colour", down=down)
                if ordered is not None:
                    _agrees(ordered, there + [row for row in rows if row[1].get("colour") is None])
                some = store.listing("things").where("size", asked((1, 2)))
                ordered = None if some is None else some.ordered("n", down=down)
                if ordered is not None:
                    wanted = sorted((row for row in rows if row[1].get("size") in (1, 2)), key=lambda row: row[1]["n"])
                    assert ordered.part(0, len(wanted)) == (wanted[::-1] if down else wanted)
            for above, included in ((True, True), (True, False), (False, True), (False, False)):
                aside = store.listing("things").between("size", 1, above=above, included=included)
                if aside is not None:
                    sizes = [(row, row[1]["size"]) for row in rows if "size" in row[1]]
                    beyond = [
                        row for row, size in sizes if (size > 1 if above else size < 1) or (included and size == 1)
                    ]
                    _agrees(aside, beyond)
            both = store.listing("things").where("colour", asked(("red", "blue")))
            narrowed = None if both is None else both.where("size", asked((1,)))
            if narrowed is not None:
                seen = [row for row in rows if marks(row[1]["colour"]) & {"red", "blue"} and row[1].get("size") == 1]
                _agrees(narrowed, seen)
    store.clear()
    _agrees(store.listing("things"), [])
    store.create("things", "x", {})
    _agrees(store.listing("things"), [("x", {})])


@pytest.mark.parametrize("begun", [lambda: open_store("memory:"), LayeredStore])
def test_only_what_is_shown_is_read(monkeypatch: pytest.MonkeyPatch, begun: Callable[[], Store]) -> None:
    """A page costs its own records, at any place; a value is looked up, once all were read for it."""
    store, reads = begun(), DecodedRecords(monkeypatch)
    for number in range(2000):
        store.create("things", str(number), {"shelf": number % 4, "owner": f"o{number}"})
    reads.taken()
    listing = store.listing("things")
    assert [key for key, _ in listing.part(1500, 1503)] == ["1500", "1501", "1502"]
    assert listing.place("1700") == 1700
    assert reads.taken() == 3
    found = listing.where("shelf", asked((2,)))
    assert found is not None
    assert reads.taken() == 2000  # the first time
    for _ in range(3):
        assert [record["shelf"] for _, record in found.part(100, 105)] == [2] * 5
        assert len(found) == 500
    assert reads.taken() == 15
    store.create("things", "new", {"shelf": 2, "owner": "o"})
    store.replace("things", "7", {"shelf": 2, "owner": "o"})
    store.delete("things", "2")
    assert reads.taken() <= 6
    again = store.listing("things").where("shelf", asked((2,)))
    assert again is not None
    assert len(again) == 501
    assert [key for key, _ in again.part(0, 3)] == ["6", "7", "10"]
    assert reads.taken() == 3


@pytest.mark.parametrize("begun", [lambda: open_store("memory:"), LayeredStore])
def test_an_index_is_made_anew_when_most_of_it_is_gone(begun: Callable[[], Store]) -> None:
    """Records that come and go do not add up."""
    store = begun()
    for number in range(300):
        store.create("things", f"stays {number}", {})
    for number in range(3000):
        store.listing("things")
        store.create("things", str(number), {})
        store.delete("things", str(number))
    rows = list(store.records("things"))
    _agrees(store.listing("things"), rows)
    assert store.listing("things")._index.is_worn is False  # type: ignore[attr-defined]


def test_blocks_of_numbers_agree_with_a_sorted_list() -> None:
    """Added and removed in any order, over many blocks."""
    chance, held, blocks = random.Random(3), set(range(0, 9000, 3)), SortedBlocks(range(0, 9000, 3))
    for _ in range(20_000):
        number = chance.randrange(9000)
        if number in held:
            held.remove(number)
            blocks.remove(number)
        else:
            held.add(number)
            blocks.add(number)
    every = sorted(held)
    assert list(blocks) == every
    assert list(blocks.part(2500, 2510)) == every[2500:2510]
    assert [blocks.before(number) for number in every[::500]] == list(range(0, len(every), 500))
    assert all(number in blocks for number in every[::7])
    assert (-1 in blocks, 10_000 in blocks) == (False, False)
    for number in every:
        blocks.remove(number)
    assert list(blocks) == []
    assert len(blocks) == 0
    blocks.add(5)
    assert list(blocks) == [5]


def test_a_list_that_was_read_is_a_list() -> None:
    """It has places and parts, and looks nothing up."""
    listing = ReadList([("a", {"n": 1}), ("b", {"n": 2})])
    _agrees(listing, [("a", {"n": 1}), ("b", {"n": 2})])
    listing.where("n", asked((1,)))
