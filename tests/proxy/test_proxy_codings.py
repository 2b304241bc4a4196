"""What is coded, or added on the way, is judged as what it stands for: the command over real traffic."""

from __future__ import annotations

import gzip

import pytest

from tests.proxy import shop
from tests.proxy.commanding import CREATE, READ, run
from tests.proxy.raw_target import answering, raw_target

brotli = pytest.importorskip("brotli")

pytestmark = pytest.mark.usefixtures("alone")

CODED = b'[{"id": 1, "name": 7}]'


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(CODED, mtime=1)),
        ("br", brotli.compress(CODED)),
        ("zstd", bytes.fromhex("28b52ffd2016b10000") + CODED),
        ("br, gzip", gzip.compress(brotli.compress(CODED), mtime=1)),
        ("compress", CODED),
    ],
)
def test_a_coded_body_is_judged(coding: str, body: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    """Its coding is taken off the copy alone; of one that is not read here, the report tells that it was not judged."""
    start = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: %b\r\nContent-Length: %d\r\n\r\n"
    with raw_target(answering(start % (coding.encode(), len(body)) + body)) as target:
        service = shop.Shop(url=target.url)
        command = shop.calls("GET /customers", "GET /customers")
        command[-1] = command[-1].replace("found.read().decode()", "len(found.read())")
        code, out, _ = run(capfd, service, command)
    read = coding != "compress"
    assert (code, f"200 {len(body)}" in out) == (read, True), out
    assert ("bodies of answers: its content coding (compress) is not read here (2)" in out) is not read


def test_what_a_gateway_adds_is_none_of_the_service_s(capfd: pytest.CaptureFixture[str]) -> None:
    """Fields of proxies, caches and tracing in between are no drift, on either side."""
    fields = b"Via: 1.1 edge\r\nX-Request-Id: 7\r\nCF-Ray: 8\r\nX-Cache: HIT\r\nAge: 3\r\nServer-Timing: a;dur=1\r\n"
    body = b'[{"id":1,"name":"Ann"}]'
    start = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n%bContent-Length: %d\r\n\r\n" % (fields, len(body))
    with raw_target(answering(start + body)) as target:
        command = shop.calls(READ, READ)
        more = "{'X-Forwarded-For': '1.2.3.4', 'Via': '1.1 a'}"
        command[-1] = command[-1].replace("if body else {}", f"if body else {more}")
        code, out, _ = run(capfd, shop.Shop(url=target.url), command)
        assert all(b"X-Forwarded-For: 1.2.3.4\r\n" in octets for octets in target.seen), target.seen
    assert (code, "No drift in 2 exchanges" in out) == (0, True), out


def test_a_request_in_a_coding_that_is_not_read_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """Nobody says of a body that is not read that it breaks the document, nor that the service takes what is wrong."""
    with shop.served(lax=True) as service:
        command = shop.calls(CREATE)
        command[-1] = command[-1].replace("{'Content-Type'", "{'Content-Encoding': 'compress', 'Content-Type'")
        code, out, _ = run(capfd, service, command)
    assert (code, "201" in out) == (3, True), out
    assert "not judged: requests: its content coding (compress) is not read here (1)" in out
