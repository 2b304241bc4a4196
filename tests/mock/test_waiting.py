"""Clients that keep the server waiting: each is let go after its time, and others are served all the while."""

from __future__ import annotations

import contextlib
import re
import resource
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.mock.wire import CLIENTS, answers, connect, exchange, exchanges, received, request
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock

WHOLE = request("DELETE", f"{CLIENTS}/nobody", close=False)
PART = b"POST /api/v1/clients HTTP/1.1\r\nHost: localhost\r\nX-A: b"


@pytest.fixture(scope="module")
def impatient() -> Iterator[RunningMock]:
    """A mock that waits for a client no longer than a second."""
    with running_mock("--client-timeout", "1") as mock:
        yield mock
        assert mock.alive
        assert "Traceback" not in mock.stderr


@pytest.fixture(scope="module")
def patient() -> Iterator[RunningMock]:
    """A mock that waits as long as usual."""
    with running_mock() as mock:
        yield mock
        assert mock.alive
        assert "Traceback" not in mock.stderr


def serves(mock: RunningMock) -> bool:
    """Whether a request on a new connection is answered."""
    return exchange(mock.address, request("DELETE", f"{CLIENTS}/nobody")).status == 404


BEGUN_BODIES = [
    request("POST", CLIENTS, None, (b"Content-Length", b"10"), close=False) + b'{"id"',
    request("POST", CLIENTS, None, (b"Content-Length", b"10"), close=False),
    request("POST", CLIENTS, None, (b"Transfer-Encoding", b"chunked"), close=False) + b"3\r\nabc\r\n",
    request("POST", CLIENTS, None, (b"Transfer-Encoding", b"chunked"), close=False) + b"3\r\nabc\r\n0\r\nX-A: b",
]


@pytest.mark.slow
def test_what_is_never_whole_is_answered_with_408(impatient: RunningMock) -> None:
    """In the API's own shape, and then the connection ends (RFC 9110 section 15.5.9).

    Headers, and bodies: with a length, in chunks, before their first octet, in their trailer.
    """
    parts = [b"P", b"POST /api", PART, PART + b"\r\n", *BEGUN_BODIES]
    with contextlib.ExitStack() as stack:
        opened = []
        for part in parts:
            opened.append(stack.enter_context(connect(impatient.address)))
            opened[-1].sendall(part)
        for connection, part in zip(opened, parts, strict=True):
            (answer,) = answers(received(connection), "POST")
            assert answer.status == 408
            assert answer.header("connection") == "close"
            assert b'"code":408' in answer.body
            assert (b"body" in answer.body) is (part in BEGUN_BODIES), answer.body


@pytest.mark.slow
def test_a_header_that_drips_is_whole_in_time_or_refused(impatient: RunningMock) -> None:
    """An octet now and then gives no more time: the time is the header's."""
    with connect(impatient.address) as connection:
        connection.settimeout(0.1)
        connection.sendall(PART)
        data = b""
        for _ in range(200):
            try:
                data += connection.recv(65_536)
            except TimeoutError:
                connection.sendall(b"c")
                continue
            break
        connection.settimeout(20)
        data += received(connection)
    assert [answer.status for answer in answers(data, "POST")] == [408]


@pytest.mark.slow
def test_a_body_that_moves_on_may_take_longer_than_a_wait() -> None:
    """Each part is waited for anew."""
    body = b'{"id":"slow","name":"x"}'
    parts = [body[start : start + 3] for start in range(0, len(body), 3)]
    with running_mock("--client-timeout", "5") as mock, connect(mock.address) as connection:
        connection.sendall(request("POST", CLIENTS, None, (b"Content-Length", b"%d" % len(body))))
        connection.settimeout(0.7)
        for part in parts:
            with pytest.raises(TimeoutError):
                connection.recv(1)
            connection.sendall(part)
        connection.settimeout(20)
        assert [answer.status for answer in answers(received(connection), "POST")] == [201]


@pytest.mark.slow
def test_idle_connections_end_without_a_word(impatient: RunningMock) -> None:
    """Those on which nothing was asked, and those whose requests are answered."""
    with connect(impatient.address) as silent, connect(impatient.address) as kept:
        kept.sendall(WHOLE)
        assert received(silent) == b""
        assert [answer.status for answer in answers(received(kept), "DELETE")] == [404]


@pytest.mark.slow
def test_a_body_that_nobody_reads_ends_with_its_connection(impatient: RunningMock) -> None:
    """An answer that came before the body was whole stays the only one."""
    head = request("POST", CLIENTS, None, (b"Content-Length", b"10"), key=False, close=False)
    assert [answer.status for answer in exchanges(impatient.address, head + b"{", "POST")] == [401]


