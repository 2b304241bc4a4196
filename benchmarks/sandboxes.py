"""What sandboxes cost: CPU a request of 200 tenants in turns beside one alone, and CPU to make one.

    python benchmarks/sandboxes.py [--rounds 7]

One server; the tenants' requests are the same ones in the same number: each creates and deletes records
of its own. Rounds are interleaved, and the median of their ratios is what counts.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

from load import Server, cost, free_port, machine, median, mock_command, serving
from mock_speed import KEY, SAMPLE

from mock_server.engine.faults.fault_table import FaultTable
from mock_server.engine.sandboxes.sandboxes import MOST, Sandboxes
from mock_server.engine.shown_inventions import ShownInventions
from mock_server.store import LayeredStore, SwitchedStore, open_store
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent
TENANTS = 200
ROUNDS = itertools.count(1)
KINDS: dict[str, Callable[[int], str]] = {
    "one tenant, no sandbox": lambda _: "",
    "one tenant, a sandbox": lambda _: "only",
    "200 tenants": lambda number: f"tenant-{number}",
}


def journey(number: int, turn: int, sandbox: str) -> list[bytes]:
    """The requests of one test: a record made, made again in vain, marked as deleted and removed."""
    name = f"c{number}-{turn}"
    body = json.dumps({"id": name, **SAMPLE}).encode()
    return [
        _request("POST", "/clients", sandbox, body),
        _request("POST", "/clients", sandbox, body),
        _request("DELETE", f"/clients/{name}", sandbox),
        _request("DELETE", f"/clients/{name}?hard=true", sandbox),
    ]


def _request(method: str, path: str, sandbox: str, body: bytes = b"") -> bytes:
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: 127.0.0.1", "Accept: */*", f"Authorization: Bearer {KEY}"]
    if sandbox:
        lines.append(f"X-Mock-Sandbox: {sandbox}")
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def work(kind: str) -> list[bytes]:
    """The requests of one round: of all tests one step each, then the next step."""
    turn = next(ROUNDS)
    journeys = [journey(number, turn, KINDS[kind](number)) for number in range(TENANTS)]
    return [data for steps in zip(*journeys, strict=True) for data in steps]


def making(seed: int | None, records: int) -> float:
    """CPU microseconds to make a sandbox over so many first records."""
    first, values = LayeredStore(), Values(seed)
    for number in range(records):
        first.create("clients", str(number), SAMPLE)
    times = []
    for _ in range(5):
        switch, faults = SwitchedStore(open_store("memory:")), FaultTable((), 0, values.clock.milliseconds)
        sandboxes = Sandboxes(switch, values, first, faults, ShownInventions(), repeatable=seed is not None)
        names = [f"tenant-{number}" for number in range(MOST)]
        began = time.thread_time()
        for name in names:
            sandboxes.named(name)
        times.append((time.thread_time() - began) / MOST * 1e6)
    return median(times)


def warm(server: Server) -> None:
    """Have everything compiled; a busy machine may take a while to begin."""
    for kind in KINDS:
        for _ in range(10):
            with contextlib.suppress(TimeoutError):
                cost(server, work(kind))
                break


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    port = free_port()
    command = [*mock_command(ROOT / "openapi.yaml", str(port)), "--admin", "off"]
    cpu: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with serving("mock", command, port) as server:
        warm(server)
        for _ in range(rounds):
            for kind in KINDS:
                micros, _, seen = cost(server, work(kind))
                if set(seen) - {200, 201, 409}:
                    raise SystemExit(f"{kind}: {seen}")
                cpu[kind].append(micros)
    print(f"{machine()}; medians of {rounds} interleaved rounds of {TENANTS * 4} requests, server on one core")
    base = cpu["one tenant, no sandbox"]
    for kind, found in cpu.items():
        ratio = median([one / other for one, other in zip(found, base, strict=True)])
        print(f"{kind:24}{median(found):>8.1f} µs a request   {ratio:.3f} × one tenant alone (aim ≤ 1.05)")
    for seed, records in ((None, 0), (1, 0), (1, 10_000)):
        said = f"a sandbox over {records:,} records{', seeded' if seed else ''}"
        print(f"{said:44}{making(seed, records):>8.1f} µs to make (aim ≤ 50)")


if __name__ == "__main__":
    main()
