"""Removes what a run created, by its ledger; what can't be removed, or is not proved to be its own, is told."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from contracts.cases.records.current_versions import look_before_removal
from contracts.cases.records.removal_waves import needed, removal_waves
from contracts.cases.records.undoing import undoing
from contracts.cases.sending.repeated_removals import MOST_ATTEMPTS, may_pass
from contracts.errors import ContractsError, Interrupted, OutOfTimeError, TargetError, own_fault
from contracts.findings import Leftover
from contracts.laws.leeway import ACCEPTED, refuses_inside, shows_nothing
from contracts.laws.told_failures import ABSENT
from contracts.traffic.effects import Effect
from contracts.traffic.journey_plan import Planned

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Answer, Request
    from contracts.traffic.credentials import CredentialParts
    from contracts.traffic.ledger import Ledger, LedgerEntry
    from contracts.traffic.target import Target

_PATIENCE = 5.0
"""Seconds to wait in all for deletes that are not answered, before the rest is left."""
_LATER_LOOKS, _PAUSE = 6, 0.5
_REFUSED = ("3", "4")
"""How the statuses begin by which who removes what was never made is sent away: to a login as well."""
_IN_THE_WAY = ("400", "403", "409", "422", "423")
"""How a delete is refused because of another record: one that needs it, or one above it that is locked or archived."""


class Cleaner:
    """Empties a ledger; sends nothing but deletes of entries that are the run's own, and looks at them."""

    def __init__(self, steps: RecordSteps, target: Target, ledger: Ledger) -> None:
        self.steps = steps
        self.target = target
        self.ledger = ledger
        self.removed = 0
        self._waited = 0.0
        self._accepted = False  # whether a delete was answered 202, so that its record may be there for a while
        self._refusals: dict[LedgerEntry, str] = {}
        """What the deletes of the run's own records answered that did not remove them."""

    def clean(self, progress: Callable[[int], None] | None = None) -> list[Leftover]:
        """Remove everything that is open; returns what is left and why."""
        self._look_again()
        known = set(self.ledger.open)
        left = self.emptied(list(self.ledger.open), progress)
        if self.steps.sweeps:  # what was made beside others comes last: what is known is removed whatever the time
            self._sweep()
            left += self.emptied([entry for entry in self.ledger.open if entry not in known], progress)
        return left

    def emptied(self, entries: list[LedgerEntry], progress: Callable[[int], None] | None = None) -> list[Leftover]:
        """Remove these entries, the last ones first, side by side where none needs another; what is left and why."""
        left: dict[LedgerEntry, Leftover] = {}
        made = {entry for entry in entries if self.ledger.open[entry] == "made"}

        def empty(entry: LedgerEntry) -> None:
            left.pop(entry, None)
            if (found := self._emptied_of(entry)) is not None:
                left[entry] = found
            if progress is not None:
                progress(len(self.ledger.open))

        turns = self.steps.sender.asking.turns
        for wave in removal_waves(entries, needed(self.steps)):
            for entry in [] if turns is not None else wave:
                empty(entry)
            if turns is not None:
                turns.run(Planned(partial(empty, entry), beside=True) for entry in wave)
        for entry in [entry for entry in reversed(entries) if self._refusals.pop(entry, "") in _IN_THE_WAY]:
            empty(entry)  # what was in its way, and nobody knew of, is gone by now
            if entry in left and self._refusals.get(entry) in _IN_THE_WAY and self._undone(entry):
                empty(entry)
        last = next((entry for entry in entries if entry in made and entry not in self.ledger.open), None)
        request = self.removal(last) if last is not None else None
        rest = [left[entry] for entry in reversed(entries) if entry in left]
        if last is not None and request is not None and (still := self._still_there(last, request)):
            rest.append(Leftover(request.operation or "", last.name, still[0], failed=still[1]))
        return rest

    def _emptied_of(self, entry: LedgerEntry) -> Leftover | None:
        """Remove one entry; what is told of it where it is left."""
        look_before_removal(self.steps, entry, self.read)
        fact, request = self.ledger.open[entry], self.removal(entry)
        why = self._strange(entry, fact)
        if fact != "unsure" and why is None and request is None:
            why = "the document has no operation that removes it, or it was left out"
        if why is not None or request is None:
            return None if fact == "unsure" else Leftover(entry.resource, entry.name, why or "", request is not None)
        reason, found = self._remove(entry, request)
        if reason is None:
            self.removed += self.ledger.gone(entry) and found
        elif fact == "made" or not reason.startswith(_REFUSED) or self._is_shown(entry, reason):
            self._refusals[entry] = reason
            why = f"its delete answered {reason}"
            return Leftover(entry.resource, entry.name, why, failed=entry.key.isprintable())
        else:
            self.ledger.gone(entry)
        return None

    def _is_shown(self, entry: LedgerEntry, reason: str) -> bool:
        """Whether reading shows what a create that was refused made all the same; a redirect may have removed it."""
        look = self.read(entry) if reason.startswith("3") else None
        return look is not None and 200 <= self._ask(look, Effect.READ).status < 300

    def _undone(self, entry: LedgerEntry) -> bool:
        """Whether an action of the record's own succeeded that takes back what may keep it."""
        requests = undoing(self.steps, entry) if self.steps.sender.ownership.made(*self._where(entry)) else ()
        return any(200 <= self._ask(request, Effect.REMOVE).status < 300 for request in requests)

    def _look_again(self) -> None:
        """Look at what a look may still prove: the run was stopped before it, or what was accepted was not made yet."""
        sender = self.steps.sender
        for entry, fact in list(self.ledger.open.items()):
            look = self.read(entry)
            if fact == "unsure" and sender.ownership.open(*self._where(entry)) and look is not None:
                with suppress(TargetError), sender.collector.unobserved():
                    self.steps.send(look, "look at what was made")

    def _sweep(self) -> None:
        """Look for what was made beside others, as long as there is time."""
        with suppress(TargetError, OutOfTimeError), self.steps.sender.collector.unobserved():
            for sweep in [*self.steps.sweeps.values()]:
                sweep()

    def _strange(self, entry: LedgerEntry, fact: str) -> str | None:
        """Why the entry is not removed, None where it is the run's own."""
        ownership = self.steps.sender.ownership
        if fact == "unsure":
            return "nobody knows whether it was there before"
        if ownership.owns(*self._where(entry)):
            return None
        if fact == "will":
            return "nobody knows whether it was created, and its name is not the run's own"
        return "its key does not carry the run's tag, and nothing shows that the run created it; remove it by hand"

    def _where(self, entry: LedgerEntry) -> tuple[str, str, tuple[str, ...]]:
        return entry.resource, entry.key, self.steps.sender.addressing.above_entry(entry)

    def _remove(self, entry: LedgerEntry, request: Request) -> tuple[str | None, bool]:
        """None when it is gone, else the status or the failure, and whether a delete of the run's removed it.

        Raises TargetError where nothing answers any more.
        """
        reason, effect = "", Effect.REMOVE
        for _ in range(MOST_ATTEMPTS):
            started = monotonic()
            try:
                answer = self._ask(request, effect)
            except TargetError as error:
                reason = f"nothing: {error}"
                self.steps.sender.records.answered(entry, found=None)
                self._waited += monotonic() - started
                if not error.sent or self._waited > _PATIENCE:
                    raise
                continue
            answer = self.or_hers(answer, entry, "delete")
            found = 200 <= answer.status < 300
            if found and self._refuses(request, answer):
                look = self.read(entry)
                if look is None or self._shows(look, self._ask(look, Effect.READ)):
                    return f"{answer.status}, with a refusal in its body", False
                return None, self.steps.sender.records.answered(entry, found=False)
            self._accepted = self._accepted or answer.status == ACCEPTED
            if found or answer.status in (404, 410):
                return None, self.steps.sender.records.answered(entry, found=found)
            reason = str(answer.status)
            if not may_pass(answer.status):
                return reason, False
            self.steps.sender.records.answered(entry, found=None)  # it may have been done all the same
            effect = Effect.ALONE if self.steps.sender.repeated.is_due(entry, answer) else Effect.REMOVE
        return reason, False

    def _refuses(self, request: Request, answer: Answer) -> bool:
        """Whether a success says in its body that nothing was done."""
        judge, reading = self.steps.judge, self.steps.judge.reader.read(request)
        if reading is None:
            return False
        return refuses_inside(reading, judge.behaviours[reading.operation.id], judge.body_of(answer))

    def _ask(self, request: Request, effect: Effect) -> Answer:
        """The answer to a request; meanwhile others have their turns."""
        turns, wire = self.steps.sender.asking.turns, partial(self.target.send, request)
        return wire() if turns is None else turns.send(effect, wire, request.operation or "")

    def _still_there(self, entry: LedgerEntry, request: Request) -> tuple[str, bool] | None:
        """Why the last delete shows no effect, and whether that is proved.

        By looking; else by a second delete of a key that names the run, which correct services answer with a success.
        """
        cycle = self.steps.cycles.get(entry.resource)
        if self.steps.sender.records.kept.keeps(entry.resource):
            return None
        look = self.read(entry)
        try:
            if look is not None and cycle is not None and cycle["delete"] is not None and cycle["delete"].soft is None:
                shown = self._shows(look, self.target.send(look))
                looks = _LATER_LOOKS if self._accepted else 0
                while looks and shown and self.target.wait(_PAUSE):
                    looks, shown = looks - 1, self._shows(look, self.target.send(look))
                return ("it can still be read, so deletes do not remove", True) if shown else None
            if not self.steps.sender.ownership.named(entry.key):
                return None
            answer = self.target.send(request)
        except (TargetError, OutOfTimeError):
            return None
        if 200 <= answer.status < 300:
            return "a second delete succeeds as well, so nothing shows that deletes remove", False
        return None

    def _shows(self, look: Request, answer: Answer) -> bool:
        """Whether an answer to a read shows a record: null in its place is none, nor is a refusal in the body."""
        body, reading = self.steps.judge.body_of(answer), self.steps.judge.reader.read(look)
        if answer.status != 200 or reading is None:
            return answer.status == 200
        read = self.steps.judge.behaviours[reading.operation.id]
        return not (shows_nothing(200, ABSENT[0], read, body) or refuses_inside(reading, read, body))

    def read(self, entry: LedgerEntry) -> Request | None:
        """The request that reads the entry's record, None where the document has none."""
        return self._on(entry, "read")

    def removal(self, entry: LedgerEntry) -> Request | None:
        """The request that removes the entry's record for good, None where the document has none."""
        return self._on(entry, "delete")

    def or_hers(self, answer: Answer, entry: LedgerEntry, action: str) -> Answer:
        """``answer``, or what the other user of the run is answered where it is a refusal: the record may be hers."""
        other, cycle = self.steps.sender.other, self.steps.cycles.get(entry.resource)
        behaviour = cycle[action] if cycle is not None else None
        if answer.status not in (401, 403, 404, 410) or other is None or behaviour is None:
            return answer
        access = other.access(behaviour.operation)
        request = self._on(entry, action, access) if access is not None else None
        if action == "delete" and not self.steps.sender.ownership.named(entry.key):
            look = self._on(entry, "read", access)  # where each user's keys count anew, it may be hers from before
            seen = self._ask(look, Effect.READ).body.lower() if look is not None and request is not None else b""
            request = request if self.steps.names.tag.encode() in seen else None
        effect = Effect.REMOVE if action == "delete" else Effect.READ
        hers = self._ask(request, effect) if request is not None else answer
        return hers if 200 <= hers.status < 300 else answer

    def _on(self, entry: LedgerEntry, action: str, access: CredentialParts | None = None) -> Request | None:
        cycle = self.steps.cycles.get(entry.resource)
        behaviour = cycle[action] if cycle is not None else None
        choice = self.steps.sender.safety.choice
        if cycle is None or behaviour is None or (choice is not None and choice.forbids(behaviour.operation)):
            return None
        steps = self.steps
        above = steps.sender.path_keys.on(behaviour, dict(entry.path))
        wanted = steps.hard(cycle) if action == "delete" else ()
        path, query, body = steps.placed(behaviour, entry.key, above, wanted)
        given = steps.sender.given.of(entry.resource, entry.key, behaviour.operation)
        return steps.requests.build(
            behaviour.operation, path=path, query=query, body=body, access=access, on_wire=given
        )


