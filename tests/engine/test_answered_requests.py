"""What is kept of requests with an idempotency key: once the effect is done, within bounds, and unreadable."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from mock_server.engine.answered_requests import AnsweredRequests
from mock_server.store import StoreUnavailable, TinyStore
from tests.engine.keyed_notes import KEY, listed, notes, post

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_failed_is_not_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends it again is told what is so then; the record is made once."""
    plain, failures = TinyStore.create, [StoreUnavailable("the store can't be reached")]

    def create(store: TinyStore, resource: str, *words: Any) -> bool:
        if resource == "notes" and failures:
            raise failures.pop()
        return plain(store, resource, *words)

    monkeypatch.setattr(TinyStore, "create", create)
    served = notes(tmp_path, KEY)
    assert post(served, "k1").status >= 500
    assert [post(served, "k1").status for _ in range(2)] == [201, 201]
    assert listed(served) == ["one"]


def test_what_is_under_way_is_refused_until_its_process_must_have_died(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process answers it: a success is told by nobody before it is one."""
    monkeypatch.setattr("mock_server.engine.answered_requests._UNDER_WAY_MILLISECONDS", 10**12)
    served = notes(tmp_path, KEY)
    monkeypatch.setattr(AnsweredRequests, "complete", lambda *_: None)
    assert [post(served, "k1").status for _ in range(2)] == [201, 409]
    assert post(served, "k1", "two").status == 422
    assert listed(served) == ["one"]
    monkeypatch.setattr("mock_server.engine.answered_requests._UNDER_WAY_MILLISECONDS", 0)
    assert post(served, "k1").status == 201


def test_where_others_are_always_first_it_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The request is refused; nothing is made."""
    tries: list[int] = []
    monkeypatch.setattr(AnsweredRequests, "begin", lambda *_: tries.append(1))
    served = notes(tmp_path, KEY)
    assert post(served, "k1").status >= 500
    assert 1 < len(tries) <= 50
    assert served.app.store.count("notes") == 0


def test_long_answers_are_few_and_the_longest_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the long ones the oldest give way, whole; short ones are known beside them."""
    monkeypatch.setattr("mock_server.engine.answered_requests._MOST_LONG", 1)
    served, long = notes(tmp_path, KEY), "n" * 5000
    made = {key: post(served, key, name).json["id"] for key, name in (("a", "short"), ("b", long), ("c", long))}
    assert post(served, "c", long).json["id"] == made["c"]
    assert post(served, "b", long).json["id"] != made["b"]
    assert post(served, "a", "short").json["id"] == made["a"]
    assert served.app.store.count("~answered in full") == 1
    assert served.app.store.count("~answered") == 2
    longest = "n" * 70_000
    assert len({post(served, "d", longest).json["id"] for _ in range(2)}) == 2


def test_a_long_answer_that_is_lost_is_made_anew(tmp_path: Path) -> None:
    """What is left of it is in nobody's way."""
    served, long = notes(tmp_path, KEY), "n" * 5000
    first = post(served, "a", long).json["id"]
    for name, _ in list(served.app.store.records("~answered in full")):
        served.app.store.delete("~answered in full", name)
    assert [post(served, "a", long).json["id"] == first for _ in range(2)] == [False, False]
    assert len(listed(served)) == 2


def test_neither_key_nor_answer_can_be_read_in_the_store(tmp_path: Path) -> None:
    """A secret that an answer shows once, in its body or its headers, is in no file in clear."""
    served = notes(tmp_path, KEY)
    post(served, "key-of-mine", "secret-of-mine")
    (_, kept), *others = served.app.store.records("~answered")
    octets = base64.b64decode(kept["answer"])
    assert not others
    assert "mine" not in repr(kept)
    assert not any(word in octets for word in (b"mine", b"json", b"content", b"201"))


def test_one_key_masks_no_two_answers_alike(tmp_path: Path) -> None:
    """Two clients with one key, or one address after the other: what the answers share is not to be seen."""
    served = notes(tmp_path, KEY)
    for who in ("ann", "bob"):
        post(served, "k1", "n" * 200, Authorization=f"Bearer {who}")
    kept = [base64.b64decode(held["answer"])[-200:] for _, held in served.app.store.records("~answered")]
    assert sum(one == other for one, other in zip(*kept, strict=True)) < 50
