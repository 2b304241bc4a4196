"""One request of a run with what came of it: the exchange, what was read of it, and the findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.traffic.request_validity import Reading


@dataclass(slots=True)
class Sent:
    """What came of one request: the exchange, its JSON bodies, and the findings."""

    exchange: Exchange
    reading: Reading | None
    body: Any
    mock_body: Any
    findings: list[Finding]
    state: str = ""

    @property
    def status(self) -> int:
        """The target's status, 0 where no answer came."""
        return self.exchange.answer.status if self.exchange.answer else 0

    @property
    def succeeded(self) -> bool:
        """Whether the target answered 2xx."""
        return 200 <= self.status < 300
