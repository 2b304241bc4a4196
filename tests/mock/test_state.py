"""What the mock remembers: over restarts and sudden deaths, for many at once, and never a secret."""

from __future__ import annotations

import http.client
import itertools
import json
import socket
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tests.mock.asking import checked, create
from tests.mock.wire import CLIENTS, answers, connect, received, request
from tests.running import DOCUMENT, KEY, run_mock, running_mock

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.running import RunningMock

SIMULTANEOUS = 200
ACKNOWLEDGED = 400


@pytest.fixture
def journal(tmp_path: Path) -> str:
    """A place for a store."""
    return str(tmp_path / "mock.journal")


def is_taken(client: httpx.Client, key: str) -> bool:
    """Whether there is a client with this id; it is deactivated by asking."""
    return client.delete(f"/clients/{key}").status_code == 200


def secrets_of(client: httpx.Client, prefix: str, count: int) -> list[str]:
    """Both keys of some new clients."""
    made = [checked(create(client, f"{prefix}-{number}"))["data"] for number in range(count)]
    return [data[name] for data in made for name in ("publishable_key", "secret_key")]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("options", ["", "?fsync=always", "?interval=5"])
def test_state_survives_a_restart(journal: str, options: str) -> None:
    """Clients, deactivated clients and freed ids are after a restart what they were before it."""
    with running_mock(store=journal + options) as mock, mock.client() as client:
        for key in ("kept", "softly", "gone"):
            assert create(client, key).status_code == 201
        client.delete("/clients/softly")
        client.delete("/clients/gone", params={"hard": "true"})
        assert mock.stop().code == 0
    with running_mock(store=journal + options) as mock, mock.client() as client:
        assert create(client, "kept").status_code == 409
        assert create(client, "softly").status_code == 409
        assert client.delete("/clients/gone").status_code == 404
        assert create(client, "gone").status_code == 201


def test_a_killed_process_loses_no_acknowledged_create(journal: str) -> None:
    """Whoever got a 201 before kill -9 finds the client there after the restart."""
    acknowledged: list[str] = []
    enough = threading.Event()
    numbers = itertools.count()

    def stream(mock: RunningMock) -> None:
        connection = http.client.HTTPConnection(*mock.address, timeout=60)
        headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        try:
            while True:
                key = f"c{next(numbers)}"
                connection.request("POST", CLIENTS, json.dumps({"id": key, "name": "x"}), headers)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 201
                acknowledged.append(key)
                if len(acknowledged) >= ACKNOWLEDGED:
                    enough.set()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    with running_mock("--log-level", "warning", store=journal) as mock:
        writers = [threading.Thread(target=stream, args=(mock,)) for _ in range(4)]
        for writer in writers:
            writer.start()
        assert enough.wait(60)
        mock.kill()
        for writer in writers:
            writer.join(60)
    with running_mock("--log-level", "warning", store=journal) as mock, mock.client() as client:
        assert [key for key in acknowledged if not is_taken(client, key)] == []


def test_of_simultaneous_creates_of_one_id_one_succeeds(journal: str) -> None:
    """Two hundred connections, whose requests are complete at the same moment: one 201, the rest 409."""
    with running_mock(store=journal) as mock:
        data = request("POST", CLIENTS, b'{"id":"one","name":"x"}')
        crowd = [connect(mock.address) for _ in range(SIMULTANEOUS)]
        for connection in crowd:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            connection.sendall(data[:-1])
        for connection in crowd:
            connection.sendall(data[-1:])
        found = []
        for connection in crowd:
            found += answers(received(connection), "POST")
            connection.close()
    statuses = sorted(answer.status for answer in found)
    assert statuses == [201] + [409] * (SIMULTANEOUS - 1)


def test_memory_keeps_nothing(tmp_path: Path) -> None:
    """A throw-away run leaves no file, and the next one starts empty."""
    for _ in range(2):
        with running_mock(store="memory:", cwd=tmp_path) as mock, mock.client() as client:
            assert create(client, "again").status_code == 201
            mock.stop()
    assert list(tmp_path.iterdir()) == []


