"""Refusals that do not say how to be let in: told beside the drifts, since few documents say anything of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.judging.sent import Sent


class Challenges:
    """The operations that answered 401 without ``WWW-Authenticate``."""

    def __init__(self) -> None:
        self._without: set[str] = set()

    def add(self, sent: Sent) -> None:
        """Take one exchange."""
        answer = sent.exchange.answer
        unchallenged = answer is not None and answer.status == 401 and answer.header("WWW-Authenticate") is None
        if unchallenged and sent.reading is not None:
            self._without.add(sent.reading.operation.id)

    def told(self) -> list[str]:
        """One notice, or none."""
        if not self._without:
            return []
        first, *more = sorted(self._without)
        where = f"{first} and {len(more)} more" if more else first
        return [f"401 comes without WWW-Authenticate, which RFC 9110 section 11.6.1 asks for ({where}); no drift"]
