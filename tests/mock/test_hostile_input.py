"""Whatever is sent, the answer is one that the document lists, and the next request is served."""

from __future__ import annotations

import itertools
import json
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mock import documented
from tests.mock.hostile import GOOD, Hostile
from tests.mock.hostile_requests import everything
from tests.mock.wire import CLIENTS, answers, chunked, connect, exchange, exchanges, received, request
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.mock.wire import Answer
    from tests.running import RunningMock

CASES = everything()
NUMBERS = itertools.count()
LIMIT = 10 * 1024 * 1024
UNREAD = ("no HTTP", "Host", "--allow-host", "fragment", "URL", "asked of *")
"""What the 400 of a request says that no operation was asked for."""


@pytest.fixture(scope="module")
def victim() -> Iterator[RunningMock]:
    """A mock of its own for this module; at its end nothing was logged as a failure."""
    with running_mock() as running:
        yield running
        assert running.alive
        log = running.stderr
        assert "Traceback" not in log
        assert " 500 " not in log
        assert "our own answer broke the document" not in log


def unused() -> bytes:
    """An id of four octets that this module has not used."""
    return b"%04d" % next(NUMBERS)


def judged(data: bytes, answer: Answer) -> list[str]:
    """In what an answer departs from the document, for the request in these octets."""
    words = data.lstrip(b"\r\n").split(b"\r\n", 1)[0].decode("latin-1").split(" ")
    method, target = (words[0], words[1]) if len(words) > 1 else ("", "")
    if target.startswith("http://"):
        target = "/" + target[7:].partition("/")[2]
    if answer.status == 405:
        allowed = answer.header("allow").split(", ")
        return ([] if method not in allowed and allowed != [""] else [f"Allow is {allowed}"]) + documented.problems(
            method, "", 405, answer.header("content-type"), answer.body
        )
    if answer.status == 204:
        return [] if answer.header("allow") and not answer.body else ["204 is for OPTIONS, with Allow"]
    if answer.status in (408, 431, 501):  # of the protocol, not of an operation
        return documented.problems("", "", answer.status, answer.header("content-type"), answer.body)
    found = documented.problems(method, target, answer.status, answer.header("content-type"), answer.body)
    unread = answer.status == 400 and any(sign in answer.body.decode() for sign in UNREAD)
    return documented.problems("", "", 400, answer.header("content-type"), answer.body) if unread else found


def still_serves(mock: RunningMock) -> bool:
    """Whether the process lives and answers a valid request."""
    probe = request("DELETE", f"{CLIENTS}/still-there")
    return mock.alive and exchange(mock.address, probe).status == 404


def test_the_cases_have_names_of_their_own() -> None:
    """So that a failure says which one it was."""
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_hostile_request_gets_a_documented_answer(victim: RunningMock, case: Hostile) -> None:
    """Its status is documented, its body conforms, its violations name the fields; then the next one is served."""
    data = case.data.replace(b"%ID%", unused())
    answer = exchange(victim.address, data)
    assert judged(data, answer) == []
    assert answer.status in case.statuses, answer.body
    if case.fields is not None:
        details = json.loads(answer.body)["details"]
        assert {detail["field"] for detail in details} == case.fields
        assert all(detail["message"] for detail in details)
    assert still_serves(victim)


@pytest.mark.parametrize("size", [LIMIT + 1, 50_000_000])
@pytest.mark.parametrize("in_chunks", [False, True])
def test_a_body_past_the_limit_is_refused_with_the_limit(victim: RunningMock, size: int, in_chunks: bool) -> None:
    """The documented 400 says how much is taken; the connection ends, the server does not."""
    framing = (b"Transfer-Encoding", b"chunked") if in_chunks else (b"Content-Length", b"%d" % size)
    head, body = request("POST", CLIENTS, None, framing), b"x" * size
    answer = exchange(victim.address, head + (chunked(body) if in_chunks else body), "POST")
    assert judged(head, answer) == []
    assert answer.status == 400
    assert str(LIMIT) in answer.body.decode()
    assert still_serves(victim)


