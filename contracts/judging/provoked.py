"""What may have provoked one exchange's failures, told when it is first asked for: most exchanges have no failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.exchange import Exchange
from contracts.judging.sent import Sent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.judging.provocation import Provocation


class Provoked:
    """The provocations on one exchange, as ``tell`` finds them; until then what they are told by is held, no answer."""

    def __init__(self, sent: Sent, tell: Callable[[Sent], list[Provocation]]) -> None:
        whole = sent.exchange
        exchange = Exchange(whole.request, None, whole.source, whole.label)
        self._sent: Sent | None = Sent(exchange, sent.reading, None, None, [], stood=sent.stood, access=sent.access)
        self._tell = tell
        self._told: list[Provocation] = []

    def __iter__(self) -> Iterator[Provocation]:
        if self._sent is not None:
            self._told, self._sent = self._tell(self._sent), None
        return iter(self._told)

    @property
    def held(self) -> int:
        """How many octets of a body are held until they are told."""
        return 0 if self._sent is None else len(self._sent.exchange.request.body or b"")
