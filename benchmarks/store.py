"""What the store costs: CPU for each operation at 10 and at 100,000 records, memory, opening, and the longest wait.

    python benchmarks/store.py [--records 100000] [--rounds 40]

Figures are medians over rounds that take turns between the stores, in microseconds of the whole process's CPU (the
thread that syncs included); the ratios are what to compare between machines.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from mock_server.store import TinyStore, compaction, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.store import Store

BATCH = 200
FEW = 10
OPERATIONS = ("create", "read", "replace", "delete")


def record(key: str) -> dict[str, Any]:
    """Return a record of the size of a client with all its fields, about 0.5 KB of JSON."""
    return {
        "id": key, "name": "Acme Analytics", "status": True, "domain": "acme.example", "email": "ops@acme.example",
        "phone": "+1 555 0100", "website": "https://acme.example", "timezone": "Europe/Berlin", "company_id": "c-1",
        "agency_id": "a-1", "metadata": {"plan": "gold", "seats": 3}, "public": "p" * 35, "secret": "s" * 35,
        "location_id": "l-1", "proxy_key": "x" * 20, "global_name": "acme",
        "created_at": "2024-03-21T18:42:15.291Z", "updated_at": "2024-03-21T18:42:15.291Z",
    }  # fmt: skip


def fill(store: Store, count: int) -> None:
    """Create so many records."""
    for n in range(count):
        store.create("clients", f"old-{n}", record(f"old-{n}"))


def batch(store: Store, turn: int) -> dict[str, float]:
    """Return the CPU of each operation, in µs, over a batch that leaves the store as large as it was."""
    keys = [f"new-{turn}-{n}" for n in range(BATCH)]
    records = [record(key) for key in keys]
    steps: dict[str, Callable[[str, dict[str, Any]], object]] = {
        "create": lambda key, value: store.create("clients", key, value),
        "read": lambda key, _: store.read("clients", key),
        "replace": lambda key, value: store.replace("clients", key, value),
        "delete": lambda key, _: store.delete("clients", key),
    }
    costs = {}
    for name in OPERATIONS:
        step = steps[name]
        begun = time.process_time()
        for key, value in zip(keys, records, strict=True):
            step(key, value)
        costs[name] = (time.process_time() - begun) / BATCH * 1e6
    return costs


def compare(kind: str, location: Callable[[str], str], many: int, rounds: int) -> None:
    """Print the cost of each operation with few and with many records, and their ratio."""
    stores = {FEW: open_store(location("few")), many: open_store(location("many"))}
    for count, store in stores.items():
        fill(store, count)
    time.sleep(0.5)
    costs: dict[int, list[dict[str, float]]] = {count: [] for count in stores}
    for turn in range(rounds):
        for count, store in stores.items():
            costs[count].append(batch(store, turn))
            time.sleep(0.06)  # the group commit of one store isn't to fall into the other's turn
    for store in stores.values():
        store.close()
    for name in OPERATIONS:
        few, much = (median(cost[name] for cost in costs[count]) for count in (FEW, many))
        ratio = median(b[name] / a[name] for a, b in zip(costs[FEW], costs[many], strict=True))
        print(f"| {kind} | {name} | {few:.1f} | {much:.1f} | {ratio:.2f} |")


def opening(directory: Path, many: int) -> None:
    """Print what reading back and compacting many records takes."""
    path = directory / "opening.journal"
    store = open_store(str(path))
    begun = memory()
    fill(store, many)
    grown = memory() - begun
    store.close()
    size = path.stat().st_size
    begun_cpu = time.process_time()
    store = open_store(str(path))
    took = time.process_time() - begun_cpu
    print(f"- opening a journal of {many:,} records: {took:.2f} s CPU ({size / many:.0f} bytes a line)")
    print(f"- memory for each record of {size / many:.0f} bytes: {grown * 1024 / many:.0f} bytes")
    store.close()


def waiting(directory: Path, many: int) -> None:
    """Print the longest a write waits while many records are compacted behind it, and with no compaction."""
    store = open_store(f"{directory}/waiting.journal")
    assert isinstance(store, TinyStore)
    fill(store, many)
    path = Path(store.name)
    for n in range(many):
        store.replace("clients", f"old-{n}", record(f"old-{n}"))
        if n % 1000 == 0:
            time.sleep(0.005)
    waits: dict[bool, list[float]] = {True: [], False: []}
    for n in range(20_000):
        compacting = Path(f"{path}{compaction.SUFFIX}").exists()
        begun = time.perf_counter()
        store.replace("clients", f"old-{n % many}", record("again"))
        waits[compacting].append(time.perf_counter() - begun)
        time.sleep(0.0002)
        if not compacting and len(waits[True]) > 100 and len(waits[False]) > 2000:
            break
    store.close()
    for compacting, seconds in waits.items():
        if seconds:
            ordered = sorted(seconds)
            print(
                f"- a write {'during a compaction' if compacting else 'otherwise'} ({len(seconds):,} of them): "
                f"median {median(seconds) * 1e6:.0f} µs, 99 % within {ordered[len(ordered) * 99 // 100] * 1e6:.0f} µs, "
                f"longest {ordered[-1] * 1e3:.1f} ms"
            )


def always(directory: Path) -> None:
    """Print what a write costs that is on the disk when it returns."""
    store = open_store(f"{directory}/always.journal?fsync=always")
    cpu, clock = time.process_time(), time.perf_counter()
    for n in range(BATCH):
        store.create("clients", f"new-{n}", record("new"))
    cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
    store.close()
    print(f"- a create with fsync=always: {cpu / BATCH * 1e6:.0f} µs CPU, {clock / BATCH * 1e6:.0f} µs by the clock")


def memory() -> float:
    """Return the most memory this process has had, in KiB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform == "darwin" else peak


def main() -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        opening(directory, options.records)
        always(directory)
        waiting(directory, options.records)
        print(f"\n| store | µs CPU | at {FEW} | at {options.records:,} | ratio |\n|---|---|---|---|---|")
        compare("journal", lambda which: f"{directory}/{which}.journal", options.records, options.rounds)
        compare("memory:", lambda _: "memory:", options.records, options.rounds)
    assert threading.active_count() == 1


if __name__ == "__main__":
    main()
