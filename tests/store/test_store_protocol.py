"""What every engine promises: the same tests for each location."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from mock_server.store import Image, LayeredStore, Store, SwitchedStore, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = ["", "a/b", "a\nb\tc", "é 🦉 \u2028", "../..", '"quoted"\\', "\0", "k" * 10_000, "\x7f"]


@pytest.fixture(params=["memory:", "{}/a.journal", "tinydb:{}/a.journal?fsync=always", "layered", "switched", "redis"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each engine, each durability, empty; and what stands in front of one."""
    opened: Store
    if request.param == "layered":
        opened = LayeredStore()
    elif request.param == "switched":
        opened = SwitchedStore(open_store("memory:"))
    elif request.param == "redis":
        opened = open_store(request.getfixturevalue("redis_url"))
    else:
        opened = open_store(request.param.format(tmp_path))
    yield opened
    opened.close()


def filled(store: Store) -> list[tuple[str, dict[str, object]]]:
    """Three books in an order of their own, and a film."""
    for key in "cab":
        store.create("books", key, {"n": key})
    store.create("films", "f1", {})
    return list(store.records("books"))


def test_create_keeps_a_record_once(store: Store) -> None:
    """A key exists once: the second create is refused and changes nothing."""
    assert store.create("books", "b1", {"title": "Emma"})
    assert not store.create("books", "b1", {"title": "Ulysses"})
    assert store.read("books", "b1") == {"title": "Emma"}
    assert store.count("books") == 1


def test_a_mark_is_set_with_a_record(store: Store) -> None:
    """With the first that is kept, once; not with one whose key is taken. Each is a write, and stands where it came."""
    store.create("books", "b1", {})
    assert not store.create("books", "b1", {}, ("marks", "books"))
    assert store.resources() == ("books",)
    assert store.create("books", "b2", {"n": 2}, ("marks", "books"))
    assert store.sequence == 3
    assert store.create("books", "b3", {}, ("marks", "books"))
    assert store.create("films", "f1", {}, ("marks", "films"))
    assert list(store.records("marks")) == [("books", {}), ("films", {})]
    assert [key for key, _ in store.records("books")] == ["b1", "b2", "b3"]
    assert (store.sequence, store.resources()) == (6, ("books", "marks", "films"))


def test_several_are_created_together_or_not_at_all(store: Store) -> None:
    """A key that is taken, by a record that is there or by another of them, leaves all as it was."""
    assert store.create_all("books", [("a", {"n": 1}), ("b", {"n": 2})]) is None
    before = store.sequence
    assert store.create_all("books", [("c", {}), ("b", {}), ("a", {})]) == 1
    assert store.create_all("books", [("c", {}), ("d", {}), ("c", {})]) == 2
    assert list(store.records("books")) == [("a", {"n": 1}), ("b", {"n": 2})]
    assert store.sequence == before == 2
    assert store.create_all("books", []) is None
    assert store.resources() == ("books",)
    assert store.create_all("films", [(key, {"k": key}) for key in KEYS]) is None
    assert list(store.records("films")) == [(key, {"k": key}) for key in KEYS]


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_held_from_its_creation_to_its_deletion(store: Store, key: str) -> None:
    """Whether a key is held agrees with what reading it gives, in its own resource alone."""
    assert not store.holds("books", key)
    store.create("books", key, {})
    assert store.holds("books", key)
    assert not store.holds("films", key)
    store.delete("books", key)
    assert not store.holds("books", key)


def test_resources_do_not_share_keys(store: Store) -> None:
    """One key may be taken in each resource."""
    assert store.create("books", "x", {"n": 1})
    assert store.create("films", "x", {"n": 2})
    assert store.delete("books", "x")
    assert store.read("books", "x") is None
    assert store.read("films", "x") == {"n": 2}


def test_absent_records_are_reported(store: Store) -> None:
    """What isn't there can't be read, replaced or deleted, and none of that is a write."""
    assert store.read("books", "b1") is None
    assert not store.replace("books", "b1", {})
    assert not store.delete("books", "b1")
    assert store.count("books") == 0
    assert list(store.records("books")) == []
    assert store.sequence == 0


def test_records_come_in_order_of_creation(store: Store) -> None:
    """A replaced record keeps its place, one created again goes to the end."""
    for key in "cab":
        store.create("books", key, {"n": 0})
    store.replace("books", "c", {"n": 1})
    store.delete("books", "a")
    store.create("books", "a", {"n": 2})
    assert list(store.records("books")) == [("c", {"n": 1}), ("b", {"n": 0}), ("a", {"n": 2})]


def test_records_may_be_changed_while_they_are_listed(store: Store) -> None:
    """A listing shows what was there when it began, whatever is done meanwhile."""
    for key in "abc":
        store.create("books", key, {})
    seen = [key for key, _ in store.records("books") if store.delete("books", key)]
    assert seen == ["a", "b", "c"]
    assert store.count("books") == 0


