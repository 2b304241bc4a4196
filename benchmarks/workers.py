"""Requests a second, and CPU time a request, of one process and of several on one port, over one Redis, in turns.

    python benchmarks/workers.py [--workers 2] [--connections 16] [--requests 8000] [--rounds 5]

Needs redis-server. What several processes bring is a processor each: where clients and Redis take part of the same
processors, or the machine has other work, requests a second say less than CPU a request does.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import multiprocessing
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from load import Server, drive, free_port, machine, median, request, serving
from mock_speed import KEY, ROOT, SAMPLE

if TYPE_CHECKING:
    from collections.abc import Iterator

_CLIENTS = 2
fresh = itertools.count(1)


@contextlib.contextmanager
def redis(folder: str) -> Iterator[Server]:
    """A Redis server of our own."""
    port = free_port()
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, "--save", ""]
    with serving("redis", words, port, core=None) as server:
        yield server


def cpu(process: int) -> float:
    """CPU seconds of a process and its threads."""
    return (
        sum(int((task / "schedstat").read_text().split()[0]) for task in Path(f"/proc/{process}/task").iterdir()) / 1e9
    )


def workers(server: Server) -> list[int]:
    """The processes that answer: the children of a parent, else the server itself."""
    asked = ["ps", "-o", "pid=", "--ppid", str(server.process.pid)]
    found = subprocess.run(asked, capture_output=True, check=False).stdout.split()
    return [int(word) for word in found] or [server.process.pid]


def bodies(count: int) -> list[bytes]:
    """Creates, each with a key of its own."""
    made = (json.dumps({"id": f"acme-{next(fresh)}", **SAMPLE}).encode() for _ in range(count))
    return [request("POST", "/api/v1/clients", body, KEY) for body in made]


def client(port: int, requests: list[list[bytes]]) -> None:
    """One process with several connections, a request under way on each."""
    connections = [socket.create_connection(("127.0.0.1", port), 120) for _ in requests]
    for connection in connections:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for turn in range(len(requests[0])):
        for connection, own in zip(connections, requests, strict=True):
            connection.sendall(own[turn])
        for connection in connections:
            answer = b""
            while not answer.endswith(b"}"):
                answer += connection.recv(65536)
            if not answer.startswith(b"HTTP/1.1 201"):
                raise SystemExit(answer.decode())


def measured(server: Server, store: Server, connections: int, count: int) -> dict[str, float]:
    """One round: requests a second, CPU microseconds a request of the workers, their parent and Redis."""
    each = count // connections
    work = [bodies(each) for _ in range(connections)]
    clients = [
        multiprocessing.Process(target=client, args=(server.port, work[first::_CLIENTS])) for first in range(_CLIENTS)
    ]
    processes = workers(server)
    before = [*map(cpu, processes)], server.cpu(), store.cpu()
    began = time.perf_counter()
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    wall = time.perf_counter() - began
    own = [now - then for now, then in zip(map(cpu, processes), before[0], strict=True)]
    answered = each * connections
    return {
        "requests a second": answered / wall,
        "workers, CPU µs": sum(own) / answered * 1e6,
        "parent, CPU µs": (server.cpu() - before[1]) / answered * 1e6 if len(processes) > 1 else 0.0,
        "Redis, CPU µs": (store.cpu() - before[2]) / answered * 1e6,
        "busiest worker's share": max(own) / sum(own),
    }


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--requests", type=int, default=8000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if shutil.which("redis-server") is None:
        raise SystemExit("redis-server is not installed")
    with contextlib.ExitStack() as stack:
        store = stack.enter_context(redis(stack.enter_context(tempfile.TemporaryDirectory())))
        servers = []
        for count in (1, options.workers):
            port = free_port()
            url = f"redis://127.0.0.1:{store.port}?prefix=w{count}"
            words = [sys.executable, "-m", "mock_server", "--spec", str(ROOT / "openapi.yaml"), "--port", str(port),
                     "--store", url, "--workers", str(count), "--log-level", "warning"]  # fmt: skip
            servers.append(stack.enter_context(serving(str(count), words, port, core=None)))
        for server in servers:
            for _ in range(8):
                drive(server.port, bodies(100))
        found: dict[str, list[dict[str, float]]] = {server.name: [] for server in servers}
        for _ in range(options.rounds):
            for server in servers:
                found[server.name].append(measured(server, store, options.connections, options.requests))
    print(machine())
    print(
        f"{'creates over ' + str(options.connections) + ' connections':28}" + "".join(f"{name:>12}" for name in found)
    )
    for kind in next(iter(found.values()))[0]:
        values = {name: median([round_[kind] for round_ in rounds]) for name, rounds in found.items()}
        print(f"{kind:28}" + "".join(f"{value:>12,.2f}" for value in values.values()))
    one, several = (median([round_["workers, CPU µs"] for round_ in rounds]) for rounds in found.values())
    rates = [
        several_["requests a second"] / one_["requests a second"]
        for one_, several_ in zip(*found.values(), strict=True)
    ]
    print(f"requests a second: {median(rates):.2f} × one process (by the clock, the load beside it included)")
    print(f"with a processor for each: {options.workers * one / several:.2f} × one process (by CPU a request)")


if __name__ == "__main__":
    main()
