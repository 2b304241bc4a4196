"""Heads and bodies are told apart the same however the network cuts them, and whatever comes raises one error alone."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.observed.proxy.message_body import BodyCopy, answer_body, request_body
from contracts.observed.proxy.message_head import AnswerHead, MessageError, RequestHead, head_end

CONTENT = b"0123456789abcdef" * 3
CHUNKED = b"10\r\n0123456789abcdef\r\n1;a=b\r\n0\r\n1F\r\n" + CONTENT[17:] + b"\r\n000\r\nX-A: 1\r\nX-B: 2\r\n\r\n"


def taken(cuts: list[int]) -> tuple[int, bool, bytes]:
    """What a chunked body takes of octets that are cut at these places, whether it is whole, and its content."""
    copy = BodyCopy(1000)
    head = AnswerHead(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    body, data, total = answer_body(head, b"GET", copy), CHUNKED + b"next", 0
    places = sorted({0, len(data), *(cut % len(data) for cut in cuts)})
    for begin, end in itertools.pairwise(places):
        if not body.ended:
            total += body.take(data[begin:end])
    return total, body.ended, copy.octets


@given(st.lists(st.integers(0, 200), max_size=30))
@settings(deadline=None, max_examples=200)
def test_cuts_change_nothing(cuts: list[int]) -> None:
    """A chunked body with extensions and trailers ends at its end."""
    assert taken(cuts) == (len(CHUNKED), True, CONTENT)


@given(st.binary(max_size=300), st.sampled_from([b"", b"GET / HTTP/1.1\r\n", b"HTTP/1.1 200 OK\r\n"]))
@settings(deadline=None, max_examples=300)
def test_any_octets_are_read_or_refused(octets: bytes, start: bytes) -> None:
    """What can't be read raises MessageError, and what is read is passed on without loss of an end-to-end field."""
    data = start + octets + b"\r\n\r\n"
    end = head_end(data)
    assert end > 0
    for kind in (RequestHead, AnswerHead):
        try:
            head = kind(data[:end])
            body = request_body(head, BodyCopy(10)) if isinstance(head, RequestHead) else None
            body = answer_body(head, b"GET", BodyCopy(10)) if isinstance(head, AnswerHead) else body
            assert body is not None
            if not body.ended:
                body.take(data[end:] + b"\xff" * 50)
        except MessageError:
            continue


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (b"Content-Length: 1, 2\r\n", "no one number"),
        (b"Content-Length: -1\r\n", "no one number"),
        (b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "both"),
        (b"Transfer-Encoding: chunked, gzip\r\n", "can't be told"),
        (b"Transfer-Encoding: chunked, chunked\r\n", "can't be told"),
    ],
)
def test_lengths_that_servers_read_differently(lines: bytes, said: str) -> None:
    """A request whose end is in doubt is not passed on."""
    with pytest.raises(MessageError, match=said):
        request_body(RequestHead(b"POST / HTTP/1.1\r\n" + lines + b"\r\n"), BodyCopy(10))


@pytest.mark.parametrize(
    "wrong", [b"g\r\n", b"-1\r\n", b"1\r\nab\r\n", b"\r\n", b"1" * 20 + b"\r\n", b"1;" + b"x" * 20_000]
)
def test_chunks_that_are_none(wrong: bytes) -> None:
    """Sizes that are no numbers, chunks that are longer than their size, and lines without an end."""
    head = RequestHead(b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n")
    body = request_body(head, BodyCopy(10))
    with pytest.raises(MessageError):
        body.take(wrong)
