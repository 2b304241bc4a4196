"""What the proxy answers for itself: a problem (RFC 9457) for people, and Proxy-Status (RFC 9209) for programs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from http import HTTPStatus

from contracts.errors import own_fault

NAME = "contracts-proxy"


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer of the proxy; ``error`` is a Proxy Error Type of RFC 9209, ``detail`` a sentence.

    With ``body`` and ``fields`` (lines) the answer is made by others already and the problem left out.
    """

    status: int
    error: str
    detail: str
    fields: tuple[bytes, ...] = ()
    body: bytes | None = None

    def octets(self, *, head: bool, closes: bool) -> bytes:
        """The answer on the wire; without its content where ``head`` was asked for."""
        body, fields = self.body, self.fields
        if body is None:
            title = _phrase(self.status)
            problem = {"title": title, "status": self.status, "detail": self.detail, "instance": f"urn:{NAME}"}
            body = json.dumps(problem, ensure_ascii=False).encode("utf-8", "backslashreplace")
            fields = (b"Content-Type: application/problem+json", *fields)
        lines = [f"HTTP/1.1 {self.status} {_phrase(self.status)}".encode(), *fields, self._proxy_status()]
        lines += [b"Content-Length: %d" % len(body), *([b"Connection: close"] if closes else ())]
        return b"\r\n".join((*lines, b"", b"" if head else body))

    def _proxy_status(self) -> bytes:
        """Who answered and why (RFC 9209 section 2.1); a string holds printable ASCII alone (RFC 8941)."""
        said = self.detail.encode("ascii", "replace").replace(b"\\", b"\\\\").replace(b'"', b'\\"')
        said = bytes(octet if 0x20 <= octet < 0x7F else 0x3F for octet in said)
        return b'Proxy-Status: %b; error=%b; details="%b"' % (NAME.encode(), self.error.encode(), said)


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in set(HTTPStatus) else "Answer"


def malformed(why: str) -> OwnAnswer:
    """For a request that can't be passed on since nobody can say where it ends."""
    return OwnAnswer(400, "http_request_error", f"The proxy passes no request on that it can't read: {why}.")


def too_large(kilobytes: int) -> OwnAnswer:
    """For a header section without an end."""
    return OwnAnswer(431, "http_request_error", f"The header section is larger than {kilobytes} KB.")


def unfinished(seconds: float) -> OwnAnswer:
    """For a header section that does not come to its end."""
    return OwnAnswer(408, "http_request_error", f"The header section did not end within {seconds:g} s (--timeout).")


def failed(error: BaseException) -> OwnAnswer:
    """For a fault of the proxy."""
    return OwnAnswer(500, "proxy_internal_error", f"It could not be judged before it passes: {own_fault(error)}.")


def unreachable(host: str, error: str, why: str) -> OwnAnswer:
    """For a target that takes no connection."""
    return OwnAnswer(502, error, f"The target {host} can't be reached: {why}.")


def gone(host: str, why: str) -> OwnAnswer:
    """For a target that went away without an answer."""
    return OwnAnswer(502, "connection_terminated", f"The target {host} gave no answer: {why}.")


def garbled(host: str, why: str) -> OwnAnswer:
    """For an answer that is no HTTP."""
    return OwnAnswer(502, "http_protocol_error", f"What the target {host} answered is no HTTP/1.1: {why}.")


def slow(host: str, seconds: float) -> OwnAnswer:
    """For a target whose answer does not begin."""
    return OwnAnswer(
        504, "http_response_timeout", f"The target {host} did not answer within {seconds:g} s (--timeout)."
    )
