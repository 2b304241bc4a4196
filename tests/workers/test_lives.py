"""What becomes of workers and their parent: killed, told to end, started where they can't be."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from mock_server.server.workers.parent import MOST, WITHIN_SECONDS, Restarts
from tests.running import DOCUMENT, run_in_process
from tests.workers.conftest import running_crew, until


@pytest.mark.parametrize(
    ("store", "why"), [("memory:", "memory"), ("some.journal", "the file some.journal has one writer")]
)
def test_a_store_of_one_process_is_refused(store: str, why: str, tmp_path: Path) -> None:
    """With the reason and what to do, and exit code 2."""
    done = run_in_process("--spec", str(DOCUMENT), "--workers", "2", "--store", store, cwd=tmp_path)
    assert done.code == 2
    assert done.stderr.startswith("mock-server: --workers 2 needs a store that the processes share, and")
    assert why in done.stderr
    assert "--store redis://HOST" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", ["0", "-1", "65", "two"])
def test_no_number_of_workers_is_refused(number: str, tmp_path: Path) -> None:
    """In one sentence."""
    done = run_in_process("--workers", number, cwd=tmp_path)
    assert done.code == 2
    assert "is no number of processes" in done.stderr


def test_a_port_in_use_is_refused(tmp_path: Path) -> None:
    """Also where another mock with workers listens, whose sockets would let it in."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        words = ("--spec", str(DOCUMENT), "--workers", "2", "--store", "redis://127.0.0.1:1")
        done = run_in_process(*words, "--port", str(taken.getsockname()[1]), cwd=tmp_path)
    assert done.code == 3
    assert done.stderr.count("\n") == 1
    assert "can't be used: Address already in use; choose another with --port" in done.stderr


def test_restarts_are_bounded_and_later_each_time() -> None:
    """The first at once; after too many within a minute none; a minute later they are forgotten."""
    now = 100.0
    restarts = Restarts(lambda: now)
    waits = [restarts.next() for _ in range(MOST)]
    assert waits[0] == 0
    assert waits[1:] == sorted(wait for wait in waits[1:] if wait is not None)
    assert restarts.next() is None
    now += WITHIN_SECONDS + 1
    assert restarts.next() == 0


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Under load, several times over: what was answered is there, what was set holds in those that came after."""
    first = tmp_path / "first.json"
    first.write_text(json.dumps({"things": [{"id": "one", "name": "a"}, {"id": "two", "name": "b"}]}))
    with running_crew(tmp_path, "--seed-data", str(first), "--clock", "2031-02-03T04:05:06Z,stopped") as crew:
        assert crew.ask("DELETE", "/things/one").status_code == 204
        made: list[str] = []
        over = threading.Event()

        def load() -> None:
            while not over.is_set():
                try:
                    with httpx.Client(base_url=crew.mock.origin, timeout=120, trust_env=False) as client:
                        for _ in range(50):
                            answer = client.post("/things", json={"name": "x"})
                            assert answer.status_code == 201
                            made.append(answer.json()["id"])
                except httpx.TransportError:
                    continue

        threads = [threading.Thread(target=load) for _ in range(4)]
        for thread in threads:
            thread.start()
        for _ in range(3):
            time.sleep(0.5)
            before = crew.workers()
            os.kill(before[0], signal.SIGKILL)
            until(lambda before=before: len(crew.workers()) == 2 and crew.workers() != before)  # type: ignore[misc]
        time.sleep(0.5)
        over.set()
        for thread in threads:
            thread.join(30)
        held = {item["id"]: item["made_at"] for item in crew.ask("GET", "/things").json()}
        assert set(made) <= held.keys()
        assert "one" not in held
        assert "two" in held
        assert {held[key] for key in made} == {"2031-02-03T04:05:06.000Z"}
        assert "ended by signal 9; another takes its place" in crew.mock.stderr


@pytest.mark.slow
def test_a_worker_that_dies_in_an_outage_waits_for_its_end(tmp_path: Path) -> None:
    """It is no reason to start others, or to end: once Redis answers again, all workers do."""
    with running_crew(tmp_path, timeout=0.4) as crew:
        key, before = crew.create(1)[0], crew.workers()
        os.kill(crew.redis.process.pid, signal.SIGSTOP)
        try:
            os.kill(before[0], signal.SIGKILL)
            until(lambda: "can't be reached" in crew.mock.stderr)
            time.sleep(3)
        finally:
            os.kill(crew.redis.process.pid, signal.SIGCONT)
        until(lambda: {crew.ask("GET", f"/things/{key}").status_code for _ in range(12)} == {200})
        assert crew.mock.stderr.count("another takes its place") == 1
        assert len(crew.workers()) == 2


@pytest.mark.slow
def test_workers_that_die_again_and_again_end_the_mock(tmp_path: Path) -> None:
    """After the bound, with a sentence and exit code 3."""
    with running_crew(tmp_path) as crew:
        deadline = time.monotonic() + 120
        while crew.mock.alive and time.monotonic() < deadline:
            for process in crew.workers():
                os.kill(process, signal.SIGKILL)
            time.sleep(0.1)
        assert crew.mock.process.wait(120) == 3
        assert f"{MOST} were started again within a minute, and no more are" in crew.mock.stderr


_SLOW = """
import asyncio, itertools, os, pathlib
count = itertools.count()
async def read(call, store):
    pathlib.Path({folder!r}, f"{{os.getpid()}}.{{next(count)}}.begun").touch()
    await asyncio.sleep(0.7)
    return NotImplemented
"""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_what_was_asked_is_answered_before_the_end(number: int, tmp_path: Path) -> None:
    """All workers answer what is under way, then they and the parent end; an event feed is closed as a whole."""
    handlers = tmp_path / "handlers.py"
    handlers.write_text(_SLOW.format(folder=str(tmp_path)))
    with running_crew(tmp_path, "--handlers", str(handlers)) as crew:
        key = crew.create(1)[0]
        answers: list[int] = []
        feeds: list[int] = []
        listening = threading.Event()

        def read() -> None:
            answers.append(crew.ask("GET", f"/things/{key}").status_code)

        def listen() -> None:
            headers = {"Authorization": f"Bearer {crew.mock.token}"}
            with httpx.stream("GET", f"{crew.mock.admin}/events", headers=headers, trust_env=False) as feed:
                listening.set()
                feed.read()  # raises where it ends in mid-air
                feeds.append(feed.status_code)

        threads = [*(threading.Thread(target=read) for _ in range(8)), threading.Thread(target=listen)]
        for thread in threads:
            thread.start()
        assert listening.wait(60)
        until(lambda: len(list(tmp_path.glob("*.begun"))) == 8)
        workers = crew.workers()
        ended = crew.mock.stop(number)
        for thread in threads:
            thread.join(30)
        assert answers == [200] * 8
        assert feeds == [200]
        assert ended.code == 0
        assert not any(_is_there(process) for process in workers)
        assert "Traceback" not in ended.stderr


def _is_there(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().split()[2]
    except OSError:
        return False


@pytest.mark.slow
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """No process is left on the port."""
    with running_crew(tmp_path) as crew:
        workers = crew.workers()
        assert len(workers) == 2
        crew.mock.kill()
        until(lambda: not any(_is_there(process) for process in workers))
        with pytest.raises(httpx.ConnectError):
            crew.ask("GET", "/things")