def cleaned(cleaner: Cleaner) -> tuple[int, list[Leftover], list[str]]:
    """Empty the ledger whatever comes between: how many records were removed, what is left, and what to tell."""
    ledger = cleaner.ledger
    left: list[Leftover] = []
    notices: list[str] = []
    try:
        left = cleaner.clean()
        told = {item.what for item in (*left, *cleaner.steps.sender.records.leftovers())}
        known = set(ledger.open.items())
        left += cleaner.steps.failed_creates.left(told)
        left += cleaner.emptied([entry for entry, fact in ledger.open.items() if (entry, fact) not in known])
    except (ContractsError, Interrupted, KeyboardInterrupt) as error:
        rest = [entry for entry, fact in ledger.open.items() if fact != "unsure"]
        notices.append(f"cleaning was cut short ({error or 'stopped'}): {len(rest)} may be left")
        left = [Leftover(entry.resource, entry.name, "cleaning was cut short", failed=True) for entry in rest]
    except Exception as error:  # whatever it is, the report tells what may be left
        rest = [entry for entry, fact in ledger.open.items() if fact != "unsure"]
        notices.append(f"cleaning was cut short by {own_fault(error)}")
        left = [Leftover(entry.resource, entry.name, "cleaning was cut short", failed=True) for entry in rest]
    finally:
        ledger.finish()
    if ledger.path is not None and ledger.path.exists():
        notices.append(f"`contracts clean {ledger.path}` removes what is left")
    notices += [*cleaner.steps.jobs.notices(), *cleaner.steps.failed_creates.notices()]
    for operation, count in ledger.under_way.items():
        if count > 0:
            why = "its create was not answered, so its key is unknown"
            left.append(Leftover(operation, f"{count} under way", why, failed=True))
    return cleaner.removed, left, notices
