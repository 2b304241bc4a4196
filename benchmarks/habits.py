"""The check of twenty correct services of different habits: every drift it prints is a false alarm.

    python benchmarks/habits.py [--seed 1]

A line a service: the exit code of `contracts check` with default settings, whether what was there before is untouched,
and how many records are left. See tests/habits/profile.py for what the services do differently.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.habits.profile import MATRIX
from tests.habits.running import running
from tests.habits.test_habits import check


def main() -> int:
    """Print the table; 1 where a service was not found right."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", default="1", help="the seed of the checks (default: %(default)s)")
    seed = parser.parse_args().seed
    wrong = 0
    print(f"| service (seed {seed}) | exit | untouched | left |\n|---|---|---|---|")
    for habits in MATRIX:
        with running(habits) as (url, service), tempfile.TemporaryDirectory() as folder:
            code = check(habits, url, Path(folder), "--seed", seed).returncode
            untouched, left = service.untouched(), len(service.left())
        wrong += bool(code or left or not untouched)
        print(f"| {habits.name} | {code} | {'yes' if untouched else 'NO'} | {left} |", flush=True)
    print(f"{len(MATRIX) - wrong} of {len(MATRIX)} right")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
