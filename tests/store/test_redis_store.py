"""The shared store: what holds between processes, when Redis is slow or gone, and what its URL says."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import Image, StoreChanged, StoreError, StoreUnavailable, open_store
from mock_server.store.redis_location import parse_redis
from tests.redis_server import running_cluster, running_redis

if TYPE_CHECKING:
    from mock_server.store import Store
    from tests.redis_server import RedisServer


def test_what_one_writes_the_other_sees(stores: tuple[Store, Store]) -> None:
    """Records, their order, the count of writes, the names of resources."""
    one, other = stores
    assert one.create("a", "x", {"n": [1, [], {}]})
    assert not other.create("a", "x", {})
    assert other.create("a", "w", {})
    assert [key for key, _ in one.records("a")] == ["x", "w"] == [key for key, _ in other.records("a")]
    assert one.read("a", "x") == {"n": [1, [], {}]}
    assert one.sequence == other.sequence == 2
    assert other.delete("a", "x")
    assert not one.delete("a", "x")
    assert one.resources() == ("a",)


def test_a_replacement_takes_the_place_of_what_was_read(stores: tuple[Store, Store]) -> None:
    """Whoever decided by a record that is another by now decides again; nothing of either change is lost silently."""
    one, other = stores
    one.create("a", "x", {"n": 0})
    for store in stores:
        store.read("a", "x")
    assert other.replace("a", "x", {"n": 1})
    with pytest.raises(StoreChanged):
        one.replace("a", "x", {"n": 2})
    assert one.read("a", "x") == {"n": 1}
    assert one.replace("a", "x", {"n": 2})
    assert other.read("a", "x") == {"n": 2}


def test_lists_are_read_in_pages(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that were there at the beginning and still are, in order; nothing that came later."""
    monkeypatch.setattr("mock_server.store.redis_scripts.PAGE", 3)
    store = open_store(redis_url)
    for number in range(10):
        store.create("a", str(number), {})
    listed = iter(store.records("a"))
    found = [next(listed)[0] for _ in range(2)]
    store.create("a", "late", {})
    store.delete("a", "8")
    assert [*found, *(key for key, _ in listed)] == [str(number) for number in range(10) if number != 8]
    store.close()


def test_a_restored_image_is_there_for_all(stores: tuple[Store, Store]) -> None:
    """In one step, and what was there before is gone, resource by resource."""
    one, other = stores
    one.create("a", "x", {})
    one.create("b", "y", {})
    other.restore(Image({"c": {str(number): b'{"n":%d}' % number for number in range(5000)}}))
    assert one.resources() == ("c",)
    assert [key for key, _ in one.records("c")] == [str(number) for number in range(5000)]
    one.clear()
    assert other.count("c") == 0
    assert other.read("a", "x") is None


def test_prefixes_are_apart(redis_server: RedisServer) -> None:
    """Two mocks on one server do not see each other, and clearing one leaves the other."""
    one, other = (open_store(f"{redis_server.url}?timeout=20&prefix=apart{name}") for name in "ab")
    one.create("a", "x", {})
    other.create("a", "y", {})
    one.clear()
    assert other.read("a", "y") == {}
    for store in (one, other):
        store.close()


def test_a_connection_that_redis_has_ended_is_made_anew(redis_server: RedisServer) -> None:
    """Nobody notices; and whoever asks meanwhile, all ask over that one."""
    import redis

    store: Any = open_store(f"{redis_server.url}?timeout=20&prefix=anew")
    store.create("a", "x", {"n": 1})
    administrator: Any = redis.Redis.from_url(redis_server.url)
    with contextlib.closing(administrator) as beside:
        mine = store._connection.command("CLIENT", "ID")
        assert beside.execute_command("CLIENT", "KILL", "ID", mine) == 1
        assert store.create("a", "y", {"n": 2})
        assert store.read("a", "x") == {"n": 1}
        with ThreadPoolExecutor(4) as threads:
            ids = list(threads.map(lambda _: store._connection.command("CLIENT", "ID"), range(20)))
        assert len(set(ids)) == 1
        assert ids[0] != mine
    store.close()


