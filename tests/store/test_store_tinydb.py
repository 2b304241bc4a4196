"""The same data through TinyDB's own API."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from tinydb import where
from tinydb.operations import delete, increment
from tinydb.table import Document, Table

from mock_server.store import StoreError, TinyStore, open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(params=["memory:", "{}/a.journal"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], TinyStore]]:
    """Return the store as it is after a restart (in memory: as it is)."""
    opened: list[TinyStore] = []

    def again() -> TinyStore:
        if opened and request.param == "memory:":
            return opened[-1]
        if opened:
            opened[-1].close()
        store = open_store(request.param.format(tmp_path))
        assert isinstance(store, TinyStore)
        opened.append(store)
        return store

    yield again
    opened[-1].close()


def table_of(store: TinyStore) -> Any:
    """The table of books; TinyDB's annotations say that ids are numbers, ours are texts."""
    return store.database.table("books")


def document(fields: dict[str, Any], key: Any) -> Document:
    """A document under a key."""
    return Document(fields, doc_id=key)


def test_tinydb_reads_what_the_store_wrote(reopen: Callable[[], TinyStore]) -> None:
    """Every reading method of a table works on the store's records, with the keys as document ids."""
    store = reopen()
    store.create("books", "b1", {"title": "Emma", "pages": 474})
    store.create("books", "b2", {"title": "Ulysses", "pages": 730})
    table = table_of(store)
    found = table.get(doc_id="b2")
    assert (found, found.doc_id) == ({"title": "Ulysses", "pages": 730}, "b2")
    assert [book.doc_id for book in table.search(where("pages") < 500)] == ["b1"]
    assert [book.doc_id for book in table.get(doc_ids=["b2", "b9"])] == ["b2"]
    assert table.get(doc_id="b9") is None
    assert table.contains(where("title") == "Emma")
    assert (len(table), table.count(where("pages") > 0), [book["title"] for book in table]) == (
        2, 2, ["Emma", "Ulysses"],
    )  # fmt: skip
    assert store.database.tables() == {"books"}


def test_a_search_sees_later_writes_of_the_store(reopen: Callable[[], TinyStore]) -> None:
    """TinyDB's query cache never serves what the store has changed since."""
    store = reopen()
    store.create("books", "b1", {"pages": 1})
    table = table_of(store)
    query = where("pages") == 1
    assert len(table.search(query)) == 1
    store.replace("books", "b1", {"pages": 2})
    assert table.search(query) == []


def test_tinydb_writes_what_the_store_reads(reopen: Callable[[], TinyStore]) -> None:
    """Inserts, updates and removals through a table are there for the store, also after a restart."""
    table = table_of(reopen())
    table.insert(document({"n": 1}, "b1"))
    table.insert_multiple([document({"n": 2}, "b2"), document({"n": 3}, "b3")])
    table.update({"seen": True}, where("n") == 2)
    table.update(increment("n"), doc_ids=["b1"])
    table.update_multiple([(delete("n"), where("n") == 3)])
    table.upsert(document({"n": 9}, "b4"))
    table.upsert({"n": 10}, where("n") == 9)
    assert table.remove(where("seen") == True) == ["b2"]  # noqa: E712 - TinyDB's query syntax
    assert list(reopen().records("books")) == [("b1", {"n": 2}), ("b3", {}), ("b4", {"n": 10})]


def test_documents_without_an_id_get_a_free_one(reopen: Callable[[], TinyStore]) -> None:
    """A plain insert takes a number that is no key yet, also within one batch."""
    store = reopen()
    store.create("books", "2", {"n": 0})
    table = table_of(store)
    ids = [table.insert({"n": 1}), *table.insert_multiple([{"n": 2}, {"n": 3}])]
    assert len({"2", *ids}) == 4
    assert all(isinstance(key, str) for key in ids)
    assert reopen().count("books") == 4


def test_a_taken_id_is_refused(reopen: Callable[[], TinyStore]) -> None:
    """TinyDB's own check holds against the store's keys."""
    store = reopen()
    store.create("books", "b1", {"n": 0})
    with pytest.raises(ValueError, match="already exists"):
        table_of(store).insert(document({}, "b1"))
    assert store.read("books", "b1") == {"n": 0}


def test_an_updater_that_fails_changes_nothing(reopen: Callable[[], TinyStore]) -> None:
    """An update takes place as a whole or not at all."""
    store = reopen()
    store.create("books", "b1", {"n": 1})
    store.create("books", "b2", {})
    with pytest.raises(KeyError):
        table_of(store).update(increment("n"))
    assert list(reopen().records("books")) == [("b1", {"n": 1}), ("b2", {})]


