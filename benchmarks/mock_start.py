"""Start-up beside Prism, memory when idle and after many creates, and a create at 10 and at 100,000 stored records.

python benchmarks/mock_start.py [--prism PATH_TO_PRISM] [--records 100000] [--rounds 5]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from load import Server, cost, drive, free_port, machine, median, receive, request, serving
from mock_speed import KEY, ROOT, SAMPLE, work


def mock(port: int, store: str) -> list[str]:
    """The command that starts the mock, quietly."""
    spec = str(ROOT / "openapi.yaml")
    return [sys.executable, "-m", "mock_server", "--spec", spec, "--port", str(port), "--store", store,
            "--log-level", "warning"]  # fmt: skip


def first_answer(command: list[str], port: int, base: str) -> float:
    """Seconds from the start of the process to its first valid answer to a create."""
    data = request("POST", f"{base}/clients", json.dumps({"id": "first", **SAMPLE}).encode(), KEY)
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < 30:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 30) as connection:
                connection.sendall(data)
                if receive(connection) == 201:
                    return time.perf_counter() - began
            time.sleep(0.002)
        raise SystemExit(f"no answer: {' '.join(command)}")
    finally:
        process.terminate()
        process.wait()


def fill(server: Server, count: int) -> None:
    """Create this many clients."""
    for start in range(0, count, 5000):
        drive(server.port, work("create", server.name, min(5000, count - start)))


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--prism")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(machine())
    starts: dict[str, list[float]] = {}
    for _ in range(options.rounds):
        port = free_port()
        starts.setdefault("mock", []).append(first_answer(mock(port, "memory:"), port, "/api/v1"))
        if options.prism:
            port = free_port()
            prism = [options.prism, "mock", "-p", str(port), "-v", "silent", str(ROOT / "openapi.yaml")]
            starts.setdefault("prism", []).append(first_answer(prism, port, ""))
    for name, values in starts.items():
        print(
            f"{name}: process start to first valid answer {median(values):.2f} s (median of {len(values)}; aim ≤ 0.35)"
        )
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        few, many = (stack.enter_context(serving(name, mock(port, f"{folder}/{name}.journal"), port))
                     for name, port in (("few", free_port()), ("many", free_port())))  # fmt: skip
        fill(few, 10)
        print(f"RSS when idle, after 10 creates: {few.rss():.1f} MiB (aim ≤ 60)")
        fill(many, 1_000)
        print(f"RSS after 1,000 creates, which the journal of requests keeps: {many.rss():.1f} MiB")
        fill(many, 19_000)
        print(f"RSS after 20,000 creates: {many.rss():.0f} MiB (aim < 120)")
        fill(many, options.records - 20_000)
        ratios = []
        for _ in range(options.rounds):
            small = cost(few, work("create", "few", 500))[0]
            ratios.append(cost(many, work("create", "many", 500))[0] / small)
        print(f"create at {options.records:,} records: {median(ratios):.2f} × a create at few (aim ≤ 1.2)")


if __name__ == "__main__":
    main()
