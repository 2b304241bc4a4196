"""Answers that are kept to be given again, within bounds, masked so that they say nothing to who reads the store."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, NamedTuple

import orjson

from mock_server.engine.answers import Answer
from mock_server.openapi.reading.json_text import dump_json
from mock_server.store import StoreChanged, put

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.store import Record, Store

_ANSWERED = "~answered"
_IN_FULL = "~answered in full"
_MOST = 10_000
"""So many answers are known; the oldest give way."""

_MOST_LONG = 256
"""So many of them may be longer than `_SHORT`: 64 MiB and what base64 adds are the most for all."""

_SHORT = 4 << 10
_LONGEST = 64 << 10
"""Answers that are longer are not kept."""

_KEPT_MILLISECONDS = 24 * 3600 * 1000
_UNDER_WAY_MILLISECONDS = 60_000
"""A request that was not answered by then has died with its process."""


class Asked(NamedTuple):
    """A request with a key: the ``name`` it is known by, its client's ``secret``, and a hash of what it ``sent``.

    ``collection`` and ``record`` say whose it was, once that is told: where records are removed it is forgotten.
    """

    name: str
    secret: bytes
    sent: str
    collection: str | None = None
    record: str | None = None


class AnsweredRequests:
    """Those to requests for one ``resource``; ``now`` tells the milliseconds."""

    def __init__(self, store: Store, resource: str | None, now: Callable[[], int]) -> None:
        self._store = store
        self._resource = resource
        self._now = now

    def read(self, asked: Asked) -> tuple[bool, Answer | None] | None:
        """Whether the request that is known by this name was the same, and its answer, None while it is under way.

        None where nothing is known.
        """
        held = self._store.read(_ANSWERED, asked.name)
        if held is None or self._is_old(held):
            return None
        is_same = held["sent"] == asked.sent
        if "answer" not in held:
            return is_same, None
        kept = self._store.read(_IN_FULL, asked.name) if held["answer"] is None else held
        if kept is None:
            self.forget(asked.name)
            return None
        return is_same, _answer(_masked(asked.secret, base64.b64decode(kept["answer"]))) if is_same else None

    def begin(self, asked: Asked) -> bool:
        """Mark a request as under way; False where it is, or was answered meanwhile."""
        for oldest, kept_before in self._store.listing(_ANSWERED).part(0, 2):
            if oldest != asked.name and (self._is_old(kept_before) or self._store.count(_ANSWERED) >= _MOST):
                self.forget(oldest)
        kept = self._mark(asked)
        if self._store.create(_ANSWERED, asked.name, kept):
            return True
        before = self._store.read(_ANSWERED, asked.name)
        try:
            return before is not None and self._is_old(before) and self._store.replace(_ANSWERED, asked.name, kept)
        except StoreChanged:
            return False

    def complete(self, asked: Asked, answer: Answer) -> None:
        """Keep what a request that is under way is answered."""
        octets = _octets(answer)
        text = base64.b64encode(_masked(asked.secret, octets, hashlib.sha256(asked.secret + octets).digest())).decode()
        kept = {**self._mark(asked), "answer": text}
        if len(octets) > _SHORT:
            for oldest, _ in self._store.listing(_IN_FULL).part(0, 1):
                if self._store.count(_IN_FULL) >= _MOST_LONG:
                    self.forget(oldest)
            put(self._store, _IN_FULL, asked.name, {"answer": text})
            kept["answer"] = None
        put(self._store, _ANSWERED, asked.name, kept)

    def forget(self, name: str) -> None:
        """Know nothing more of a request."""
        self._store.delete(_ANSWERED, name)
        self._store.delete(_IN_FULL, name)

    def _mark(self, asked: Asked) -> Record:
        record = {} if asked.record is None else {"record": asked.record}
        return {"of": asked.collection or self._resource, **record, "sent": asked.sent, "at": self._now()}

    def _is_old(self, held: Record) -> bool:
        age: int = self._now() - held["at"]
        return age >= (_KEPT_MILLISECONDS if "answer" in held else _UNDER_WAY_MILLISECONDS)


def is_kept(answer: Answer) -> bool:
    """Whether an answer is one that is kept: a success, all of it at hand, and not too long."""
    return answer.stream is None and 200 <= answer.status < 300 and len(answer.body) <= _LONGEST


def forget_all(store: Store, collection: str, record: str | None = None) -> None:
    """Know nothing more of the requests for a collection, or of those alone that were for one record of it."""

    def is_meant(kept: Record) -> bool:
        return kept.get("of") == collection and record in (None, kept.get("record"))

    for name in [name for name, kept in store.records(_ANSWERED) if is_meant(kept)]:
        store.delete(_ANSWERED, name)
        store.delete(_IN_FULL, name)


def _octets(answer: Answer) -> bytes:
    """A whole answer as octets: a line with its status and its headers, then the body."""
    headers = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in answer.headers]
    return dump_json([answer.status, headers]) + b"\n" + answer.body


def _answer(octets: bytes) -> Answer:
    head, _, body = octets.partition(b"\n")
    status, headers = orjson.loads(head)
    return Answer(status, tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in headers), body)


def _masked(secret: bytes, octets: bytes, mark: bytes = b"") -> bytes:
    """The octets behind a mask of their own, whose ``mark`` comes first; without one what was masked so, as it was."""
    front = mark or octets[: hashlib.sha256().digest_size]
    rest = octets if mark else octets[len(front) :]
    mask = hashlib.shake_256(secret + front).digest(len(rest))
    masked = (int.from_bytes(rest, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(rest), "big")
    return mark + masked
