"""How many requests are left in a time: exact counters, a window at a time."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from mock_server.engine.faults.asked_request import AskedRequest
    from mock_server.engine.faults.fault_rule import FaultRule, Quota

    Taking = Callable[[bytes, float, float, int], tuple[float, int, bool]]

_MOST_WINDOWS = 100_000


@dataclass(frozen=True, slots=True)
class QuotaState:
    """What is left of a quota after a request: ``remaining`` requests, and ``reset`` seconds until all are there again.

    ``ends`` is when that is, in seconds since the epoch.
    """

    quota: Quota
    remaining: int
    reset: int
    ends: int
    exceeded: bool


class Quotas:
    """Counts requests in windows that begin with the first request after the last one has ended."""

    def __init__(self) -> None:
        self._windows: OrderedDict[bytes, tuple[float, int]] = OrderedDict()

    def take(
        self, rule: FaultRule, request: AskedRequest, sandbox: str, now: float, tally: Taking | None = None
    ) -> QuotaState:
        """Count the request, and say what is left; one that finds nothing left takes nothing.

        ``tally`` counts in our place, where others count too.
        """
        quota = rule.quota
        if quota is None:
            raise ValueError("the rule has no quota")
        whose = {"credential": request.credential, "ip": request.address.encode()}.get(quota.per, b"")
        counted = self._counted if tally is None else tally
        what = b"%b|%b|%b" % (rule.identity, sandbox.encode("utf-8", "surrogatepass"), whose)
        began, taken, exceeded = counted(what, now, quota.seconds, quota.count)
        ends = began + quota.seconds
        return QuotaState(quota, quota.count - taken, max(1, math.ceil(ends - now)), math.ceil(ends), exceeded)

    def _counted(self, what: bytes, now: float, seconds: float, most: int) -> tuple[float, int, bool]:
        began, taken = self._windows.pop(what, (now, 0))
        if now >= began + seconds or now < began:
            began, taken = now, 0
        exceeded = taken >= most
        taken += not exceeded
        self._windows[what] = (began, taken)
        if len(self._windows) > _MOST_WINDOWS:
            self._windows.popitem(last=False)
        return began, taken, exceeded

    def keep(self, identities: Collection[bytes]) -> None:
        """Forget the windows of all rules but these."""
        for key in [key for key in self._windows if not key.startswith(tuple(identities))]:
            del self._windows[key]
