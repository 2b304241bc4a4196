"""Requests that are sent again under one key (draft-ietf-httpapi-idempotency-key-header): they are answered as before.

A key is one of a client's, by its credentials, for what it sends to one address. Neither can be read in the store.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.engine.answered_requests import AnsweredRequests, Asked, is_kept
from mock_server.openapi.behaviour.behaviour import Reason
from mock_server.openapi.reading import percent
from mock_server.openapi.reading.json_text import dump_ordered
from mock_server.openapi.reading.keyed_requests import is_named
from mock_server.openapi.reading.name_words import words
from mock_server.openapi.reading.pointers import MISSING
from mock_server.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.engine.answers import Answer
    from mock_server.engine.refusals import Refusals
    from mock_server.engine.security import AccessRule
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Store

_OF_A_TRY = frozenset(("trace", "traceparent", "tracestate", "tracing", "baggage", "correlation", "span", "attempt"))
"""Words of parameters that follow a request on its way: they may differ each time that it is sent."""

_OF_A_CLIENT = frozenset(
    ("tenant", "account", "organisation", "organization", "org", "workspace", "merchant", "company", "customer", "team",
     "client", "user", "subscription", "project", "realm", "partner", "store", "shop", "brand", "member", "version")
)  # fmt: skip
"""Words of headers that say for whom, or by which version, a request is answered."""

_OF_A_MOMENT = frozenset(
    ("request", "time", "timestamp", "date", "sign", "signature", "nonce", "digest", "transaction", "interaction",
     "retry", "ip", "agent", "last", "event", "message", "session")
)  # fmt: skip
"""Words by which such a header tells of a try after all (`x-customer-ip-address`, `X-Client-Request-Id`)."""


class RepeatedRequests:
    """Those of one operation whose document has a parameter for such a key; ``now`` tells the milliseconds."""

    def __init__(
        self, behaviour: Behaviour, access: AccessRule, store: Store, refusals_: Refusals, now: Callable[[], int]
    ) -> None:
        operation = behaviour.operation
        self._parameter = operation.idempotency_key if not operation.is_safe else None
        self._name = self._parameter.name if self._parameter is not None else ""
        self._operation = operation
        self._access = access
        self._answers = AnsweredRequests(store, behaviour.resource, now)
        self._refusals = refusals_

    def __bool__(self) -> bool:
        return self._parameter is not None

    def asked(self, call: Call) -> Asked | None:
        """What a request with a key is known by; None for one without."""
        key = self._key(call)
        if key is None:
            return None
        address = [str(value).encode("utf-8", "surrogatepass") for value in call.path.values()]
        parts = (str(self._operation).encode(), *address, *self._access.presented(call.headers, call.query_string), key)
        secret = _hash(b"secret", *parts)
        return Asked(_hash(b"name", *parts).hex(), secret, _hash(secret, *self._sent(call)).hex())

    def answered(self, call: Call, asked: Asked) -> Answer | None:
        """What the first request of this key was answered; a refusal where it was another; None for the first one."""
        known = self._answers.read(asked)
        if known is None:
            return None
        is_same, answer = known
        if not is_same:
            return self._refusals.refuse(refusals.REPEATED, reason=f"{call.url}: its key was sent with another request")
        if answer is None:
            return self._refusals.refuse(refusals.UNDER_WAY, reason=f"{call.url}: its key's request is under way")
        call.told = ("repeated", self._name, None)
        return answer

    def reasons(self) -> Iterator[Reason]:
        """What makes the parameter such a key."""
        why = "its name says so" if is_named(self._name) else "its description calls it so"
        yield Reason(f"answers again what is sent again under one {self._name}", "inferred", why)

    def begin(self, call: Call, asked: Asked, answer: Answer) -> bool:
        """Mark as under way what is about to be answered so; False where another process was first."""
        return not is_kept(answer) or self._answers.begin(_of_its_record(call, asked))

    def done(self, call: Call, asked: Asked, answer: Answer) -> None:
        """Keep what a request is answered; a refusal is not kept. What was done stands, whatever the store says."""
        with suppress(StoreError):
            if is_kept(answer):
                self._answers.complete(_of_its_record(call, asked), answer)
            else:
                self._answers.forget(asked.name)

    def failed(self, asked: Asked) -> None:
        """What was about to be answered is not."""
        with suppress(StoreError):
            self._answers.forget(asked.name)

    def _key(self, call: Call) -> bytes | None:
        """The key that the client sent; what a default puts in its place is none."""
        if self._parameter is None:
            return None
        name = self._name
        if self._parameter.location == "header":
            field = name.lower().encode("utf-8", "replace")
            found, is_sent = call.header.get(name), any(sent == field for sent, _ in call.headers)
        else:
            pairs = percent.pairs(call.query_string.decode("utf-8", "surrogateescape"))
            found, is_sent = call.query.get(name), any(pair.name == name for pair in pairs)
        return str(found).encode("utf-8", "surrogatepass") if is_sent and found not in (None, "") else None

    def _sent(self, call: Call) -> tuple[bytes, ...]:
        """What of a request must be the same: its parameters, the form it wants and its body."""
        wanted = sorted(value for name, value in call.headers if name == b"accept" and value != b"*/*")
        given: list[JSON] = [
            {name: value for name, value in values.items() if name != self._name and not _is_of_a_try(name)}
            for values in (call.query, call.cookie)
        ]
        given.append({name: value for name, value in call.header.items() if name != self._name and _is_told_by(name)})
        return dump_ordered(given), b",".join(wanted), b"" if call.body is MISSING else dump_ordered(call.body)


def _of_its_record(call: Call, asked: Asked) -> Asked:
    """What is asked with the record that it was told to be about."""
    if call.told is None:
        return asked
    _, collection, key = call.told
    return asked._replace(collection=collection, record=key if isinstance(key, str) else None)


def _is_of_a_try(name: str) -> bool:
    found = [word for word in words(name) if word != "x"]
    return found == ["request", "id"] or not _OF_A_TRY.isdisjoint(found)


def _is_told_by(name: str) -> bool:
    """Whether a header of this name tells one request from another: most of them differ at each honest try."""
    found = {word for each in words(name) for word in (each, each.removesuffix("id"))}
    return not found.isdisjoint(_OF_A_CLIENT) and found.isdisjoint(_OF_A_MOMENT) and not _is_of_a_try(name)


def _hash(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).digest()
