"""What `st run` at its default settings finds on the tests' services, for faults that a check does not find.

python benchmarks/schemathesis_beside.py [--service NAME] [--seed N] FAULT…
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
SPECS = {"target": ROOT / "openapi.yaml", "crud": ROOT / "tests" / "target_crud" / "openapi.yaml"}
HEADERS = {"target": "Authorization: Bearer {}", "crud": "X-Board-Key: {}"}


def found(service: str, faults: list[str], seed: int) -> Counter[str]:
    """The failures of one run by title and operation."""
    from tests.target.running import running_target
    from tests.target_crud.running import running_board

    starting: Any = running_board(faults, process=True) if service == "crud" else running_target(faults, process=True)
    with starting as target, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.ndjson"
        words = [sys.executable, "-m", "schemathesis.cli", "run", str(SPECS[service]), "--url", target.url]
        words += ["-H", HEADERS[service].format(target.key), "--seed", str(seed), "--no-color"]
        words += ["--report-ndjson-path", str(report)]
        given = {name: value for name, value in os.environ.items() if not name.startswith("SCHEMATHESIS_")}
        subprocess.run(words, capture_output=True, check=False, cwd=folder, env=given, timeout=3600)
        return Counter(_failures(report))


def _failures(report: Path) -> list[str]:
    """Each failure that the report tells, once."""
    told: dict[tuple[str, str], None] = {}
    for line in report.read_text("utf-8").splitlines():
        stack: list[Any] = [json.loads(line)]
        while stack:
            item = stack.pop()
            if isinstance(item, dict):
                if "code" in item and "title" in item:
                    told[str(item["title"]), str(item.get("operation") or "")] = None
                stack += item.values()
            elif isinstance(item, list):
                stack += item
    return [f"{title} ({operation})" for title, operation in told]


def main() -> None:
    """Print what is found on the faithful service, and with each fault beyond that."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", choices=sorted(SPECS), default="target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("fault", nargs="*")
    options = parser.parse_args()
    usual = found(options.service, [], options.seed)
    print(f"{'(none)':45} {'; '.join(usual) or 'nothing'}", flush=True)
    for fault in options.fault:
        more = found(options.service, [fault], options.seed)
        beyond = [text for text in more if text not in usual]
        print(f"{fault:45} {'; '.join(beyond) or 'nothing more'}", flush=True)


if __name__ == "__main__":
    main()
