"""The locked dependencies: name, version and hashes of every file that may be installed, without any address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNTIME = ROOT / "requirements.lock"
"""What the installed package needs."""
DEVELOPMENT = ROOT / "requirements-dev.lock"
"""That, and what its tests and its build need."""

_LINE = re.compile(r"([\w.-]+)==([\w.!+-]+)(?: ; ([^\\]+?))?((?:\s*\\\n    --hash=sha256:[0-9a-f]{64})+)\n")


@dataclass(frozen=True, slots=True)
class Pin:
    """One locked dependency; ``marker`` says on which machines it is wanted, empty for all."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]


def pins(path: Path) -> dict[str, Pin]:
    """The pins of a lock by their normalized name; raises ValueError for a line that is none."""
    text = path.read_text("utf-8")
    found: dict[str, Pin] = {}
    position = 0
    for match in _LINE.finditer(text):
        if match.start() != position:
            break
        position = match.end()
        found[normalized(match[1])] = Pin(
            match[1], match[2], match[3] or "", tuple(re.findall(r"[0-9a-f]{64}", match[4]))
        )
    if position != len(text):
        raise ValueError(f"{path.name}: this is no pin with hashes: {text[position : position + 80]!r}")
    return found


def normalized(name: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