def test_tables_can_be_emptied_and_dropped(reopen: Callable[[], TinyStore]) -> None:
    """Truncate, drop_table and drop_tables remove what they say and no more."""
    store = reopen()
    for resource in ("books", "films", "songs"):
        store.create(resource, "x", {})
    table_of(store).truncate()
    assert store.database.tables() == {"films", "songs"}
    store.database.drop_table("films")
    assert reopen().database.tables() == {"songs"}
    reopen().database.drop_tables()
    assert reopen().database.tables() == set()


def test_an_update_writes_only_what_it_changes(tmp_path: Path) -> None:
    """The journal gets a line for each document that differs, none for one that was only looked at."""
    store = open_store(f"{tmp_path}/a.journal")
    assert isinstance(store, TinyStore)
    for n in range(50):
        store.create("books", str(n), {"n": n})
    before = store.sequence
    table_of(store).update({"n": 7}, where("n") < 9)
    assert store.sequence - before == 8
    table_of(store).update({"n": 7}, doc_ids=["7"])
    assert store.sequence - before == 8
    store.close()
    assert len((tmp_path / "a.journal").read_bytes().splitlines()) == 1 + 50 + 8


def test_a_write_of_tinydbs_in_the_middle_of_the_stores_own_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of two threads writes its own document, whichever comes between the other's steps."""
    store = open_store("memory:")
    assert isinstance(store, TinyStore)
    table = table_of(store)
    other = threading.Thread(target=table.insert, args=(document({"n": 2}, "b2"),))
    insert, at_the_lock = Table.insert, threading.Event()
    log: Any = store.database.storage
    lock = log.log.lock

    class Lock:
        """The log's, which tells that the other thread comes to it."""

        def __enter__(self) -> None:
            if threading.current_thread() is other:
                at_the_lock.set()
            lock.acquire()

        def __exit__(self, *_: object) -> None:
            lock.release()

    log.log.lock = Lock()

    def interrupted(self: Table, given: Any) -> int:
        if given.doc_id == "b1":
            other.start()
            assert at_the_lock.wait(60)  # as far as it gets while this one is under way
        return insert(self, given)

    monkeypatch.setattr(Table, "insert", interrupted)
    assert store.create("books", "b1", {"n": 1})
    other.join()
    assert dict(store.records("books")) == {"b1": {"n": 1}, "b2": {"n": 2}}


@pytest.mark.parametrize("write", ["create", "replace", "delete"])
def test_a_write_that_is_refused_leaves_the_next_one_as_it_is(write: str, tmp_path: Path) -> None:
    """What the store had in mind for its own write is nothing that a table's next one gets."""
    store = open_store(f"{tmp_path}/a.journal")
    assert isinstance(store, TinyStore)
    store.create("books", "b1", {"n": 1})
    log: Any = store.database.storage
    log.log.failure = "no more"
    asked: dict[str, tuple[Any, ...]] = {"create": ("b2", {}), "replace": ("b1", {}), "delete": ("b1",)}
    with pytest.raises(StoreError, match="no more"):
        getattr(store, write)("books", *asked[write])
    log.log.failure = None
    table_of(store).insert(document({"n": 3}, "b3"))
    table_of(store).update(increment("n"))
    assert list(store.records("books")) == [("b1", {"n": 2}), ("b3", {"n": 4})]
    store.close()


@pytest.mark.parametrize("record", [7, {"n": object()}])
@pytest.mark.parametrize("write", ["create", "replace"])
def test_a_record_that_can_not_be_kept_leaves_the_next_write_as_it_is(write: str, record: Any) -> None:
    """Neither the store's own nor a table's is taken for one of that key; nothing of it is there."""
    store = open_store("memory:")
    assert isinstance(store, TinyStore)
    store.create("books", "b1", {"n": 1})
    with pytest.raises(TypeError):
        getattr(store, write)("books", "b2" if write == "create" else "b1", record)
    table_of(store).insert(document({"n": 3}, "b3"))
    table_of(store).update(increment("n"))
    assert store.create("books", "b4", {"n": 5})
    assert list(store.records("books")) == [("b1", {"n": 2}), ("b3", {"n": 4}), ("b4", {"n": 5})]


def test_closing_the_database_closes_the_store(tmp_path: Path) -> None:
    """TinyDB's close lets go of the file; the store's own close may follow."""
    store = open_store(f"{tmp_path}/a.journal")
    assert isinstance(store, TinyStore)
    with store.database:
        store.create("books", "b1", {})
    open_store(f"{tmp_path}/a.journal").close()
    store.close()
