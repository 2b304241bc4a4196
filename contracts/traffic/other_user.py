"""Another user beside the one of a run: whose requests are hers, what she made, and what she was answered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Request
    from contracts.traffic.credentials import CredentialParts, Credentials
    from contracts.traffic.user_session import UserSession
    from mock_server.openapi import Behaviour, Operation


class OtherUser:
    """The user of ``credentials``; what she is told of the first one's records says nothing of what became of them."""

    def __init__(self, credentials: Credentials, first: Credentials) -> None:
        self.credentials = credentials
        self.first = first
        self.session: UserSession | None = None
        """How she logs in, where she does."""
        self.statuses: Counter[int] = Counter()
        """How often each status was answered to her."""
        self.made: set[tuple[str, str]] = set()
        """Resource and key of the records that she made."""

    def sends(self, request: Request) -> bool:
        """Whether a request carries her credentials."""
        return self.first.is_others(request)

    def is_followed(self, request: Request, status: int, behaviour: Behaviour, key: object) -> bool:
        """Whether the books of the run follow what a request was answered: not where she asks for what is not hers."""
        if not self.sends(request):
            return True
        self.statuses[status] += 1
        return behaviour.action == "create" or (behaviour.resource, key) in self.made

    def access(self, operation: Operation) -> CredentialParts | None:
        """What lets her in there; None where nobody has to be let in, or nothing is known of how."""
        if not operation.security or not all(operation.security):
            return None
        return next(iter(self.credentials.alternatives(operation)), None)