def test_secrets_are_in_neither_store_nor_log(journal: str, tmp_path: Path) -> None:
    """Not the API keys that were issued, not the credentials that came with requests, right or wrong."""
    with running_mock("--log-level", "debug", store=journal) as mock, mock.client(authorized=False) as client:
        issued = []
        for headers, parameters in [({"Authorization": f"Bearer {KEY}"}, {}), ({}, {"admin_key": KEY})]:
            asked: dict[str, Any] = {"headers": headers, "params": parameters}
            issued.append(checked(client.post("/mcp/api-keys", json={"name": "x"}, **asked))["data"])
            made = checked(client.post("/clients", json={"id": f"a{len(issued)}", "name": "x"}, **asked))["data"]
            client.post("/clients", json={"id": "a1", "name": "x"}, **asked)
            client.post("/clients", json={"id": "a.b", "name": 1}, **asked)
            client.request("DELETE", "/clients/a1", **asked)
            client.get("/clients", **asked)
            client.get("/nothing", **asked)
        client.post("/clients", json={}, headers={"Authorization": "Bearer wrong-key-5417"})
        client.post("/clients", json={}, params={"admin_key": "wrong-key-5417"})
        client.post("/clients", content=b"x", headers={"Authorization": "Basic wrong-key-5417"})
        finished = mock.stop()
    banner_ends = finished.stdout.index("curl ")
    log = finished.stderr + finished.stdout[banner_ends:].partition("\n")[2]
    store = "".join(path.read_text("utf-8") for path in tmp_path.iterdir())
    for secret in issued:
        digits = secret.rpartition("_")[2]
        assert digits not in store
        assert digits not in log
    for secret in (KEY, "wrong-key-5417", made["secret_key"], made["publishable_key"]):
        assert secret not in log
    for credential in (KEY, "wrong-key-5417"):
        assert credential not in store
    assert log.count("/api/v1/clients") >= 8


def test_a_store_file_is_private(journal: str, tmp_path: Path) -> None:
    """It holds clients' secret keys: nobody else may read it."""
    with running_mock(store=journal) as mock, mock.client() as client:
        create(client, "one")
    assert [path.stat().st_mode & 0o077 for path in tmp_path.iterdir()] == [0]


def test_two_processes_on_one_store_are_refused(journal: str, tmp_path: Path) -> None:
    """The second says in one sentence who has the file, and the first goes on."""
    with running_mock(store=journal) as mock, mock.client() as client:
        refused = run_mock("--spec", str(DOCUMENT), "--port", "0", "--store", journal, cwd=tmp_path)
        assert refused.code == 3
        assert refused.stdout == ""
        assert len(refused.stderr.splitlines()) == 1
        assert journal in refused.stderr
        assert "in use" in refused.stderr
        assert create(client, "still").status_code == 201


def test_a_torn_last_line_is_dropped_with_a_warning(journal: str, tmp_path: Path) -> None:
    """What was never acknowledged is left out, and the banner says so; the rest is there."""
    with running_mock(store=journal) as mock, mock.client() as client:
        create(client, "whole")
        mock.kill()
    path = tmp_path / "mock.journal"
    path.write_bytes(path.read_bytes() + b'{"torn":')
    with running_mock(store=journal) as mock, mock.client() as client:
        assert create(client, "whole").status_code == 409
        assert "warning" in mock.stdout


def test_a_corrupt_store_is_refused_and_left_alone(journal: str, tmp_path: Path) -> None:
    """Damage before the end is exit code 3 with file and line, and the file keeps every octet."""
    with running_mock(store=journal) as mock, mock.client() as client:
        for number in range(5):
            create(client, f"c{number}")
        mock.stop()
    path = tmp_path / "mock.journal"
    damaged = path.read_bytes().replace(b'"c2"', b'"cX"')
    path.write_bytes(damaged)
    refused = run_mock("--spec", str(DOCUMENT), "--port", "0", "--store", journal, cwd=tmp_path)
    assert refused.code == 3
    assert len(refused.stderr.splitlines()) == 1
    assert f"{path}, line " in refused.stderr
    assert path.read_bytes() == damaged


def test_a_seed_makes_keys_repeatable_in_fresh_stores_alone(journal: str, tmp_path: Path) -> None:
    """Two fresh runs with one seed give the same keys; a restart over records never gives one again."""
    runs: list[list[str]] = []
    for store in (journal, journal, str(tmp_path / "other.journal")):
        with running_mock("--seed", "7", store=store) as mock, mock.client() as client:
            runs.append(secrets_of(client, f"run{len(runs)}", 10))
            mock.stop()
    assert runs[0] == runs[2]
    assert not set(runs[0]) & set(runs[1])
    assert len(set(runs[0])) == 20


@pytest.mark.slow
def test_without_a_seed_no_two_runs_are_alike() -> None:
    """Keys of one run say nothing of another's."""
    runs: list[list[str]] = []
    for _ in range(2):
        with running_mock() as mock, mock.client() as client:
            runs.append(secrets_of(client, "a", 3))
    assert not set(runs[0]) & set(runs[1])
