"""One step of the way on which an answer came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON


@dataclass(frozen=True, slots=True)
class WayStep:
    """``step`` is routed, forwarded, let in, read, record or answered; ``place`` a pointer into the document, or None.

    ``said`` is a sentence for people; ``more`` are members of this step alone.
    """

    step: str
    outcome: str
    place: str | None
    said: str
    more: dict[str, JSON] = field(default_factory=dict)

    def shown(self, hide: Callable[[str], str]) -> dict[str, JSON]:
        """As a JSON object; ``hide`` takes secrets out of texts."""
        more = {name: _hidden(value, hide) for name, value in self.more.items()}
        return {"step": self.step, "outcome": self.outcome, "place": self.place, "says": hide(self.said), **more}


def _hidden(value: JSON, hide: Callable[[str], str]) -> JSON:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, list):
        return [_hidden(item, hide) for item in value]
    return {name: _hidden(item, hide) for name, item in value.items()} if isinstance(value, dict) else value