@pytest.mark.slow
def test_an_answer_that_nobody_reads_is_not_kept(impatient: RunningMock) -> None:
    """A client that takes nothing of nine megabytes is let go of."""
    body = b'{"id":"large","name":"x","api_metadata":{"a":"%b"}}' % (b"x" * 9_000_000)
    files = Path(f"/proc/{impatient.process.pid}/fd")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(20)
        connection.connect(impatient.address)
        connection.sendall(request("POST", CLIENTS, body, close=False))
        held = len(list(files.iterdir()))
        deadline = time.monotonic() + 120
        while len(list(files.iterdir())) >= held and time.monotonic() < deadline:
            assert serves(impatient)
        assert len(list(files.iterdir())) < held


def test_a_refused_header_can_be_sent_to_its_end(patient: RunningMock) -> None:
    """Who sends ten megabytes of header reads the 431: the connection is not reset under it."""
    data = request("POST", CLIENTS, None, (b"X-A", b"a" * 10_000_000), close=False)
    assert exchange(patient.address, data, "POST").status == 431


def test_a_field_in_a_thousand_packets_is_refused_where_it_is_too_long(patient: RunningMock) -> None:
    """The bound holds while the header comes, and costs no more for coming in small parts."""
    with connect(patient.address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(PART)
        for _ in range(1_200):
            connection.sendall(b"c" * 60)
        (answer,) = answers(received(connection), "POST")
    assert answer.status == 431


@pytest.mark.parametrize("count", [1, 400])
def test_every_request_of_a_pipeline_that_offers_an_upgrade_is_answered(patient: RunningMock, count: int) -> None:
    """As if it had not (RFC 9110 section 7.8), with and without bodies, in order."""
    offer = ((b"Connection", b"Upgrade"), (b"Upgrade", b"h2c, websocket"))
    pair = request("POST", CLIENTS, b'{"id":"a b"}', *offer, close=False)
    pair += request("DELETE", f"{CLIENTS}/nobody", None, *offer, close=False)
    found = exchanges(patient.address, pair * count, "POST", half=True)
    assert [answer.status for answer in found] == [400, 404] * count


def test_what_is_refused_in_a_pipeline_comes_after_what_is_owed(patient: RunningMock) -> None:
    """The answers keep the order of the requests."""
    bad = WHOLE.replace(b"localhost", b"evil.example")
    found = exchanges(patient.address, WHOLE * 3 + bad + WHOLE, "DELETE")
    assert [answer.status for answer in found] == [404, 404, 404, 400]


def test_what_is_refused_of_head_has_no_body(patient: RunningMock) -> None:
    """The answer to HEAD has the header of one to GET (RFC 9110 section 9.3.2)."""
    bad = request("HEAD", f"{CLIENTS}/nobody").replace(b"localhost", b"evil.example")
    with connect(patient.address) as connection:
        connection.sendall(bad)
        data = received(connection)
    assert data.startswith(b"HTTP/1.1 400 ")
    assert data.endswith(b"\r\n\r\n")
    assert data.count(b"\r\n\r\n") == 1


def test_a_trailer_is_no_header(patient: RunningMock) -> None:
    """A credential in it lets nobody in, and it is bounded as a header is."""
    head = request("POST", CLIENTS, None, (b"Transfer-Encoding", b"chunked"), key=False)
    inside = b"0\r\nAuthorization: Bearer local-admin-key\r\n\r\n"
    assert exchange(patient.address, head + inside).status == 401
    known = request("POST", CLIENTS, None, (b"Transfer-Encoding", b"chunked")) + b"1\r\n{\r\n"
    assert exchange(patient.address, known + b"0\r\n" + b"X-A: b\r\n" * 300).status == 431
    assert exchange(patient.address, known + b"1;" + b"a" * 400_000).status == 431


def test_options_of_the_server_are_what_its_documents_have(patient: RunningMock) -> None:
    """OPTIONS * (RFC 9110 section 9.3.7)."""
    answer = exchange(patient.address, request("OPTIONS", "*"))
    assert answer.status == 204
    assert {"POST", "DELETE", "OPTIONS"} <= set(answer.header("allow").split(", "))


def test_at_the_limit_of_open_files_the_oldest_idle_connections_go() -> None:
    """New clients are served, what was asked is answered, and the log says what happened, and how to let more in."""
    limit = 80
    with running_mock(limit=limit) as mock:
        _crowd(mock, 3 * limit)
        assert re.search(r"More than \d+ connections are open: .* `ulimit -n`", mock.stderr)


@pytest.mark.slow
def test_five_thousand_half_open_connections_keep_nobody_out() -> None:
    """With the limit that most machines set for a process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8_192), hard))
    try:
        with running_mock(limit=1_024) as mock:
            _crowd(mock, 5_000)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _crowd(mock: RunningMock, number: int) -> None:
    """So many clients begin a request and wait; others are served meanwhile and afterwards."""
    begun = []
    try:
        for index in range(number):
            connection = connect(mock.address)
            begun.append(connection)
            connection.sendall(PART if index % 2 else b"")
            if index % 50 == 0:
                assert serves(mock)
        for _ in range(20):
            assert serves(mock)
    finally:
        for connection in begun:
            connection.close()