def test_a_body_far_past_the_limit_is_not_read_to_its_end(victim: RunningMock) -> None:
    """Who sends without end is cut off, at the latest when the answer is out."""
    with connect(victim.address) as connection:
        connection.sendall(request("POST", CLIENTS, None, (b"Content-Length", b"%d" % 10**12)))
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            connection.sendall(b"x" * 200_000_000)
    assert still_serves(victim)


def test_a_large_body_within_the_limit_is_taken(victim: RunningMock) -> None:
    """Nine megabytes of metadata come back."""
    body = b'{"id":"%b","name":"x","api_metadata":{"a":"%b"}}' % (unused(), b"x" * 9_000_000)
    answer = exchange(victim.address, request("POST", CLIENTS, body))
    assert answer.status == 201
    assert len(answer.body) > 9_000_000


def test_a_slow_body_is_waited_for(victim: RunningMock) -> None:
    """A request that comes octet by octet is served, and others meanwhile."""
    data = request("POST", CLIENTS, GOOD.replace(b"%ID%", unused()))
    with connect(victim.address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for index in range(len(data)):
            connection.sendall(data[index : index + 1])
        (answer,) = answers(received(connection), "POST")
    assert answer.status == 201
    assert still_serves(victim)


@pytest.mark.parametrize("form", ["length", "chunks", "malformed chunk", "half"])
def test_a_body_that_breaks_off_changes_nothing(victim: RunningMock, form: str) -> None:
    """What came before the end is a whole JSON text, but not the whole body: nothing is created."""
    body = GOOD.replace(b"%ID%", unused())
    chunk = b"%x\r\n%b\r\n" % (len(body), body)
    head = (b"Content-Length", b"100") if form in ("length", "half") else (b"Transfer-Encoding", b"chunked")
    ends = {"length": body, "half": body, "chunks": chunk, "malformed chunk": chunk + b"zz\r\n"}
    with connect(victim.address) as connection:
        connection.sendall(request("POST", CLIENTS, None, head) + ends[form][:20])
        assert still_serves(victim)
        connection.sendall(ends[form][20:])
        assert still_serves(victim)
        if form == "half":
            connection.shutdown(socket.SHUT_WR)
            received(connection)
    assert still_serves(victim)
    assert exchange(victim.address, request("POST", CLIENTS, body)).status == 201


def test_a_client_that_asks_first_is_told_to_continue(victim: RunningMock) -> None:
    """Expect: 100-continue is answered before the body is sent (RFC 9110 section 10.1.1)."""
    body = GOOD.replace(b"%ID%", unused())
    expectation = ((b"Expect", b"100-continue"), (b"Content-Length", b"%d" % len(body)))
    with connect(victim.address) as connection:
        connection.sendall(request("POST", CLIENTS, None, *expectation))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body)
        (answer,) = answers(received(connection), "POST")
    assert answer.status == 201


def test_a_client_that_asks_first_without_a_key_is_refused_at_once(victim: RunningMock) -> None:
    """No body is asked for that would not be read."""
    data = request("POST", CLIENTS, None, (b"Expect", b"100-continue"), (b"Content-Length", b"9"), key=False)
    assert exchange(victim.address, data).status == 401


def test_pipelined_requests_are_answered_in_order(victim: RunningMock) -> None:
    """Ten requests in one write: create, conflict, delete, missing, unknown, ... (RFC 9112 section 9.3.2)."""
    key = unused()
    create = request("POST", CLIENTS, GOOD.replace(b"%ID%", key), close=False)
    remove = request("DELETE", f"{CLIENTS}/{key.decode()}?hard=true", close=False)
    nothing = request("GET", "/nothing", close=False)
    last = request("DELETE", f"{CLIENTS}/{key.decode()}")
    data = b"".join([create, create, remove, remove, nothing, create, remove, create, remove, last])
    statuses = [answer.status for answer in exchanges(victim.address, data, "POST")]
    assert statuses == [201, 409, 200, 404, 404, 201, 200, 201, 200, 404]


def test_noise_after_a_request_does_not_spoil_its_answer(victim: RunningMock) -> None:
    """What was asked first is answered first, as itself."""
    key = unused()
    data = request("POST", CLIENTS, GOOD.replace(b"%ID%", key), close=False) + b"noise\r\n\r\n"
    assert exchanges(victim.address, data, "POST")[0].status == 201


