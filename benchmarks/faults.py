"""Checks the tests' services with every fault and every variant: what was caught, missed, left and touched.

python benchmarks/faults.py [--service NAME] [--jobs N] [--seed N] [--kind KIND] [--only NAME]… [--sample N]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from contracts.run import Check, Settings
from mock_server.openapi import load_document
from tests.planted_services import SPECS, VARIANT, choosing, chosen, planted, tables


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
    spec = SPECS[service]
    with planted(service, name, kind, records) as target, tempfile.TemporaryDirectory() as folder:
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
    choosing(parser)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--records", type=int, default=20)
    parser.add_argument("--cases", type=int, default=700, help="recombined cases a resource")
    parser.add_argument("--fuzz", type=float, default=20.0, help="most seconds of generated cases")
    parser.add_argument("--verbose", action="store_true", help="print every drift")
    options = parser.parse_args()
    with ProcessPoolExecutor(options.jobs) as pool:
        waiting = [
            pool.submit(run, options.service, n, k, options.seed, options.records, options.cases, options.fuzz)
            for n, k in chosen(options)
        ]
        outcomes = [print_one(future.result(), verbose=options.verbose) for future in waiting]
    return summary(outcomes, tables(options.service)[1])


def print_one(outcome: Outcome, *, verbose: bool) -> Outcome:
    """One line for one run, and its drifts where they are of interest."""
    faithful = outcome.kind == VARIANT
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
    faults = [o for o in outcomes if o.kind != VARIANT]
    variants = [o for o in outcomes if o.kind == VARIANT]
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
