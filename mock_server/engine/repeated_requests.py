"""Requests that are sent again under one key (draft-ietf-httpapi-idempotency-key-header): they are answered as before.

What was answered is kept in the store, masked by the client's key, which itself is kept as a hash alone.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import orjson

from mock_server.engine import refusals
from mock_server.engine.answers import Answer
from mock_server.openapi.reading import percent
from mock_server.openapi.reading.keyed_requests import SAFE
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.refusals import Refusals
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation
    from mock_server.store import Record, Store

_ANSWERED = "~answered"
_MOST = 10_000
"""So many answers are kept; the oldest give way."""

_KEPT_MILLISECONDS = 24 * 3600 * 1000
_LARGEST = 1 << 20
"""Answers that are longer are not kept."""


class RepeatedRequests:
    """Those of one operation whose document has a parameter for such a key; ``now`` tells the milliseconds."""

    def __init__(self, operation: Operation, store: Store, refusals_: Refusals, now: Callable[[], int]) -> None:
        self._parameter = operation.idempotency_key if operation.method not in SAFE else None
        self._operation = operation
        self._store = store
        self._refusals = refusals_
        self._now = now

    def __bool__(self) -> bool:
        return self._parameter is not None

    def answered(self, call: Call) -> Answer | None:
        """What the first request of this key was answered; a refusal where it was another; None for the first one."""
        key = self._key(call)
        held = None if key is None else self._store.read(_ANSWERED, self._name(call, key))
        if key is None or held is None or self._is_old(held):
            return None
        if held["sent"] != self._sent(call):
            return self._refusals.refuse(refusals.REPEATED, reason=f"{call.url}: its key was sent with another request")
        headers = tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in held["headers"])
        return Answer(held["status"], headers, _masked(key, base64.b64decode(held["body"])))

    def keep(self, call: Call, answer: Answer) -> bool:
        """Keep what is about to be answered; False where an answer was kept meanwhile."""
        key = self._key(call)
        if key is None or answer.stream is not None or not 200 <= answer.status < 300 or len(answer.body) > _LARGEST:
            return True
        name, kept = self._name(call, key), self._kept(call, key, answer)
        for oldest, kept_before in self._store.listing(_ANSWERED).part(0, 2):
            if oldest != name and (self._is_old(kept_before) or self._store.count(_ANSWERED) >= _MOST):
                self._store.delete(_ANSWERED, oldest)
        if self._store.create(_ANSWERED, name, kept):
            return True
        before = self._store.read(_ANSWERED, name)
        return before is not None and self._is_old(before) and self._store.replace(_ANSWERED, name, kept)

    def became(self, call: Call, answer: Answer) -> None:
        """What is sent is another answer than the one that was kept; a refusal is not kept."""
        key = self._key(call)
        if not 200 <= answer.status < 300:
            self.forget(call)
        elif key is not None:
            self._store.replace(_ANSWERED, self._name(call, key), self._kept(call, key, answer))

    def forget(self, call: Call) -> None:
        """What was about to be answered is not."""
        key = self._key(call)
        if key is not None:
            self._store.delete(_ANSWERED, self._name(call, key))

    def _kept(self, call: Call, key: bytes, answer: Answer) -> Record:
        headers = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in answer.headers]
        body = base64.b64encode(_masked(key, answer.body)).decode()
        return {"sent": self._sent(call), "at": self._now(), "status": answer.status, "headers": headers, "body": body}

    def _is_old(self, held: Record) -> bool:
        age: int = self._now() - held["at"]
        return age >= _KEPT_MILLISECONDS

    def _key(self, call: Call) -> bytes | None:
        """The key that the client sent; what a default puts in its place is none."""
        if self._parameter is None:
            return None
        name = self._parameter.name
        if self._parameter.location == "header":
            field = name.lower().encode("utf-8", "replace")
            found, is_sent = call.header.get(name), any(sent == field for sent, _ in call.headers)
        else:
            pairs = percent.pairs(call.query_string.decode("utf-8", "surrogateescape"))
            found, is_sent = call.query.get(name), any(pair.name == name for pair in pairs)
        return str(found).encode("utf-8", "surrogatepass") if is_sent and found not in (None, "") else None

    def _name(self, call: Call, key: bytes) -> str:
        """Under which it is kept: a key is one of a client's for what it sends to one address."""
        who = [value for name, value in call.headers if name == b"authorization"]
        where = [str(value).encode("utf-8", "surrogatepass") for value in call.path.values()]
        return _hash(str(self._operation).encode(), *where, *who, key)

    def _sent(self, call: Call) -> str:
        """What of a request must be the same."""
        named = self._parameter.name if self._parameter is not None else ""
        query = {name: value for name, value in call.query.items() if name != named}
        body: JSON = None if call.body is MISSING else call.body
        return _hash(_text(query), _text(body))


def _text(value: Any) -> bytes:
    return orjson.dumps(value, default=repr, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)


def _hash(*parts: bytes) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _masked(key: bytes, octets: bytes) -> bytes:
    """The octets, which say nothing to who does not know the key; the same again gives them back."""
    mask = hashlib.shake_256(b"answer " + key).digest(len(octets))
    return (int.from_bytes(octets, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(octets), "big")
