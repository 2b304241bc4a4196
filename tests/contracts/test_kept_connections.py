"""Connections that are kept: how many are used, and servers that serve fewer than they take."""

from __future__ import annotations

import gc
import json
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from contracts.exchange import Request
from contracts.traffic import http_connection, kept_connections
from contracts.traffic.answer_reader import AnswerReader
from contracts.traffic.target import Target
from tests.json_server import on_thread

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pytest

    from contracts.exchange import Answer


class Server:
    """Answers ``statuses`` in turn, then 200; one connection after the other, or each on a thread of its own."""

    after = "0.01"
    """For how many seconds a throttled answer asks."""

    def __init__(self, *statuses: int, threads: bool = False) -> None:
        self.statuses = list(statuses)
        self.now = self.most = 0
        self.opened = 0
        self.threads = threads
        self._lock = threading.Lock()

    def serving(self) -> AbstractContextManager[str]:
        """Its base URL while it runs."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            """Keeps its connections."""

            protocol_version = "HTTP/1.1"
            timeout = 30

            def setup(self) -> None:
                """Count the connection."""
                super().setup()
                with server._lock:
                    server.opened += 1

            def do_GET(self) -> None:
                """Answer."""
                with server._lock:
                    server.now += 1
                    server.most = max(server.most, server.now)
                    status = server.statuses.pop(0) if server.statuses else 200
                body = json.dumps({"path": self.path}).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if status == 429:
                    self.send_header("Retry-After", server.after)
                self.end_headers()
                with server._lock:
                    server.now -= 1
                self.wfile.write(body)

            def do_POST(self) -> None:
                """Answer as well."""
                self.do_GET()

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        kind = ThreadingHTTPServer if self.threads else HTTPServer
        return on_thread(kind(("127.0.0.1", 0), Handler))


def asked(target: Target, count: int) -> list[Answer]:
    """The answers to so many requests at once."""
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(lambda number: target.send(Request("GET", f"/{number}", ())), range(count)))


def test_a_server_of_one_connection_at_a_time_answers_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is kept and idle is closed where it keeps another one waiting, and fewer are used then."""
    monkeypatch.setattr(kept_connections, "_STARVED", 0.2)
    with Server().serving() as url:
        target = Target(url, timeout=20.0, workers=8)
        answers = [*asked(target, 8), *asked(target, 8)]
        assert [answer.status for answer in answers] == [200] * 16
        assert target._connections.most == 1
        target.close()


def test_no_more_connections_than_workers_and_fewer_while_throttled() -> None:
    """A throttled answer halves what is under way; every request is answered in the end."""
    with Server(429, threads=True).serving() as url:
        target = Target(url, timeout=20.0, workers=4)
        answers = asked(target, 12)
        assert [answer.status for answer in answers] == [200] * 12
        assert target.throttled == 1
        assert target._connections.width == 2
        assert len(target._connections._free) <= 4
        target.close()


def test_a_throttled_request_waits_for_as_long_as_it_is_asked_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before each time that it is sent again."""
    waits: list[float] = []
    server = Server(429, 429)
    server.after = "7"
    with server.serving() as url:
        target = Target(url, timeout=20.0, workers=1)
        monkeypatch.setattr(target, "_sleep", waits.append)
        assert target.send(Request("GET", "/", ())).status == 200
        target.close()
    assert waits == [7.0, 7.0]


def test_what_is_not_sent_twice_meets_no_connection_that_was_idle_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other side may close that one just now, and a POST that met the end of it would be lost."""
    server, opened = Server(threads=True), []
    with server.serving() as url:
        target = Target(url, timeout=20.0, workers=1)
        for idle, method in ((1e9, "GET"), (1e9, "POST"), (-1.0, "GET"), (-1.0, "POST"), (1e9, "POST")):
            monkeypatch.setattr(http_connection, "_IDLE", idle)
            assert target.send(Request(method, "/", ())).status == 200
            opened.append(server.opened)
        target.close()
    assert opened == [1, 1, 1, 2, 2]


def test_the_rate_holds_for_all_workers_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests of several threads get times that are a rate's interval apart."""
    waits: list[float] = []
    with Server(threads=True).serving() as url:
        target = Target(url, timeout=20.0, rate=0.001, workers=4)
        monkeypatch.setattr(target, "_sleep", waits.append)
        asked(target, 6)
        target.close()
    assert [round(wait / 1000) for wait in sorted(waits)] == [1, 2, 3, 4, 5]


def test_what_read_an_answer_is_gone_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """No search for circles is needed: it would hold the octets of each body until there is one."""
    readers: list[weakref.ref[AnswerReader]] = []

    def reading(method: str) -> AnswerReader:
        reader = AnswerReader(method)
        readers.append(weakref.ref(reader))
        return reader

    monkeypatch.setattr(http_connection, "AnswerReader", reading)
    gc.disable()
    try:
        with Server(404, 200).serving() as url:
            target = Target(url, timeout=20.0, workers=1)
            statuses = [answer.status for answer in asked(target, 2)]
            target.close()
        assert (sorted(statuses), [reader() for reader in readers]) == ([200, 404], [None, None])
    finally:
        gc.enable()
