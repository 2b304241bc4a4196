"""From octets that passed to an exchange of the API, as every law and report knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.exchange import Answer, Exchange, Request
from contracts.observed.proxy.message_head import AnswerHead, RequestHead
from contracts.traffic.content_coding import decoded

if TYPE_CHECKING:
    from contracts.observed.proxy.passed_exchange import PassedExchange


class CopiedExchange(NamedTuple):
    """The exchange, and why the body of its request is not known; empty where it is."""

    exchange: Exchange
    unread: str


class ExchangeCopies:
    """Makes them for the API whose paths begin with ``base``; ``most`` octets of a body are known."""

    def __init__(self, base: str, most: int) -> None:
        self._base = base.rstrip("/")
        self._most = most

    def of(self, passed: PassedExchange) -> CopiedExchange | None:
        """The exchange, its bodies without their codings; None where it is none of this API."""
        head = RequestHead(passed.head)
        target = self._target(head)
        if target is None:
            return None
        body: bytes | None = passed.body
        unread = None
        if passed.body_size > len(passed.body):
            body, unread = None, "the body is larger than --max-body"
        elif passed.body:
            body, unread = decoded(passed.body, head.pairs, self._most)
        elif not head.values(b"content-length") and not head.values(b"transfer-encoding"):
            body = None
        request = Request(head.method.decode("latin-1"), target, head.pairs, body)
        label = f"exchange {passed.number}"
        if passed.failure or not passed.answer_head:
            exchange = Exchange(request, None, "recorded", label, None, passed.failure or "no answer came")
        else:
            exchange = Exchange(request, self._answer(passed), "recorded", label)
        return CopiedExchange(exchange, unread or "")

    def request(self, head: RequestHead) -> Request | None:
        """A request of which nothing but the head is known; None where it is none of this API."""
        target = self._target(head)
        return None if target is None else Request(head.method.decode("latin-1"), target, head.pairs)

    def _answer(self, passed: PassedExchange) -> Answer:
        head = AnswerHead(passed.answer_head)
        why: str | None = passed.cut or None
        if passed.answer_size > len(passed.answer_body):
            why = f"it has {passed.answer_size:,} octets, more than --max-body lets be kept"
        body, more = decoded(passed.answer_body, head.pairs, self._most, whole=why is None)
        return Answer(head.status, head.pairs, body, passed.elapsed, cut=why or more)

    def _target(self, head: RequestHead) -> str | None:
        """The part below the base."""
        text = head.target.decode("latin-1")
        if not text.startswith("/"):
            _, mark, rest = text.partition("://")
            text = f"/{rest.partition('/')[2]}" if mark else text
        rest = text[len(self._base) :]
        if not text.startswith(self._base) or rest[:1] not in ("", "/", "?"):
            return None
        return rest if rest.startswith("/") else f"/{rest}"
