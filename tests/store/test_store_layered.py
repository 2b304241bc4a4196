"""A store over an image: the image's records are seen and never changed, by any number of stores on it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from mock_server.store import Image, LayeredStore, SwitchedStore, open_store

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.store import Store

KEYS = "abcdefgh"


def seeded() -> Image:
    """An image with four records."""
    store = open_store("memory:")
    for key in "abcd":
        store.create("things", key, {"n": key})
    return store.image()


def test_what_is_changed_is_seen_in_one_store_alone() -> None:
    """Two stores on one image: each has its own changes, the image has none."""
    image = seeded()
    one, two = LayeredStore(image, 4), LayeredStore(image, 4)
    one.replace("things", "a", {"n": 1})
    one.delete("things", "b")
    one.create("things", "e", {"n": 5})
    assert [key for key, _ in one.records("things")] == ["a", "c", "d", "e"]
    assert (one.read("things", "a"), one.count("things"), one.sequence) == ({"n": 1}, 4, 7)
    assert [record["n"] for _, record in two.records("things")] == list("abcd")
    assert two.sequence == 4
    assert image.rows("things").keys() == set("abcd")


@pytest.mark.parametrize("number", range(20))
def test_it_does_what_the_embedded_engine_does(number: int, tmp_path: Path) -> None:
    """The same steps, images and restorations among them, give the same records in the same order in both."""
    chance = random.Random(number)
    stores: list[Store] = [open_store(f"{tmp_path}/a.journal"), LayeredStore(), SwitchedStore(LayeredStore())]
    for store in stores:
        store.restore(seeded())
    images = [[store.image()] for store in stores]
    for _ in range(120):
        step, key, which = chance.choice(["create", "replace", "delete", "image", "restore"]), chance.choice(KEYS), 0
        done: list[object] = []
        for store, kept in zip(stores, images, strict=True):
            if step == "image":
                kept.append(store.image())
            elif step == "restore":
                which = which or chance.randrange(len(kept)) + 1
                store.restore(kept[which - 1])
            elif step == "delete":
                done.append(store.delete("things", key))
            else:
                done.append(getattr(store, step)("things", key, {"n": store.sequence and key}))
        assert len(set(done)) < 2, step
        assert len({repr(list(store.records("things"))) for store in stores}) == 1, step
        assert len({store.count("things") for store in stores}) == 1, step
    again = open_store("memory:")
    again.restore(stores[0].image())
    before = list(stores[0].records("things"))
    stores[0].close()
    reopened = open_store(f"{tmp_path}/a.journal")
    assert list(reopened.records("things")) == before == list(again.records("things"))
    reopened.close()


def test_a_switched_store_is_the_one_that_is_meant() -> None:
    """After a switch every method is that of the other store."""
    one, two = LayeredStore(seeded(), 4), LayeredStore()
    store = SwitchedStore(one)
    store.delete("things", "a")
    store.switch(two)
    assert (store.count("things"), store.sequence, store.whole) == (0, 0, two)
    store.create("things", "z", {})
    store.switch(one)
    assert [key for key, _ in store.records("things")] == ["b", "c", "d"]
