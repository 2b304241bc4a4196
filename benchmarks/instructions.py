"""What a request costs in instructions, which load does not touch: the mock under callgrind.

    python benchmarks/instructions.py [CHECKOUT …] [--requests 200] [--rounds 5] [--functions N] [-- OPTION …]

Each checkout (a working tree; this one where none is named) is served by this Python and its packages with a journal in
a file and the log off; the options go to `mock-server`. Thousands of instructions a request, of all threads, and those
below `uv_run`, which leaves out the thread that makes the journal durable: under valgrind it runs far too often. The
least of the rounds counts, since threads that wait for each other cost instructions too where the machine is busy.
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load import drive, free_port, machine, serving
from mock_speed import KINDS, ROOT, prepare, work
from old_and_new import Checkout

_LINE = re.compile(r"^\s*([\d,]+) \(\s*[\d.]+%\)\s+(.*)")


def measured(checkout: Checkout, options: list[str], count: int, rounds: int, functions: int) -> None:
    """Print the figures of one checkout."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "callgrind.out"
        valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", "-q", f"--callgrind-out-file={out}"]
        command = [*valgrind, *checkout.mock(port, f"{folder}/store.journal", "warning"), *options]
        with serving(checkout.name, command, port, None, {**os.environ, "PYTHONHASHSEED": "0"}) as server:
            prepare(server)
            control("--instr=on", server.process.pid)
            numbers = itertools.count(1)
            for kind in KINDS:
                figures = []
                for _ in range(rounds):
                    drive(port, work(kind, checkout.name, 5))
                    control("--zero", server.process.pid)
                    drive(port, work(kind, checkout.name, count))
                    control(f"--dump={kind}", server.process.pid)
                    figures.append(read(Path(f"{out}.{next(numbers)}"), functions))
                every, loop, most = min(figures, key=lambda item: item[1])
                print(f"{checkout.name:10}{kind:10}{every / count / 1000:10.1f}{loop / count / 1000:10.1f}", flush=True)
                for spent, name in most:
                    print(f"{spent / count / 1000:30.1f}  {name.split(' [')[0].rpartition('/')[2]}")


def control(word: str, process: int) -> None:
    """Tell the instrument something."""
    subprocess.run(["callgrind_control", word, str(process)], check=True, capture_output=True)


def read(dump: Path, functions: int) -> tuple[int, int, list[tuple[int, str]]]:
    """Instructions of all threads, those below `uv_run`, and the functions that take most by themselves."""
    every = lines(dump, "yes")
    total = next(spent for spent, name in every if name.startswith("PROGRAM TOTALS"))
    loop = max((spent for spent, name in every if "uv_run" in name), default=0)
    return total, loop, [item for item in lines(dump, "no") if "PROGRAM" not in item[1]][:functions]


def lines(dump: Path, inclusive: str) -> list[tuple[int, str]]:
    """The lines of `callgrind_annotate`."""
    words = ["callgrind_annotate", f"--inclusive={inclusive}", "--threshold=99.9", "--auto=no", str(dump)]
    text = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    found = (_LINE.match(line) for line in text.splitlines())
    return [(int(match[1].replace(",", "")), match[2]) for match in found if match is not None]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkouts", nargs="*", type=Path, metavar="CHECKOUT")
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--functions", type=int, default=0, help="print so many functions that take most by themselves")
    words = sys.argv[1:]
    at = words.index("--") if "--" in words else len(words)
    options = parser.parse_args(words[:at])
    print(f"{machine()}; the least of {options.rounds} rounds of {options.requests} requests")
    print(f"{'':20}{'all':>10}{'uv_run':>10}")
    for path in options.checkouts or [ROOT]:
        measured(
            Checkout(path.name, path.resolve()), words[at + 1 :], options.requests, options.rounds, options.functions
        )


if __name__ == "__main__":
    main()
