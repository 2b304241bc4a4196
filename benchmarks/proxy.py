"""`contracts proxy` beside the same target asked directly, in turns within one run.

Requests a second over 16 connections, CPU a request of the process that forwards and of the one that judges, the time
that one request takes longer, and memory over 10,000 exchanges.

    python benchmarks/proxy.py [--requests 20000]
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, cast

import uvloop
from load import Server, free_port, machine, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 16
_TURNS = 5
ASKED = (
    b"DELETE /api/v1/clients/bench HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench/1\r\nAccept: */*\r\n"
    b"Accept-Encoding: gzip, deflate\r\nAuthorization: Bearer bench-key\r\n\r\n"
)


class Asking(asyncio.Protocol):
    """One connection that sends a request as soon as the last one is answered, while any are left."""

    def __init__(self, left: list[int], done: asyncio.Event) -> None:
        self.left, self.done, self.data = left, done, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)
        self.ask()

    def ask(self) -> None:
        """Send one, or end."""
        if self.left[0] <= 0:
            self.transport.close()
            return
        self.left[0] -= 1
        self.transport.write(ASKED)

    def data_received(self, data: bytes) -> None:
        """Take an answer, whose body is always the same."""
        self.data += data
        if self.data.endswith(b"}"):
            self.data = b""
            self.left[1] -= 1
            if not self.left[1]:
                self.done.set()
            self.ask()


async def load(port: int, requests: int) -> float:
    """Seconds that so many requests take."""
    left, done = [requests, requests], asyncio.Event()
    loop, began = asyncio.get_running_loop(), time.perf_counter()
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: Asking(left, done), "127.0.0.1", port)
    await done.wait()
    return time.perf_counter() - began


def seconds(port: int, requests: int) -> float:
    """The same, on a loop of its own."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(load(port, requests))


def times(port: int, requests: int, first: int = 0) -> list[float]:
    """Milliseconds of each of so many requests, one after the other on one connection, each for a record of its own."""
    found = []
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(first, first + requests):
            asked = ASKED.replace(b"bench ", b"bench-%d " % number)
            began = time.perf_counter()
            one.sendall(asked)
            data = b""
            while not data.endswith(b"}"):
                data += one.recv(65536)
            found.append((time.perf_counter() - began) * 1000)
    return found


@contextlib.contextmanager
def proxied(target: int) -> Iterator[tuple[Server, Server]]:
    """The proxy in front of the target: the process that judges, and the one that forwards."""
    port = free_port()
    words = [sys.executable, "-m", "contracts.cli", "proxy", f"http://127.0.0.1:{target}/api/v1"]
    words += ["--spec", str(ROOT / "openapi.yaml"), "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stderr is not None
    process.stderr.readline()
    child = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    forwarder = Server("forwarder", process, port)
    forwarder.process = _Process(child)  # type: ignore[assignment]
    try:
        yield Server("judge", process, port), forwarder
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stderr.close()


class _Process:
    """A process that is known by its number alone."""

    def __init__(self, pid: int) -> None:
        self.pid = pid


def own_cpu() -> float:
    """CPU seconds of this process, which makes the load."""
    return time.process_time()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    wanted = parser.parse_args().requests
    target = free_port()
    print(machine())
    bare = [sys.executable, str(ROOT / "benchmarks/bare.py"), str(target)]
    with serving("bare", bare, target, core=None) as served:
        with proxied(target) as (judge, forwarder):
            for port in (target, forwarder.port):
                seconds(port, 2000)
            rates: dict[str, list[float]] = {"direct": [], "proxy": []}
            taken: dict[str, list[float]] = {}
            shares = {"load": own_cpu, "target": served.cpu, "forwarder": forwarder.cpu, "judge": judge.cpu}
            for _ in range(_TURNS):
                for way, port in (("direct", target), ("proxy", forwarder.port)):
                    before = {name: cpu() for name, cpu in shares.items()}
                    rates[way].append(wanted / _TURNS / seconds(port, wanted // _TURNS))
                    for name, cpu in shares.items():
                        spent = (cpu() - before[name]) / (wanted // _TURNS) * 1e6
                        taken.setdefault(f"{way} {name}", []).append(spent)
            direct, through = (statistics.median(rates[name]) for name in ("direct", "proxy"))
            print(f"requests a second, {CONNECTIONS} connections: direct {direct:,.0f}, proxy {through:,.0f}", end="")
            print(f" ({through / direct:.2f} of it; median of {_TURNS} turns)")
            spent = {name: statistics.median(found) for name, found in taken.items()}
            print("CPU a request, us:")
            print("  direct: " + ", ".join(f"{name} {spent[f'direct {name}']:.0f}" for name in ("load", "target")))
            print("  proxy:  " + ", ".join(f"{name} {spent[f'proxy {name}']:.0f}" for name in shares))
            core = 1e6 / spent["proxy forwarder"]
            print(f"what one core could forward at that: {core:,.0f} requests a second; direct the load alone could")
            print(f"send {1e6 / spent['direct load']:,.0f}, the target answer {1e6 / spent['direct target']:,.0f}")
        with proxied(target) as (_, forwarder):
            both: dict[str, list[float]] = {"direct": [], "proxy": []}
            for _ in range(10):
                both["direct"] += times(target, 200)
                both["proxy"] += times(forwarder.port, 200)
            direct, through = (statistics.median(both[name]) for name in ("direct", "proxy"))
            print(f"one request, median of 2,000: direct {direct:.3f} ms, proxy {through:.3f} ms", end="")
            print(f" (added {through - direct:.3f} ms, while what passed was judged)")
        with proxied(target) as (judge, forwarder):
            print("memory, MiB, after exchanges were judged (forwarder, judge):")
            passed = 0
            for step in (1000, 4000, 5000):
                for _ in range(step // 100):  # so that all is judged
                    times(forwarder.port, 100, passed)
                    passed += 100
                settled(judge)
                print(f"  {passed:6,}  {forwarder.rss():6.1f} {judge.rss():6.1f}")
            cpu_judged = judge.cpu()
        print(f"CPU of the judge: {cpu_judged / passed * 1e6:.0f} us an exchange, its start included")


def settled(judge: Server) -> None:
    """Wait until it has judged what waits."""
    before = -1.0
    while judge.cpu() - before > 0.01:
        before = judge.cpu()
        time.sleep(3)


if __name__ == "__main__":
    main()
