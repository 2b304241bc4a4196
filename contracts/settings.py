"""What a check is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECOMBINATIONS = 700
"""Recombined cases a resource; fewer where the document has many resources."""
MOST_RECOMBINED = 7000
"""Recombined cases of a run."""
GENERATED = 600
"""Generated cases of a run; more where the document has many operations."""
MOST_GENERATED = 2000
FIRST_SHARE = 10
"""One in so many of the drawn cases is sent first; the others come last, and time may cut them."""
MORE_TIME = 0.6
"""Share of the time after which no more drawn cases are sent than the first ones."""


def recombined_cases(resources: int) -> int:
    """How many recombined cases each of so many resources gets where nobody says a number."""
    return min(RECOMBINATIONS, max(RECOMBINATIONS // FIRST_SHARE // 2, MOST_RECOMBINED // max(1, resources)))


@dataclass(frozen=True)
class GivenUser:
    """What lets one user in: a value by scheme, and ``login`` (``name:password``), which gets the others; the address
    of the token endpoint where the user of the program names it."""

    values: Mapping[str, str] = field(default_factory=dict)
    login: str | None = None
    token_url: str | None = None

    def named(self, beside: str = "") -> dict[str, str]:
        """What was given by the names under which a ledger proves that its run had it."""
        found = {**self.values, **({"USER:PASSWORD": self.login} if self.login else {})}
        return {f"{beside}{name}": value for name, value in found.items()}


@dataclass(frozen=True)
class Settings:
    """What a check is told. ``max_time`` in seconds, ``rate`` in requests a second; ``recombinations`` a resource
    (None: 70, and later as many of 700 as time allows); ``fuzz`` is the most seconds that generated cases may take
    (0: none), ``fuzz_cases`` how many for each operation and mode, within a budget for all."""

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
    ca: Path | None = None
    """Authorities that vouch for the target on https, in PEM; None for the system's."""
    insecure: bool = False
    client_cert: Path | None = None
    """A certificate with its key, in PEM, that the target is shown."""
    proxy: str | None = None
    """The URL of a proxy on the way to the target."""
    workers: int = 8
    """How many requests may be under way at once; the same ones are sent with any number."""
    recombinations: int | None = None
    fuzz: float = 60.0
    fuzz_cases: int = 40
    ledger: Path | None = None
    require_coverage: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    used: frozenset[str] | None = None
    """The operations that consumers use (``METHOD path``), where only those are checked."""
    overlays: tuple[Path, ...] = ()
    """Overlays that change the document, in this order."""
    values: Mapping[str, str] = field(default_factory=dict)
    """Texts for the parameters and body members of these names, from whoever knows the target."""
    headers: tuple[tuple[str, str], ...] = ()
    """Header fields that every request to the target carries."""
    current: Path | None = None
    """The document of today, where ``spec`` is a released one that the target is held to."""
    current_overlays: tuple[Path, ...] = ()
    """Overlays that change it."""
    login: str | None = None
    """A user's ``name:password``, beside the values of ``credentials``."""
    token_url: str | None = None
    """The token endpoint, where another than the document's on the target itself may be asked."""
    other: GivenUser | None = None
    """Another user, who must not see what the first one made."""
    arazzo: tuple[Path, ...] = ()
    """Arazzo files, whose workflows are run too."""
    allow_actions: bool = False
    """Whether operations of which nobody knows what they change may be sent."""

    @property
    def user(self) -> GivenUser:
        """The user of the run."""
        return GivenUser(self.credentials, self.login, self.token_url)

    @property
    def proved(self) -> dict[str, str]:
        """What a ledger proves that its run had."""
        other = self.other.named("other ") if self.other is not None else {}
        return {**self.user.named(), **other, **dict(self.headers)}
