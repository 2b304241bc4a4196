"""Looks for known vulnerabilities of the locked dependencies: `python -m supply_chain.advisories [--required]`.

pip-audit asks an advisory database. A database that can't be reached, or that does not know the packages, proves
nothing: that is said aloud, and is a failure (exit code 1) with ``--required`` alone. A vulnerability always is one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from supply_chain.lock import DEVELOPMENT, pins

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS = 300


def audit(lock: Path) -> tuple[str, str]:
    """What pip-audit printed about a lock, as JSON, and why there is nothing where there is not."""
    words = ["pip_audit", "--requirement", str(lock), "--require-hashes", "--disable-pip", "--format", "json"]
    command = [sys.executable, "-m", *words, "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return "", f"no answer in {_SECONDS} s"
    return done.stdout, (done.stderr.strip().splitlines() or ["no reason was given"])[-1]


def verdict(printed: str, reason: str, wanted: int) -> tuple[bool | None, list[str]]:
    """Whether the dependencies are free of known vulnerabilities, None where that is not known, and what to say.

    ``wanted`` is how many of them there are.
    """
    try:
        told: list[dict[str, Any]] = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None, [f"KNOWN VULNERABILITIES ARE NOT CHECKED: the advisories can't be reached ({reason})"]
    found = [
        f"{item['name']} {item['version']} has {vulnerability['id']}, mended in "
        f"{', '.join(vulnerability.get('fix_versions') or ['no version yet'])}"
        for item in told
        for vulnerability in item.get("vulns", ())
    ]
    checked = sum("vulns" in item for item in told)
    if found:
        return False, found
    if checked < wanted:
        return None, [f"KNOWN VULNERABILITIES ARE NOT CHECKED for {wanted - checked} of {wanted} dependencies: the"
                      " advisories that can be reached from here do not know them"]  # fmt: skip
    return True, [f"advisories: {checked} locked dependencies, no known vulnerability"]


def main(words: list[str]) -> int:
    """Print the verdict; returns the exit code."""
    everywhere = [pin for pin in pins(DEVELOPMENT).values() if not pin.marker]
    clean, lines = verdict(*audit(DEVELOPMENT), len(everywhere))
    print("\n".join(lines))
    return 1 if clean is False or (clean is None and "--required" in words) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
