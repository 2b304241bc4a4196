"""One answer, whatever is sent: bounded in time and size, cut where it has no end, never a parser's exception."""

from __future__ import annotations

import gzip
import time
import zlib
from typing import TYPE_CHECKING

import pytest

from contracts.errors import OutOfTimeError, TargetError
from contracts.exchange import Request
from contracts.traffic.target import Target
from tests.contracts.raw_service import Asked, json_answer, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from contracts.exchange import Answer

    Script = Callable[[Asked], Iterable[bytes | None]]

GET = Request("GET", "/things")
OK = json_answer(b"{}")
_UNTIL_ALL_WAS_SENT = 3
"""So often a connection asks for the time: when it begins, connects and sends."""
_UNTIL_SOMETHING_CAME = _UNTIL_ALL_WAS_SENT + 1
"""And when it waits for the first octets."""
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


def always(*pieces: bytes | None) -> Script:
    """Every request gets the same octets."""
    return lambda _: pieces


def drip(before: bytes, slow: bytes, after: bytes = b"") -> Script:
    """``slow`` comes octet by octet; who waits to the end gets a right answer."""

    def answer(_: Asked) -> Iterator[bytes]:
        yield before
        for octet in slow:
            time.sleep(0.01)
            yield bytes([octet])
        yield after

    return answer


class NearlyOver:
    """A clock by which ``seconds`` are nearly over after so many looks, however slow the machine is."""

    def __init__(self, seconds: float, looks: int = _UNTIL_SOMETHING_CAME) -> None:
        self._began = time.monotonic()
        self._seconds = seconds
        self._left = iter([*[seconds] * looks, 0.15, 0.1, 0.05])

    @property
    def end(self) -> float:
        """When they are over."""
        return self._began + self._seconds

    def __call__(self) -> float:
        """Monotonic seconds."""
        return self.end - next(self._left, 0.0)


