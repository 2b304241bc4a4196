"""What may have provoked one exchange's failures, told when it is first asked for: most exchanges have no failure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.judging.provocation import Provocation
    from contracts.judging.sent import Sent


class Provoked:
    """The provocations on one exchange, as ``tell`` finds them; until then what they are told by is held, no answer."""

    def __init__(self, sent: Sent, tell: Callable[[Sent], list[Provocation]]) -> None:
        exchange = replace(sent.exchange, answer=None, mock=None)
        self._sent: Sent | None = replace(sent, exchange=exchange, body=None, mock_body=None, findings=[], before=())
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
