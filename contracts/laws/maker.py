"""Makes findings, and tells which answers RFC 9110 itself explains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import Culprit, Finding, Provenance

if TYPE_CHECKING:
    from contracts.exchange import Answer, Exchange
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Operation

_CONDITIONS = ("If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range")
"""The headers of preconditions (RFC 9110 section 13.1)."""
_TOLERATED = {408: "a timeout", 429: "throttling"}


class Maker:
    """Makes the findings of one exchange."""

    def __init__(self, exchange: Exchange, operation: Operation | None, culprit: Culprit) -> None:
        self.exchange = exchange
        self.operation = operation.id if operation else exchange.request.method
        self.culprit = culprit

    def __call__(
        self,
        law: str,
        place: str,
        expected: str,
        observed: str,
        message: str,
        *,
        cause: str = "",
        assumed: str | None = None,
        culprit: Culprit | None = None,
    ) -> Finding:
        """A finding of ``law``."""
        return Finding(
            law=law,
            culprit=culprit or self.culprit,
            provenance=Provenance.ASSUMED if assumed else Provenance.DOCUMENTED,
            operation=self.operation,
            place=place,
            message=message,
            expected=expected[:400],
            observed=observed[:400],
            exchange=self.exchange,
            assumption=assumed,
            cause=cause,
        )


def tolerated(answer: Answer, exchange: Exchange, reading: Reading) -> bool:
    """Whether RFC 9110 itself explains this status for this request, whatever the document lists."""
    status, request = answer.status, exchange.request
    if status in _TOLERATED or retryable(answer):
        return True
    if status == 415:
        provoked = any(violation.keyword == "media-type" for violation in reading.violations)
        return provoked or "Content-Type" in reading.why or not request.body
    if status == 413:
        return len(request.body or b"") > 4096
    if status in (414, 431):
        return len(request.target) > 1024 or sum(len(n) + len(v) for n, v in request.headers) > 4096
    if status in (304, 412):
        return any(request.header(name) is not None for name in _CONDITIONS)
    if status == 406:
        return request.header("Accept") is not None
    return False


def retryable(answer: Answer) -> bool:
    """Whether the server asks to come again later (RFC 9110 section 15.6.4)."""
    return answer.status == 503 and answer.header("Retry-After") is not None