def test_a_record_is_the_stores_own(store: Store) -> None:
    """Changing what was handed in, or what was handed out, changes nothing in the store."""
    record = {"tags": ["a"]}
    store.create("books", "b1", record)
    record["tags"].append("b")
    first = store.read("books", "b1")
    assert first == {"tags": ["a"]}
    first["tags"].append("c")
    assert store.read("books", "b1") == {"tags": ["a"]}


@pytest.mark.parametrize("key", KEYS)
def test_any_text_is_a_key(store: Store, key: str) -> None:
    """Slashes, newlines, tabs, NUL and quotes are part of a key like any other character."""
    assert store.create(key, key, {key: key})
    assert store.read(key, key) == {key: key}
    assert list(store.records(key)) == [(key, {key: key})]
    assert store.replace(key, key, {})
    assert store.delete(key, key)


@pytest.mark.parametrize(
    "value",
    [0, -1, 2**63, 2**64, -(2**70), 10**400, 0.1, 1e300, -0.0, "\ud800", [[]], {"": None}, "x" * 100_000],
    ids=lambda value: repr(value)[:20],
)
def test_values_come_back_as_they_went_in(store: Store, value: object) -> None:
    """Integers of any size, floats and text are kept exactly."""
    store.create("books", "b1", {"value": value})
    assert repr(store.read("books", "b1")) == repr({"value": value})


def test_deep_nesting_is_kept(store: Store) -> None:
    """Nesting beyond what the fast encoder takes goes through the slow one."""
    value: list[object] = []
    for _ in range(500):
        value = [value]
    store.create("books", "b1", {"value": value})
    assert store.read("books", "b1") == {"value": value}


def test_what_is_no_json_is_refused_and_changes_nothing(store: Store) -> None:
    """A value without a JSON form is the caller's mistake, found before anything is written."""
    with pytest.raises(TypeError):
        store.create("books", "b1", {"value": object()})
    assert store.count("books") == 0
    assert store.sequence == 0
    assert store.create("books", "b1", {})


def test_sequence_counts_accepted_writes(store: Store) -> None:
    """Every accepted write, and only that, moves the sequence."""
    store.create("books", "b1", {})
    store.create("books", "b1", {})
    store.replace("books", "b1", {"n": 1})
    store.delete("books", "b1")
    store.delete("books", "b1")
    assert store.sequence == 3


def test_clear_removes_every_resource(store: Store) -> None:
    """Nothing is left after a clear, every key is free, and it counts as one write."""
    store.create("books", "b1", {})
    store.create("films", "f1", {})
    store.clear()
    assert (store.count("books"), store.count("films"), store.sequence) == (0, 0, 3)
    assert store.create("books", "b1", {})


def test_resources_are_those_with_records(store: Store) -> None:
    """A resource is named from its first record to its last."""
    filled(store)
    assert store.resources() == ("books", "films")
    store.delete("films", "f1")
    assert store.resources() == ("books",)
    store.clear()
    assert store.resources() == ()


def test_an_image_stays_as_it_is(store: Store) -> None:
    """What is done after an image was taken is not in it, and is undone by its restoration, order included."""
    before = filled(store)
    image = store.image()
    store.replace("books", "a", {"n": 1})
    store.delete("books", "c")
    store.create("books", "c", {"n": 2})
    store.delete("films", "f1")
    store.create("poems", "p1", {})
    again = store.image()
    for _ in range(2):
        count = store.sequence
        store.restore(image)
        assert list(store.records("books")) == before
        assert (store.count("films"), store.count("poems"), store.resources()) == (1, 0, ("books", "films"))
        assert store.sequence > count
        store.restore(again)
        assert list(store.records("books")) == [("a", {"n": 1}), ("b", {"n": "b"}), ("c", {"n": 2})]
        assert store.resources() == ("books", "poems")


def test_an_image_may_be_another_stores(store: Store) -> None:
    """Records go from one engine to another as an image."""
    other = LayeredStore(Image({"books": {"x": b"{}", "y": b"{}"}}))
    other.delete("books", "x")
    other.create("books", "x", {"n": 1})
    filled(store)
    store.restore(other.image())
    assert list(store.records("books")) == [("y", {}), ("x", {"n": 1})]
    assert store.resources() == ("books",)
    copy = LayeredStore(store.image())
    assert list(copy.records("books")) == list(store.records("books"))


def test_close_may_be_called_twice(store: Store) -> None:
    """The second close does nothing."""
    store.create("books", "b1", {})
    store.close()
    store.close()


def test_one_of_many_simultaneous_creates_wins(store: Store) -> None:
    """Of 200 creates of one key from 8 threads, exactly one succeeds, for each of several keys."""
    with ThreadPoolExecutor(8) as pool:
        for key in ("a", "b", "c"):
            won = pool.map(lambda n, key=key: store.create("books", key, {"n": n}), range(200))
            assert sum(won) == 1
    assert store.sequence == 3


def test_a_store_says_its_name(tmp_path: Path) -> None:
    """Start-up prints where the data is: the word or the path, without options."""
    assert open_store("memory:").name == "memory:"
    store = open_store(f"tinydb:{tmp_path}/a.journal?fsync=always")
    assert store.name == f"{tmp_path}/a.journal"
    assert store.warnings == ()
    store.close()