def test_an_answer_that_nobody_waited_for_is_none_to_the_next_question(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C between a question and its answer: the connection ends with what is still to come on it."""
    store: Any = open_store(redis_url)
    store.create("a", "x", {"n": 1})

    def interrupted() -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as during:
        during.setattr(store._connection._client._connection, "read_response", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.read("a", "x")
    assert not store.holds("a", "nobody")
    store.close()


class _LostAnswer:
    """A client of Redis which loses the answer to its first write after Redis has carried it out."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.lost = 0

    def execute_command(self, *words: Any) -> Any:
        """Ask, and lose the first answer to a script."""
        import redis

        answer = self.client.execute_command(*words)
        if words[0] in ("EVAL", "EVALSHA") and not self.lost:
            self.lost += 1
            raise redis.TimeoutError("Timeout reading from socket")
        return answer

    def close(self) -> None:
        """Close it."""
        self.client.close()


@pytest.mark.parametrize("kind", ["create", "replace", "delete"])
def test_a_write_whose_answer_is_lost_is_done_once(redis_url: str, kind: str) -> None:
    """It is asked for again by its id: a create is no conflict with itself, and a count of writes no two."""
    store: Any = open_store(redis_url)
    store.create("a", "there", {"n": 0})
    before = store.sequence
    store._connection._client = lossy = _LostAnswer(store._connection._client)
    if kind == "create":
        assert store.create("a", "new", {})
    elif kind == "replace":
        assert store.replace("a", "there", {"n": 1})
    else:
        assert store.delete("a", "there")
    assert (lossy.lost, store.sequence) == (1, before + 1)
    store.close()


@pytest.mark.slow
def test_an_outage_is_told_at_once_and_ends_by_itself() -> None:
    """A server that does not answer, or is gone: a sentence, at once while it is known; then it goes on."""
    with running_redis("--appendonly", "yes", "--appendfsync", "always") as server:
        store = open_store(server.url)
        store.create("a", "x", {"n": 1})
        os.kill(server.process.pid, signal.SIGSTOP)
        said = []
        for _ in range(20):
            with pytest.raises(StoreUnavailable, match="can't be reached") as caught:
                store.create("a", "y", {})
            said.append("a moment ago" in str(caught.value))
        assert (said[0], True in said) == (False, True)  # only the first one waited
        os.kill(server.process.pid, signal.SIGCONT)
        _until_it_answers(store)
        server.kill()
        with pytest.raises(StoreUnavailable):
            store.read("a", "x")
        server.restart()
        _until_it_answers(store)
        assert store.read("a", "x") == {"n": 1}
        store.close()


def _until_it_answers(store: Store) -> None:
    for _ in range(1_200):
        try:
            store.count("a")
        except StoreUnavailable:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the store did not come back")


def test_many_at_once_create_each_key_once(redis_url: str) -> None:
    """Of any number of simultaneous creates one succeeds, whichever connection it is on."""
    stores = [open_store(redis_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(lambda store: [store.create("a", str(key), {}) for key in range(50)], stores))
    assert [sum(column) for column in zip(*won, strict=True)] == [1] * 50
    assert stores[0].sequence == 50
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("redis://", "names no host and port"),
        ("redis://h:0", "names no host and port"),
        ("redis://h/x", "has the database 'x'"),
        ("redis://h?prefix=a{b}", "has the prefix"),
        ("redis://h?pefix=a", "options that mean nothing"),
        ("redis://h?cluster=maybe", "options that mean nothing"),
        ("redis://h?timeout=soon", "has the timeout 'soon'; write seconds, such as 2, 60 at most"),
        ("redis://h?timeout=0", "has the timeout '0'"),
        ("redis://h?timeout=nan", "has the timeout 'nan'"),
        ("redis://h/1?cluster=yes", "a cluster has 0 alone"),
        ("redis://h?socket=run/s", "has the socket 'run/s'; write the whole path"),
        ("rediss://h?socket=/run/s", "without TLS"),
        ("redis://h?socket=/run/s&cluster=yes", "has the socket"),
    ],
)
def test_a_url_that_means_nothing_is_refused(text: str, said: str) -> None:
    """With the form that is right, before anything is asked."""
    with pytest.raises(StoreError, match=said) as caught:
        open_store(text)
    assert caught.value.exit_code == 2


def test_a_url_is_read() -> None:
    """Credentials are decoded, and are in no text."""
    place = parse_redis("rediss://me:s%2Fcret@[::1]:7000/3?prefix=shop")
    assert (place.host, place.port, place.db, place.user, place.password) == ("::1", 7000, 3, "me", "s/cret")
    assert (place.tls, place.prefix, place.cluster) == (True, "shop", False)
    assert "s/cret" not in f"{place} {place!r}"
    assert not parse_redis("valkey://h").tls


def test_redis_is_reached_by_a_socket() -> None:
    """Host and port say nothing then; no text of the store hides where it is."""
    with tempfile.TemporaryDirectory() as folder, running_redis("--unixsocket", f"{folder}/s") as server:
        store = open_store(f"redis://nowhere.invalid:1/0?timeout=20&socket={folder}/s")
        assert store.create("a", "x", {"n": 1})
        assert f"{folder}/s" in store.name
        store.close()
        by_port = open_store(f"{server.url}?timeout=20")
        assert by_port.read("a", "x") == {"n": 1}
        by_port.close()
    with pytest.raises(StoreUnavailable, match=f"socket={folder}/s.*can't be reached"):
        open_store(f"redis://localhost?socket={folder}/s")


def test_who_is_not_let_in_is_told() -> None:
    """A password that is wrong is another thing than a server that is gone, and ends the start."""
    with running_redis("--requirepass", "right") as server:
        opened = open_store(server.url.replace("redis://", "redis://:right@"))
        assert opened.create("a", "x", {})
        assert "right" not in opened.name
        opened.close()
        for url in (server.url, server.url.replace("redis://", "redis://:wrong@")):
            with pytest.raises(StoreError, match="does not let us in") as caught:
                open_store(url)
            assert "wrong@" not in str(caught.value)


@pytest.mark.slow
def test_a_cluster_holds_a_store_in_one_slot() -> None:
    """Every key has the same hash tag, so that scripts may touch them together, on whichever node that is."""
    with running_cluster() as servers:
        stores = [open_store(f"{servers[0].url}?cluster=yes&timeout=20&prefix=shop{number}") for number in range(6)]
        for number, store in enumerate(stores):
            assert store.create("a", "x", {"n": number})
            assert store.replace("a", "x", {"n": -number})
        for number, store in enumerate(stores):
            assert dict(store.records("a")) == {"x": {"n": -number}}
            store.restore(Image({"b": {"y": b"{}"}}))
            assert (store.resources(), store.sequence) == (("b",), 4)
            assert store.delete("b", "y")
            store.close()
