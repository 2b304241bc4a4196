"""What a check is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECOMBINATIONS = 700
"""Recombined cases a resource."""


@dataclass(frozen=True)
class Settings:
    """What a check is told. ``max_time`` in seconds, ``rate`` in requests a second; ``fuzz`` is the
    most seconds that generated cases may take (0: none), ``fuzz_cases`` how many for each operation and mode."""

    url: str
    spec: Path
    credentials: Mapping[str, str] = field(default_factory=dict)
    mock: str = "embedded"
    mock_key: str | None = None
    read_only: bool = False
    max_time: float = 90.0
    rate: float | None = None
    seed: int = 1
    timeout: float = 15.0
    recombinations: int = RECOMBINATIONS
    fuzz: float = 5.0
    fuzz_cases: int = 40
    ledger: Path | None = None
    require_coverage: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
