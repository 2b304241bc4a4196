"""Checks the ships once for each fault: `python -m tests.ships [KIND or NAME …]` tells which of them were found."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.ships.catalogue import FAULTS, OPEN
from tests.ships.running import check

if __name__ == "__main__":
    wanted = sys.argv[1:]
    for fault in FAULTS.values():
        if wanted and not {fault.name, fault.kind} & set(wanted):
            continue
        with tempfile.TemporaryDirectory() as folder:
            report, service = check(Path(folder), fault.name)
        told = "; ".join(f"{drift.lead.law} {drift.lead.operation}: {drift.lead.message}" for drift in report.drifts)
        harmed = "" if service.unharmed else "  HARMED"
        missed = f"open   {OPEN[fault.name]}" if fault.name in OPEN else "MISSED"
        print(f"{'found ' if report.drifts else missed} {fault.kind:8} {fault.name}{harmed}  {told}"[:300], flush=True)
