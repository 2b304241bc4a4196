"""Servers and load for the benchmarks: processes on a core of their own, their CPU time, one connection."""

from __future__ import annotations

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


@dataclass
class Server:
    """A running server process and where it listens."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        """CPU seconds that the process and its threads have used."""
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def rss(self) -> float:
        """Resident memory in MiB."""
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def mock_command(spec: Path, port: str = "{port}") -> list[str]:
    """What serves a document on a port, keeps nothing and logs nothing but warnings."""
    words = ["--spec", str(spec), "--port", port, "--store", "memory:", "--log-level", "warning"]
    return [sys.executable, "-m", "mock_server", *words]


def as_installed(root: Path) -> dict[str, str]:
    """The environment in which a checkout's commands run as where they are installed: all modules are compiled."""
    environment = {**os.environ, "PYTHONPATH": str(root)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [sys.executable, "-m", "compileall", "-q", str(root / "contracts"), str(root / "mock_server")]
    subprocess.run(words, env=environment, check=True)
    return environment


@contextlib.contextmanager
def running(
    command: Sequence[str], env: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server for as long as the block lasts; what it says on standard error goes to ``log``, else nowhere."""
    with (log or Path(os.devnull)).open("wb") as errors:
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=env)
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


@contextlib.contextmanager
def serving(
    name: str,
    command: Sequence[str],
    port: int,
    core: int | None = 0,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
) -> Iterator[Server]:
    """Run ``command``, wait until the port answers, end the process afterwards."""
    with running(command, env, log) as server:
        if core is not None and (os.cpu_count() or 1) > 1:
            os.sched_setaffinity(server.pid, {core})
        for _ in range(1500):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if server.poll() is not None:
                raise SystemExit(f"{name} ended with {server.returncode}: {' '.join(command)}")
            time.sleep(0.02)
        yield Server(name, server, port)


def request(method: str, path: str, body: bytes = b"", key: str = "") -> bytes:
    """The bytes of one HTTP/1.1 request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*"]
    if key:
        lines.append(f"Authorization: Bearer {key}")
    if body or method == "POST":
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def drive(port: int, requests: Sequence[bytes], connections: int = 1) -> tuple[float, dict[int, int]]:
    """Send the requests over so many connections, one on each at a time; wall seconds, and how often each status came.

    With several, all of them send, then all receive: the server finds so many requests at once.
    """
    seen: dict[int, int] = {}
    with contextlib.ExitStack() as stack:
        opened = [stack.enter_context(socket.create_connection(("127.0.0.1", port), 120)) for _ in range(connections)]
        for connection in opened:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        began = time.perf_counter()
        for first in range(0, len(requests), connections):
            pairs = list(zip(opened, requests[first : first + connections], strict=False))
            for connection, data in pairs:
                connection.sendall(data)
            for connection, _ in pairs:
                status = receive(connection)
                seen[status] = seen.get(status, 0) + 1
        return time.perf_counter() - began, seen


def receive(connection: socket.socket) -> int:
    """Read one answer; its status."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    if at >= 0:
        wanted = int(lowered[at + 15 :].split(b"\r\n", 1)[0])
        while len(body) < wanted:
            body += connection.recv(65536)
    elif b"transfer-encoding: chunked" in lowered:
        while not body.endswith(b"0\r\n\r\n"):
            body += connection.recv(65536)
    return int(head.split(b" ", 2)[1])


def cost(server: Server, requests: Sequence[bytes], connections: int = 1) -> tuple[float, float, dict[int, int]]:
    """CPU microseconds a request, requests a second, statuses."""
    before = server.cpu()
    wall, seen = drive(server.port, requests, connections)
    return (server.cpu() - before) / len(requests) * 1e6, len(requests) / wall, seen


def median(values: Sequence[float]) -> float:
    """The median of the rounds."""
    return statistics.median(values)


def machine() -> str:
    """One line about where this ran."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "unknown CPU")
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{time.strftime('%Y-%m-%d')}, {model}, {os.cpu_count()} cores, Python {python}"
