"""Which faults of the tests' services `contracts proxy` finds in the traffic of a check that passes through it.

For each fault a check is made through the proxy, which judges what passes; counted is how many of the faults that the
check finds the proxy finds too, and whether any faithful variant is cried at.

    python benchmarks/proxy_faults.py [--service NAME] [--jobs N] [--cases N] [--kind KIND] [--only NAME]… [--sample N]
"""

from __future__ import annotations

import argparse
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from load import machine

from tests.planted_services import VARIANT, choosing, chosen
from tests.proxy.passing_check import Passed, checked_through


@dataclass(frozen=True)
class Outcome:
    """One fault or variant, and what came of it."""

    name: str
    kind: str
    passed: Passed
    cpu: float
    error: str = ""


def run(service: str, name: str, kind: str, cases: int, workers: int) -> Outcome:
    """One of them, in a process of its own."""
    began = time.process_time()
    try:
        passed, error = checked_through(service, name, kind, cases, workers=workers), ""
    except Exception as failed:
        passed, error = Passed((), (), 0, (), ()), f"{type(failed).__name__}: {failed}"
    return Outcome(name, kind, passed, time.process_time() - began, error)


def main() -> int:
    """Run them and count; exit 1 below 95 %, or where a variant is cried at."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    choosing(parser)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cases", type=int, default=0, help="recombined cases a resource")
    parser.add_argument("--workers", type=int, default=8, help="requests of the check that are under way at once")
    parser.add_argument("--verbose", action="store_true", help="print every drift")
    options = parser.parse_args()
    print(machine(), flush=True)
    outcomes = []
    with ProcessPoolExecutor(options.jobs, max_tasks_per_child=20) as pool:
        waiting = [pool.submit(run, options.service, *one, options.cases, options.workers) for one in chosen(options)]
        for future in as_completed(waiting):
            outcomes.append(future.result())
            told(outcomes[-1], verbose=options.verbose)
    return summary(outcomes)


def told(outcome: Outcome, *, verbose: bool) -> None:
    """One line for one run, and its drifts where they are of interest."""
    checked, judged = outcome.passed.checked, outcome.passed.judged
    good = not judged if outcome.kind == VARIANT else bool(judged) or not checked
    print(
        f"{'ok  ' if good and not outcome.error else 'FAIL'} {outcome.kind:8} {outcome.name or '(none)':48}"
        f" check {len(checked)}, proxy {len(judged)}, {outcome.passed.exchanges:5} exchanges, {outcome.cpu:4.1f} s CPU"
        f" {outcome.error}",
        flush=True,
    )
    for who, drifts in (("check", checked), ("proxy", judged)) if verbose or not good else ():
        for drift in drifts:
            print(f"       {who} {drift[:230]}", flush=True)
    for text in outcome.passed.shortfalls:
        print(f"       {text}", flush=True)


def summary(outcomes: list[Outcome]) -> int:
    """The last lines."""
    faults = [one for one in outcomes if one.kind != VARIANT]
    variants = [one for one in outcomes if one.kind == VARIANT]
    found = [one for one in faults if one.passed.checked]
    missed = [one.name for one in found if not one.passed.judged]
    more = [one.name for one in faults if one.passed.judged and not one.passed.checked]
    cried = [one.name for one in variants if one.passed.judged]
    failed = [one.name for one in outcomes if one.error]
    share = (len(found) - len(missed)) / max(1, len(found))
    print(
        f"\nfaults    {len(faults)}: the check finds {len(found)}, the proxy {len(found) - len(missed)} of those",
        end="",
    )
    print(f" ({share:.1%}), missed {sorted(missed)}")
    print(f"          found by the proxy alone {len(more)} {sorted(more)}")
    print(f"variants  {len(variants)}: cried at {len(cried)} {sorted(cried)}")
    if failed:
        print(f"failed    {len(failed)} {sorted(failed)}")
    return 1 if share < 0.95 or cried or failed else 0


if __name__ == "__main__":
    sys.exit(main())
