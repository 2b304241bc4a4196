"""`contracts accept`: writes drifts of a JSON report into a baseline."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from contracts.errors import UsageError
from contracts.judging import baseline

if TYPE_CHECKING:
    import argparse


def run_accept(options: argparse.Namespace) -> int:
    """0 when they are written; raises UsageError for a date that is none."""
    try:
        expires = date.fromisoformat(options.expires)
    except ValueError:
        raise UsageError(f"--expires {options.expires} is no date; write it as 2027-01-31") from None
    written = baseline.accept(
        options.report,
        options.baseline,
        reason=options.reason,
        owner=options.owner,
        expires=expires,
        fingerprints=options.only,
    )
    print(f"{options.baseline}: {len(written)} accepted until {expires.isoformat()}")
    for fingerprint in written:
        print(f"  {fingerprint}")
    return 0
