"""The rules of faults that one sandbox has, and the choice of those that hit a request.

Of several rules that hit, each part of the answer (its delay, its bandwidth, what it is, its limits) is that of the
first: the admin API's before the command line's before the document's, and among those in the order in which they
stand. A request's own wish comes before all of them.

Whether a rule hits depends on the seed, the rule, the sandbox, the request and how often that very request came, never
on how many others came in between: many connections see what one sees.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from mock_server.engine.faults.injection import Injection
from mock_server.engine.faults.quotas import Quotas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.engine.faults.asked_request import AskedRequest
    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.store import Tally

DEFAULT = "default"
_MOST_COUNTED = 100_000


class FaultTable:
    """Rules in layers, and how often each request came. ``clock`` counts milliseconds.

    ``written`` are the layers of the command line and of the documents; ``rules`` is that of the admin
    API. ``sandbox`` is the name of the one whose table this is; what stands behind its last dot makes it another one
    than its namesakes, and says nothing here. Where there is no rule, ``active`` is False.
    """

    def __init__(
        self,
        written: Sequence[tuple[FaultRule, ...]],
        seed: int,
        clock: Callable[[], int],
        sandbox: str = DEFAULT,
    ) -> None:
        self._written = tuple(written)
        self._seed = seed
        self._clock = clock
        self._own_seed: int | None = None
        self._sandbox = sandbox
        self._title = (sandbox.rpartition(".")[0] or sandbox).encode("utf-8", "surrogatepass")
        self._rules: tuple[FaultRule, ...] = ()
        self._of: dict[OperationPlan, tuple[tuple[FaultRule, ...], ...]] = {}
        self._came: OrderedDict[tuple[bytes, bytes], int] = OrderedDict()
        self._quotas = Quotas()
        self.times_set = 0
        self._tallies: Callable[[str], Tally] | None = None
        self._tally: Tally | None = None
        self.active = any(self._written)

    @property
    def layers(self) -> tuple[tuple[FaultRule, ...], ...]:
        """The rules, those that come first before the others."""
        return (self._rules, *self._written)

    @property
    def rules(self) -> tuple[FaultRule, ...]:
        """The rules of the admin API."""
        return self._rules

    def replace(self, rules: Sequence[FaultRule]) -> None:
        """Put these in place of the admin API's rules; each counts from now on."""
        self._rules = tuple(rules)
        self.times_set += 1
        self._of.clear()
        kept = {rule.identity for layer in self._written for rule in layer}
        for key in [key for key in self._came if key[0] not in kept]:
            del self._came[key]
        self._quotas.keep(kept)
        if self._tally is not None:
            self._tally.forget(lasting=False)
        self.active = any(self.layers)

    @property
    def written(self) -> tuple[tuple[FaultRule, ...], ...]:
        """The layers of the command line and of the documents."""
        return self._written

    def rewrite(self, written: Sequence[tuple[FaultRule, ...]]) -> None:
        """Put these in place of the written layers: the document is another. Each rule that stays goes on counting."""
        self._written = tuple(written)
        self.replace(self._rules)

    def forget_operations(self) -> None:
        """Look anew which rules are for which operation, so that those of an old document are not kept for it."""
        self._of.clear()

    def reset(self) -> None:
        """Forget how often requests came, as if the server had just started."""
        self._came.clear()
        self._quotas = Quotas()
        self.forget()

    def reseed(self, seed: int | None) -> None:
        """From now on which requests are hit depends on this seed, whatever the sandbox is called; None undoes that."""
        self._own_seed = seed

    def apart(self, sandbox: str, clock: Callable[[], int]) -> FaultTable:
        """The table of another sandbox: the rules that were written, and nothing counted yet."""
        table = FaultTable(self._written, self._seed, clock, sandbox)
        if self._tallies is not None:
            table.count_by(self._tallies)
        return table

    def count_by(self, tallies: Callable[[str], Tally]) -> None:
        """Count with other processes from now on: ``tallies`` gives the counts of a sandbox."""
        self._tallies, self._tally = tallies, tallies(self._sandbox)

    def forget(self) -> None:
        """Forget what was counted with other processes."""
        if self._tally is not None:
            self._tally.forget(lasting=True)
            self._tally.forget(lasting=False)

    def _lasts(self, rule: FaultRule) -> bool:
        """Whether a rule was written down, and counts on when the admin API sets others."""
        return any(rule.identity == written.identity for layer in self._written for written in layer)

    def of(self, plan: OperationPlan) -> tuple[tuple[FaultRule, ...], ...]:
        """The rules that may hit requests to the plan's operation, in their layers; empty where none may."""
        found = self._of.get(plan)
        if found is None:
            operation, base, seen = plan.operation, plan.api.base_path, set[bytes]()
            layers = []
            for layer in self.layers:
                rules = [rule for rule in layer if rule.identity not in seen and rule.is_for(operation, base)
                         and rule.has_examples(operation)]  # fmt: skip
                seen.update(rule.identity for rule in rules)
                layers.append(tuple(rules))
            found = self._of[plan] = tuple(layer for layer in layers if layer)
        return found

    def choose(
        self, request: AskedRequest, layers: Sequence[Sequence[FaultRule]], *, delayed: bool = False, told: bool = False
    ) -> Injection | None:
        """What happens to the request's answer, None for nothing.

        ``delayed`` says that the request itself has a delay, ``told`` that it says what the answer is.
        """
        chosen = Injection()
        open_delay, open_answer, open_bandwidth, open_limits, open_retry = not delayed, not told, True, True, True
        for layer in layers:
            has_limits = False
            for rule in layer:
                if not request.fits(rule):
                    continue
                occurrence = self.occurrence(rule, request) if rule.is_counted else 1
                if not rule.hits(occurrence) or (
                    rule.rate is not None and self.share(rule, request, occurrence, "rate") >= rule.rate
                ):
                    continue
                if rule.fault == "none":
                    open_delay = open_answer = open_bandwidth = open_limits = open_retry = False
                    continue
                if rule.quota is not None and open_limits:
                    has_limits = True
                    tally = None if self._tally is None else partial(self._tally.take, lasting=self._lasts(rule))
                    state = self._quotas.take(rule, request, self._sandbox, self._clock() / 1000, tally)
                    chosen.limits.append((rule, state))
                if rule.delay is not None and open_delay:
                    chosen.delay = rule.delay.seconds(self.share(rule, request, occurrence, "delay"))
                    open_delay = False
                if rule.bandwidth is not None and open_bandwidth:
                    chosen.bandwidth, open_bandwidth = rule.bandwidth, False
                if rule.retry_after is not None and rule.status is None and open_retry:
                    chosen.retry_after, open_retry = rule.retry_after, False
                if rule.answers_itself and open_answer:
                    chosen.rule, open_answer = rule, False
                    if rule.answers:
                        subject = blake2b(request.own_path.encode("utf-8", "surrogatepass"), digest_size=16).digest()
                        chosen.turn = partial(self.occurrence, rule, request, b"turn" + subject)
                    if rule.fault == "garbage":
                        chosen.noise = self._hash(rule, request.canonical, occurrence, "garbage")
            open_limits = open_limits and not has_limits
        exceeded = next((rule for rule, state in chosen.limits if state.exceeded), None)
        if exceeded is not None and not told:
            chosen.rule = exceeded
        return chosen if chosen else None

    def occurrence(self, rule: FaultRule, request: AskedRequest, subject: bytes | None = None) -> int:
        """How often the request, or the ``subject``, came to the rule by now, this time included."""
        key = (rule.identity, request.asker if subject is None else subject)
        if self._tally is not None:
            return self._tally.count(b"|".join(key), lasting=self._lasts(rule))
        count = self._came.pop(key, 0) + 1
        self._came[key] = count
        if len(self._came) > _MOST_COUNTED:
            self._came.popitem(last=False)
        return count

    def share(self, rule: FaultRule, request: AskedRequest, occurrence: int, what: str) -> float:
        """A share from 0 to 1 that is drawn for this occurrence of the request."""
        return int.from_bytes(self._hash(rule, request.canonical, occurrence, what)[:8]) / 2**64

    def _hash(self, rule: FaultRule, canonical: bytes, occurrence: int, what: str) -> bytes:
        whose = (self._seed, self._title) if self._own_seed is None else (self._own_seed, b"")
        parts = (str(whose[0]).encode(), rule.identity, whose[1], canonical,
                 str(occurrence).encode(), what.encode())  # fmt: skip
        return blake2b(b"".join(len(part).to_bytes(8) + part for part in parts), digest_size=64).digest()
