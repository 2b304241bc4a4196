"""The same requests see the same faults, however many connections carry them and whatever runs beside them."""

from __future__ import annotations

import contextlib
import json
import random
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.faults.served import SECONDS, address_of, asked, octets, raw, served, things
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from mock_server.embedded import ServedMock

REQUESTS = 96
ROUNDS = 4
RULES = ("rate 20% -> 503", "POST: every 3 -> 500 after effect", "query.a=1: first 1 -> 418", "rate 5% -> empty")


def seen(mock: ServedMock, connections: int, shuffle: int) -> list[list[int]]:
    """What each of the requests was answered, round by round; those of one round run beside each other in any order."""
    numbers = list(range(REQUESTS))
    random.Random(shuffle).shuffle(numbers)

    def ask(number: int) -> list[int]:
        target = f"/things?a={number % 5}&n={number}" if number % 3 else "/things"
        body = None if number % 3 else {"id": f"t{number}", "name": "n"}
        method = "GET" if body is None else "POST"
        return [int((raw(mock, method, target, body)[9:12]) or b"0") for _ in range(ROUNDS)]

    with ThreadPoolExecutor(connections) as pool:
        found = dict(zip(numbers, pool.map(ask, numbers), strict=True))
    return [found[number] for number in range(REQUESTS)]


@pytest.mark.slow
def test_one_connection_and_many(tmp_path: Path) -> None:
    """At 1 and at 32 connections each request is hit the same times; another seed hits others."""
    results = []
    for seed, connections in ((7, 1), (7, 32), (8, 32)):
        with served(tmp_path, things(*RULES), seed) as mock:
            results.append(seen(mock, connections, shuffle=connections))
    assert results[0] == results[1]
    assert results[0] != results[2]
    statuses = {status for row in results[0] for status in row}
    assert statuses == {0, 200, 201, 409, 418, 500, 503}
    hit = sum(status == 503 for row in results[0] for status in row)
    assert REQUESTS * ROUNDS * 0.1 < hit < REQUESTS * ROUNDS * 0.3


def test_a_delay_holds_nobody_else(tmp_path: Path) -> None:
    """While 32 answers are kept back, others are given, and the end of the server waits for none of them."""
    with (
        served(tmp_path, things({"match": {"query": {"late": "1"}}, "delay": "60s"})) as mock,
        contextlib.ExitStack() as stack,
    ):
        late = [stack.enter_context(socket.create_connection(address_of(mock), timeout=SECONDS)) for _ in range(32)]
        for number, connection in enumerate(late):
            connection.sendall(octets("GET", f"/things?late=1&n={number}"))
        assert asked(mock, "GET", "/things")[0] == 200
        mock.close()
        assert {connection.recv(12) for connection in late} == {b"HTTP/1.1 200"}


def hits(client: httpx.Client, sandbox: str) -> list[int]:
    """What a hundred requests in this sandbox are answered."""
    return [client.get(f"/things?n={n}", headers={"X-Mock-Sandbox": sandbox}).status_code for n in range(100)]


def test_sandboxes_see_what_their_names_and_seeds_say(tmp_path: Path) -> None:
    """Sandboxes of one title see the same, others not; those of one seed see the same whatever they are called."""
    path = tmp_path / "document.json"
    path.write_text(json.dumps(things("rate 50% -> 503")), "utf-8")
    with running_mock("--seed", "3", spec=path) as mock, mock.client() as client, mock.admin_client() as admin:
        first = hits(client, "test-a.1x2y3z")
        assert hits(client, "test-a.other") == first
        assert hits(client, "test-b.other") != first
        for name in ("c", "d"):
            assert admin.put(f"sandboxes/{name}", json={"seed": 5}).status_code == 200
        assert hits(client, "c") == hits(client, "d") != first
        admin.put("sandboxes/c", json={"seed": 6})
        assert hits(client, "c") not in (first, hits(client, "d"))


@pytest.mark.parametrize("seed", [1, None])
def test_without_a_seed_rates_differ(tmp_path: Path, seed: int | None) -> None:
    """With a seed two servers hit the same requests; without one they need not."""
    results = []
    for _ in range(2):
        with served(tmp_path, things("rate 50% -> 503"), seed) as mock:
            results.append([asked(mock, "GET", f"/things?n={number}")[0] for number in range(40)])
    assert (results[0] == results[1]) is (seed is not None)
