"""What an older checkout and this one cost, in one run: requests of the mock, its start and memory, a whole check.

    python benchmarks/old_and_new.py CHECKOUT [--requests 2000] [--rounds 5] [--checks 3]

CHECKOUT is a working tree of the older commit (`git worktree add --detach FOLDER COMMIT`); both run with this Python
and its packages, in turns. Prints medians and the ratio new / old, taken pair by pair.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load import Server, cost, free_port, machine, serving
from mock_speed import KINDS, ROOT, prepare, work
from mock_start import fill, first_answer

if TYPE_CHECKING:
    from collections.abc import Callable

SPEC = ROOT / "openapi.yaml"


@dataclass(frozen=True)
class Checkout:
    """A working tree whose packages are run; ``in_it`` gives the command that does."""

    name: str
    root: Path

    def in_it(self, module: str, *words: str) -> list[str]:
        """The command that runs a module of this tree, whatever is installed."""
        code = f"import sys,runpy;sys.path.insert(0,{str(self.root)!r});sys.argv=sys.argv[1:]"
        return [sys.executable, "-c", f"{code};runpy.run_module({module!r},run_name='__main__')", module, *words]

    def mock(self, port: int, store: str, level: str) -> list[str]:
        """The command that serves this repository's document."""
        words = ["--spec", str(SPEC), "--port", str(port), "--store", store, "--log-level", level]
        return self.in_it("mock_server", *words)


@dataclass
class Table:
    """Figures by row and checkout, in pairs."""

    pairs: dict[str, list[tuple[float, float]]] = field(default_factory=dict)

    def measure(self, row: str, checkouts: list[Checkout], figure: Callable[[Checkout], float]) -> None:
        """One pair more."""
        old, new = (figure(checkout) for checkout in checkouts)
        self.pairs.setdefault(row, []).append((old, new))

    def print(self) -> None:
        """Medians, and the ratio pair by pair."""
        print(f"{'':34}{'old':>10}{'new':>10}{'new / old':>11}")
        for row, pairs in self.pairs.items():
            old, new = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
            print(f"{row:34}{old:>10.2f}{new:>10.2f}{median(pair[1] / pair[0] for pair in pairs):>11.2f}")


def requests(table: Table, checkouts: list[Checkout], count: int, rounds: int) -> None:
    """CPU microseconds of each kind of request, with the log and without."""
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        for level, name in (("warning", "log off"), ("info", "as it comes")):
            servers = {}
            for checkout in checkouts:
                port = free_port()
                command = checkout.mock(port, f"{folder}/{checkout.name}-{level}.journal", level)
                servers[checkout.name] = stack.enter_context(serving(checkout.name, command, port))
                prepare(servers[checkout.name])

            def micros(servers: dict[str, Server], kind: str, checkout: Checkout) -> float:
                return cost(servers[checkout.name], work(kind, checkout.name, count))[0]

            for _ in range(rounds):
                for kind in KINDS:
                    table.measure(f"{kind}, {name}, CPU µs", checkouts, partial(micros, servers, kind))


def growth(table: Table, checkouts: list[Checkout], rounds: int) -> None:
    """Seconds to the first answer, and memory after 20,000 creates."""

    def start(checkout: Checkout) -> float:
        port = free_port()
        return first_answer(checkout.mock(port, "memory:", "warning"), port, "/api/v1")

    def memory(checkout: Checkout) -> float:
        port = free_port()
        with serving(checkout.name, checkout.mock(port, "memory:", "warning"), port) as server:
            fill(server, 20_000)
            return server.rss()

    for _ in range(rounds):
        table.measure("start to first answer, s", checkouts, start)
    table.measure("memory after 20,000 creates, MiB", checkouts, memory)


def checks(table: Table, checkouts: list[Checkout], count: int) -> None:
    """CPU seconds of a whole check of the tests' target, and exchanges a CPU second."""
    from tests.target.running import running_target

    rates: dict[str, float] = {}

    def check(checkout: Checkout) -> float:
        with running_target(process=True) as target, tempfile.TemporaryDirectory() as folder:
            words = ["check", target.url, "--spec", str(SPEC), "--key", target.key, "--yes", "--seed", "1"]
            command = checkout.in_it("contracts.cli", *words, "--ledger", f"{folder}/ledger")
            process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            usage = os.wait4(process.pid, 0)[2]
            process.returncode = 0
            seconds = usage.ru_utime + usage.ru_stime
            rates[checkout.name] = len(target.log()) / seconds
        return seconds

    for _ in range(count):
        table.measure("a whole check, CPU s", checkouts, check)
        table.measure("exchanges a CPU second", checkouts, lambda checkout: rates[checkout.name])


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("checkout", type=Path, help="a working tree of the older commit")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--checks", type=int, default=3)
    options = parser.parse_args()
    checkouts = [Checkout("old", options.checkout.resolve()), Checkout("new", ROOT)]
    table = Table()
    requests(table, checkouts, options.requests, options.rounds)
    growth(table, checkouts, options.rounds)
    checks(table, checkouts, options.checks)
    print(f"{machine()}; medians of {options.rounds} interleaved rounds of {options.requests} requests")
    table.print()


if __name__ == "__main__":
    main()