def test_a_smuggled_request_is_not_carried_out(victim: RunningMock) -> None:
    """A body is a body, whatever it looks like."""
    inner = request("POST", CLIENTS, GOOD.replace(b"%ID%", key := unused()))
    assert exchange(victim.address, request("DELETE", f"{CLIENTS}/{key.decode()}", inner)).status == 404
    assert exchange(victim.address, request("POST", CLIENTS, GOOD.replace(b"%ID%", key))).status == 201


def test_a_half_closed_connection_gets_its_answer(victim: RunningMock) -> None:
    """A client may say that it will send no more, and wait (RFC 9112 section 9.6)."""
    for _ in range(5):
        data = request("POST", CLIENTS, GOOD.replace(b"%ID%", unused()), close=False)
        assert exchange(victim.address, data, half=True).status == 201


def test_clients_that_vanish_do_no_harm(victim: RunningMock) -> None:
    """Connections that end at any octet of a request leave the server as it was."""
    data = request("POST", CLIENTS, None, (b"Transfer-Encoding", b"chunked")) + chunked(b'{"id":', b'"a b"}')
    for cut in range(0, len(data), 3):
        with connect(victim.address) as connection:
            connection.sendall(data[:cut])
            if cut % 2:
                linger = b"\x01\x00\x00\x00\x00\x00\x00\x00"  # a reset instead of an orderly end
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    assert still_serves(victim)


def test_many_idle_connections_keep_nobody_out(victim: RunningMock) -> None:
    """Two hundred clients that never finish their request do not hinder the next."""
    idle = [connect(victim.address) for _ in range(200)]
    try:
        for connection in idle:
            connection.sendall(b"POST /api/v1/clients HTTP/1.1\r\nHost: localhost\r\n")
        assert still_serves(victim)
    finally:
        for connection in idle:
            connection.close()


NAMES = st.sampled_from(
    [b"Content-Type", b"Authorization", b"Accept", b"Origin", b"Cookie", b"X-A", b"Expect", b"Prefer"]
)
VALUES = st.binary(max_size=30).map(lambda value: bytes(octet for octet in value if octet > 31 and octet != 127))
TARGETS = st.one_of(
    st.sampled_from([CLIENTS, "/api/v1/mcp/api-keys", f"{CLIENTS}/a"]),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(lambda text: f"{CLIENTS}/{text}"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(lambda text: f"/{text}"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20).map(lambda text: f"{CLIENTS}/a?{text}"),
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
ANYTHING = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)
FIELDS = ["id", "name", "status", "email", "timezone", "global_name", "api_metadata", "scopes", "expires_at", "x"]
BODIES = st.one_of(
    st.binary(max_size=60),
    ANYTHING.map(lambda value: json.dumps(value).encode()),
    st.dictionaries(st.sampled_from(FIELDS), ANYTHING).map(lambda value: json.dumps(value).encode()),
)


@settings(max_examples=200, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    method=st.sampled_from(["POST", "DELETE", "GET", "PUT", "HEAD", "OPTIONS", "QUERY"]),
    target=TARGETS,
    body=BODIES,
    lines=st.lists(st.tuples(NAMES, VALUES), max_size=3),
    key=st.booleans(),
)
def test_anything_at_all_gets_a_documented_answer(
    victim: RunningMock, method: str, target: str, body: bytes, lines: list[tuple[bytes, bytes]], key: bool
) -> None:
    """Random methods, targets, headers and bodies."""
    data = request(method, target, body, *lines, key=key)
    assert judged(data, exchange(victim.address, data)) == []


@settings(max_examples=100, database=None, deadline=None)
@given(data=st.binary(min_size=1, max_size=200))
def test_random_octets_do_no_harm(victim: RunningMock, data: bytes) -> None:
    """Noise is refused as such or, where it is no whole request, waited for; nothing falls over."""
    for answer in exchanges(victim.address, data, "", half=True):
        assert answer.header("content-type") == "application/json"
        assert answer.status in (400, 404, 405)
