"""Checks the tests' services with every fault and every variant: what was caught, missed, left and touched.

python benchmarks/faults.py [--service NAME] [--jobs N] [--seed N] [--kind KIND] [--only NAME]… [--sample N]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SPECS = {"target": ROOT / "openapi.yaml", "crud": ROOT / "tests" / "target_crud" / "openapi.yaml"}


@dataclass(frozen=True)
class Outcome:
    """What one run showed."""

    name: str
    kind: str
    drifts: tuple[str, ...]
    exit_code: int
    left: tuple[str, ...]
    touched: tuple[str, ...]
    listed: int
    exchanges: int
    seconds: float
    cpu: float
    error: str = ""


def run(service: str, name: str, kind: str, seed: int, records: int, blends: int, fuzz: float) -> Outcome:
    """Check one target in a process of its own."""
    from contracts.run import Check, Settings
    from mock_server.openapi.reading.document import load_document
    from tests.target.running import running_target
    from tests.target_crud.running import running_board

    names = (name,) if name else ()
    faults, variants = ((), names) if kind == "variant" else (names, ())
    spec = SPECS[service]
    starting: Any = (
        running_board(faults, variants, process=True)
        if service == "crud"
        else running_target(faults, variants, records, process=True)
    )
    with starting as target, tempfile.TemporaryDirectory() as folder:
        began, cpu = time.perf_counter(), time.process_time()
        credentials = dict.fromkeys(load_document(spec).security_schemes, target.key)
        settings = Settings(
            url=target.url,
            spec=spec,
            credentials=credentials,
            seed=seed,
            recombinations=blends,
            fuzz=fuzz,
            ledger=Path(folder) / "ledger",
        )
        check = Check(settings, load_document(spec))
        try:
            report = check.run()
        except Exception as error:
            return Outcome(
                name, kind, (), 3, (), (), 0, 0, time.perf_counter() - began, 0.0, f"{type(error).__name__}: {error}"
            )
        finally:
            check.close()
        drifts = tuple(
            f"{d.lead.law} {d.lead.operation} {d.lead.place} ×{d.count}{' flaky' * d.lead.flaky}: {d.lead.message}"
            for d in report.drifts
        )
        listed = {item.what for item in report.leftovers}
        left = {what for what in target.left_behind() if not {what, what.rpartition("/")[2]} & listed}
        return Outcome(
            name,
            kind,
            drifts,
            report.exit_code,
            tuple(left),
            tuple(target.touched()),
            len(report.leftovers),
            report.exchange_count,
            time.perf_counter() - began,
            time.process_time() - cpu,
            report.interrupted or "",
        )


def main() -> int:
    """Run the matrix; exit 1 where a fault was missed, a variant cried at, something left or touched."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--service", choices=SPECS, default="target", help="which service (default: %(default)s)")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--cases", type=int, default=700, help="recombined cases a resource")
    parser.add_argument("--fuzz", type=float, default=20.0, help="most seconds of generated cases")
    parser.add_argument("--kind", help="only faults of this kind, or `variant`")
    parser.add_argument("--only", action="append", default=[], help="only this fault or variant")
    parser.add_argument("--sample", type=int, help="this many of them, drawn by the seed")
    parser.add_argument("--verbose", action="store_true", help="print every drift")
    options = parser.parse_args()
    kinds, missed = tables(options.service)
    work = [("", "variant"), *kinds.items()]
    work = [
        (n, k) for n, k in work if (not options.kind or k == options.kind) and (not options.only or n in options.only)
    ]
    if options.sample:
        work = random.Random(options.seed).sample(work, min(options.sample, len(work)))
    with ProcessPoolExecutor(options.jobs) as pool:
        waiting = [
            pool.submit(run, options.service, n, k, options.seed, options.records, options.cases, options.fuzz)
            for n, k in work
        ]
        outcomes = [print_one(future.result(), verbose=options.verbose) for future in waiting]
    return summary(outcomes, missed)


def tables(service: str) -> tuple[dict[str, str], dict[str, str]]:
    """Kind by name of every variant and fault of a service, and why some faults are expected to be missed."""
    if service == "crud":
        from tests.target_crud.faults import FAULTS as BOARD_FAULTS
        from tests.target_crud.missed import MISSED
        from tests.target_crud.variants import VARIANTS as BOARD_VARIANTS

        kinds = {name: fault.kind for name, fault in BOARD_FAULTS.items()}
        return dict.fromkeys(BOARD_VARIANTS, "variant") | kinds, MISSED
    from tests.target.faults import FAULTS
    from tests.target.variants import VARIANTS

    return dict.fromkeys(VARIANTS, "variant") | {name: fault.kind for name, fault in FAULTS.items()}, {}


def print_one(outcome: Outcome, *, verbose: bool) -> Outcome:
    """One line for one run, and its drifts where they are of interest."""
    faithful = outcome.kind == "variant"
    good = (not outcome.drifts if faithful else outcome.exit_code == 1) and not outcome.left and not outcome.touched
    mark = "ok  " if good else "FAIL"
    print(
        f"{mark} {outcome.kind:8} {outcome.name or '(none)':48} {len(outcome.drifts):2} drifts "
        f"{outcome.exchanges:5} exchanges {outcome.seconds:5.1f} s {outcome.cpu:4.1f} s CPU, "
        f"left {len(outcome.left)}, listed {outcome.listed}, touched {len(outcome.touched)} {outcome.error}",
        flush=True,
    )
    if verbose or not good or (faithful and outcome.drifts) or len(outcome.drifts) > 2:
        for drift in outcome.drifts:
            print(f"       {drift[:240]}", flush=True)
    return outcome


def summary(outcomes: list[Outcome], expected: dict[str, str]) -> int:
    """The table's last lines."""
    faults = [o for o in outcomes if o.kind != "variant"]
    variants = [o for o in outcomes if o.kind == "variant"]
    missed = [o.name for o in faults if o.exit_code != 1]
    unexpected = [name for name in missed if name not in expected]
    cried = [o.name for o in variants if o.drifts or o.exit_code]
    left = [o.name for o in outcomes if o.left]
    touched = [o.name for o in outcomes if o.touched]
    single = sum(len(o.drifts) == 1 for o in faults)
    print(f"\nfaults        {len(faults)}: caught {len(faults) - len(missed)}, missed {len(missed)} {missed}")
    for name in (name for name in missed if name in expected):
        print(f"  expected    {name}: {expected[name]}")
    print(f"variants      {len(variants)}: false alarms {len(cried)} {cried}")
    print(f"left behind   {len(left)} {left}\ntouched       {len(touched)} {touched}")
    print(f"one drift for one fault: {single} of {len(faults)}")
    print(f"seconds a run: {sum(o.seconds for o in outcomes) / max(1, len(outcomes)):.1f}")
    return 1 if unexpected or cried or left or touched else 0


if __name__ == "__main__":
    sys.exit(main())
