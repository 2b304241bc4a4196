"""One exchange on its way: what of it has passed, and what is held back until it is judged."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from contracts.exchange import SAFE_METHODS
from contracts.observed.proxy.message_body import BodyCopy, answer_body, request_body
from contracts.observed.proxy.message_head import LARGEST_HEAD, AnswerHead, MessageError, head_end
from contracts.observed.proxy.passed_exchange import PassedExchange

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.observed.proxy.message_body import Body
    from contracts.observed.proxy.message_head import RequestHead


class Flight:
    """A request that was read, and what came of it; raises MessageError where the end of its body can't be told.

    ``held`` are the octets of the request that wait to be judged, ``kept`` those of the answer; None where nothing
    waits. ``changes`` where its method may change something, ``disturbed`` where another such was under way meanwhile.
    ``closes`` when the connection ends with this exchange.
    """

    __slots__ = (
        "_began", "_heads", "_started", "answer_content", "answer_head", "answer_rest", "answered", "asked", "changes",
        "closes", "content", "disturbed", "head", "held", "holds_answer", "kept", "number", "rest", "since", "told",
    )  # fmt: skip

    def __init__(self, number: int, head: RequestHead, most: int) -> None:
        self.number, self.head = number, head
        self.content, self.answer_content = BodyCopy(most), BodyCopy(most)
        self.rest: Body = request_body(head, self.content)
        self.answer_head: AnswerHead | None = None
        self.answer_rest: Body | None = None
        self.held: list[bytes] | None = None
        self.kept: list[bytes] | None = None
        self.changes = head.method.decode("latin-1") not in SAFE_METHODS
        self.disturbed = False
        self.answered = self.asked = self.holds_answer = False
        self.told = False
        self._heads = b""
        self.closes = head.minor == 0 or b"close" in head.options
        self._started, self._began = time.time(), time.perf_counter()
        self.since = self._began

    def start(self, data: bytes, out: list[bytes], shown: Callable[[RequestHead, AnswerHead], AnswerHead]) -> bytes:
        """Take interim answers and the head of the final one, as far as they came, and put what the client gets to
        ``out``, the final one as ``shown``; what is left of ``data``. Raises MessageError for what is no HTTP.
        """
        data = self._heads + data if self._heads else data
        self._heads = b""
        while self.answer_rest is None:
            end = head_end(data)
            if end < 0:
                if len(data) > LARGEST_HEAD:
                    raise MessageError(f"its header section is larger than {LARGEST_HEAD // 1024} KB")
                self._heads = data
                return b""
            head, data = AnswerHead(data[:end]), data[end:]
            if head.status == 101:
                raise MessageError("it changes to another protocol, which nobody asked for")
            if head.status < 200:
                out.append(head.passed_on(head.start, None))
                continue
            self._begins(head)
            more = b"Connection: close\r\n" if self.closes else b""
            out.append(shown(self.head, head).passed_on(head.start, None, more))
        return data

    def _begins(self, head: AnswerHead) -> None:
        self.answer_rest = answer_body(head, self.head.method, self.answer_content)
        self.answer_head = head
        ends = not self.answer_rest.framed or head.minor == 0 or b"close" in head.options
        self.closes = self.closes or ends

    def passed(self, cut: str = "", failure: str = "") -> PassedExchange:
        """The copy for the judge."""
        answer = self.answer_head if not failure else None
        return PassedExchange(
            number=self.number,
            started=self._started,
            elapsed=time.perf_counter() - self._began,
            head=self.head.octets,
            body=self.content.octets,
            body_size=self.content.size,
            answer_head=answer.octets if answer else b"",
            answer_body=self.answer_content.octets if answer else b"",
            answer_size=self.answer_content.size if answer else 0,
            cut=cut,
            failure=failure,
            alone=not self.disturbed,
        )