def ask(script: Script, request: Request = GET, timeout: float = 20.0) -> Answer:
    """The answer of a service that follows ``script``."""
    with serving(script) as service:
        target = Target(service.url, timeout=timeout)
        try:
            return target.send(request)
        finally:
            target.close()


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (always(b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"), "101"),
        (always(b"HTTP/1.1 101 Nothing\r\n\r\n", None), "101"),
        (always(INTERIM, INTERIM, None), "2 interim answers"),
        (always(*[INTERIM * 20] * 2000, OK), "larger than 256 KB"),
        (always(HEAD, *[b"X-A: " + b"a" * 1000 + b"\r\n"] * 300, b"Content-Length: 2\r\n\r\n{}"), "larger than 256 KB"),
        (always(b"HTTP/1.1 200 OK\r\nX-A: ", *[b"a" * 10_000] * 300, b"\r\n\r\n"), "larger than 256 KB"),
        (always(b"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n"), "99 is no status"),
        (always(b"SSH-2.0-OpenSSH_9.6\r\n"), "no HTTP"),
        (always(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}", None), "middle of the answer's body"),
        (always(None), "closed without an answer"),
    ],
)  # fmt: skip
def test_what_is_no_whole_answer_is_one_sentence(script: Script, words: str) -> None:
    """A TargetError that says what came, however large; the request may have been acted on."""
    with pytest.raises(TargetError, match=words) as caught:
        ask(script)
    assert caught.value.sent


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (always(b"HTTP/1.1 100 Continue\r\n\r\n"), "interim answers"),
        (drip(b"HTTP/1.1 200 OK\r\nX-A: ", b"a" * 100, b"\r\nContent-Length: 2\r\n\r\n{}"), "only a part"),
        (drip(HEAD + b"Content-Length: 102\r\n\r\n{}", b" " * 100), "only a part"),
        (drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n" * 20, b"0\r\n\r\n"), "only a part"),
        (drip(INTERIM * 2, INTERIM * 3, OK), "interim answers"),
    ],
)  # fmt: skip
def test_what_takes_too_long_is_one_sentence(script: Script, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time is that of the whole answer, however often an octet of it comes."""
    monkeypatch.setattr("contracts.traffic.http_connection.monotonic", NearlyOver(20.0))
    with pytest.raises(TargetError, match=f"{words}.* within 20 s|within 20 s.*{words}") as caught:
        ask(script)
    assert caught.value.sent


def test_a_service_that_says_nothing_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither an answer nor the end of the connection."""
    monkeypatch.setattr("contracts.traffic.http_connection.monotonic", NearlyOver(20.0, _UNTIL_ALL_WAS_SENT))
    with pytest.raises(TargetError, match=r"no answer within 20 s") as caught:
        ask(always())
    assert caught.value.sent


def test_the_time_of_the_run_ends_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that would outlast the run is not waited for, and says nothing of the target."""
    clock = NearlyOver(20.0, _UNTIL_ALL_WAS_SENT)
    monkeypatch.setattr("contracts.traffic.http_connection.monotonic", clock)
    with serving(always()) as service:
        target = Target(service.url, timeout=120)
        target.deadline = clock.end
        with pytest.raises(OutOfTimeError) as caught:
            target.send(GET)
        assert caught.value.sent
        while clock() < clock.end:
            pass
        with pytest.raises(OutOfTimeError) as caught:
            target.send(GET)
        assert not caught.value.sent
        while not service.asked:
            time.sleep(0.01)
        assert len(service.asked) == 1


def chunked(*pieces: bytes) -> bytes:
    """The pieces as chunks."""
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)


@pytest.mark.parametrize(
    ("head", "body", "why"),
    [
        (b"", b"[" + b" " * 9_000_000 + b"]", "larger than 8 MB"),
        (
            b"Content-Encoding: gzip\r\n",
            gzip.compress(mtime=0, data=b"[" + b" " * 9_000_000 + b"]"),
            "when it is unpacked",
        ),
        (b"Content-Encoding: deflate\r\n", zlib.compress(b" " * 9_000_000), "when it is unpacked"),
        (b"Content-Encoding: compress\r\n", b"\x1f\x9d", "coding .compress. is not read"),
        (b"Content-Encoding: gzip, dcb\r\n", b"\xffDCB", "coding .dcb. is not read"),
        (b"Content-Encoding: " + b"gzip," * 2000 + b"gzip\r\n", gzip.compress(mtime=0, data=b"{}"), "gzip, gzip"),
    ],
    ids=["plain", "gzip", "deflate", "compress", "dcb", "too many"],
)
def test_a_body_beyond_the_bounds_is_cut_and_says_so(head: bytes, body: bytes, why: str) -> None:
    """Status and headers count all the same."""
    answer = ask(always(HEAD + head + b"Content-Length: %d\r\n\r\n" % len(body) + body))
    assert answer.status == 200
    assert len(answer.body) <= 8 * 1024 * 1024
    with pytest.raises(AssertionError, match=why):
        raise AssertionError(answer.cut)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(mtime=0, data=b'{"a":1}')),
        ("gzip", gzip.compress(mtime=0, data=b'{"a"') + gzip.compress(mtime=0, data=b":1}")),
        ("deflate", zlib.compress(b'{"a":1}')),
        ("deflate", zlib.compress(b'{"a":1}')[2:-4]),
        ("identity", b'{"a":1}'),
        ("gzip, gzip", gzip.compress(mtime=0, data=gzip.compress(mtime=0, data=b'{"a":1}'))),
    ],
    ids=["gzip", "gzip of two members", "deflate", "deflate without a header", "identity", "twice"],
)
def test_a_coding_is_taken_off(coding: str, packed: bytes) -> None:
    """gzip and deflate, with the header that RFC 1950 asks for or without, once or twice."""
    answer = ask(always(json_answer(packed, "200 OK", f"Content-Encoding: {coding}")))
    assert (answer.body, answer.cut) == (b'{"a":1}', None)


@pytest.mark.parametrize(
    "whole",
    [
        INTERIM + OK,
        b"HTTP/1.1 100 Continue\r\n\r\n" + INTERIM * 3 + OK,
        b"HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{}",
        HEAD + b"\r\n{}",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;a=b\r\n{\r\n1\r\n}\r\n0\r\n\r\n",
        HEAD + b"X-A: " + b"a" * 200_000 + b"\r\nContent-Length: 2\r\n\r\n{}",
        HEAD + b"Connection: upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\n{}",
    ],
    ids=["103", "100 and 103", "HTTP/1.0", "to the end", "chunked", "a large header", "an offer to upgrade"],
)
def test_an_unusual_answer_is_one(whole: bytes) -> None:
    """Whatever HTTP allows is read, in one piece and octet by octet of its beginning."""
    assert (ask(always(whole, None)).status, ask(always(whole, None)).body) == (200, b"{}")
    pieces = [whole[i : i + 1] for i in range(60)]
    assert ask(always(*pieces, whole[60:], None)).body == b"{}"


def test_what_follows_an_answer_is_no_part_of_it() -> None:
    """Octets behind the end are dropped with their connection; trailers are no header fields."""
    second = b"HTTP/1.1 500 Other\r\nX-Other: 1\r\nContent-Length: 4\r\n\r\nevil"
    answer = ask(always(OK + second))
    assert (answer.status, answer.body, answer.header("x-other")) == (200, b"{}", None)
    trailed = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b"{}") + b"0\r\nX-Late: 1\r\n\r\n"
    answer = ask(always(trailed))
    assert (answer.body, answer.header("x-late")) == (b"{}", None)


@pytest.mark.parametrize(
    "kind", ["text/event-stream", "application/jsonl", "application/x-ndjson", "multipart/x-mixed-replace; boundary=a"]
)
def test_a_stream_is_read_for_a_while(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has no end is no failure: what came so far is the answer."""

    def answer(_: Asked) -> Iterator[bytes]:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        for number in range(500):
            yield (b"" if number else head) + chunked(b'{"n": %d}\n' % number)
            time.sleep(0.01)

    monkeypatch.setattr("contracts.traffic.http_connection.monotonic", NearlyOver(20.0))
    found = ask(answer)
    assert found.body.startswith(b'{"n": 0}\n')
    assert found.cut is not None
    assert "stream" in found.cut


def test_an_answer_may_come_before_all_was_sent() -> None:
    """A service that refuses a large body at once and hangs up has answered."""

    def answer(asked: Asked) -> Iterator[bytes | None]:
        yield json_answer(b'{"error": "too large"}', "413 Content Too Large", "Connection: close")
        yield None

    found = ask(answer, Request("POST", "/things", (("Content-Length", "10"),), b"x" * 4_000_000))
    assert found.status == 413


@pytest.mark.parametrize(
    ("method", "times"), [("GET", 2), ("HEAD", 2), ("PUT", 2), ("DELETE", 2), ("POST", 1), ("PATCH", 1)]
)
def test_a_connection_that_was_closed_meanwhile(method: str, times: int) -> None:
    """A request on a kept connection that is closed without an octet is sent again once, where it may be."""

    def answer(asked: Asked) -> Iterator[bytes | None]:
        if asked.nth == 2:
            yield None
        yield OK if asked.method != "HEAD" else b"HTTP/1.1 200 OK\r\n\r\n"

    with serving(answer) as service:
        target = Target(service.url, timeout=60)
        assert target.send(GET).status == 200
        again = Request(method, "/things", (), b"{}" if method.startswith("P") else None)
        if times == 2:
            assert target.send(again).status == 200
        else:
            with pytest.raises(TargetError, match="closed without an answer"):
                target.send(again)
        sent = [asked.method for asked in service.asked[1:]]
        assert sent == [method] * times
        assert target.send(Request("POST", "/things", (), b"{}")).status == 200  # on a connection of its own
        target.close()


def test_a_connection_that_is_closed_at_once_is_not_tried_for_ever() -> None:
    """A first request that is dropped is not sent again."""
    with serving(always(None)) as service:
        target = Target(service.url, timeout=60)
        with pytest.raises(TargetError):
            target.send(GET)
        assert len(service.asked) == 1
