"""What creates made whose answer shows no key that can be believed: the list is asked; it is told, and removed by hand.

They failed, or led elsewhere (3xx), or got no answer; or they succeeded, and hid the key or named somebody else's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import suppress
from typing import TYPE_CHECKING

from contracts.cases.records.jobs import job_of
from contracts.errors import OutOfTimeError, TargetError
from contracts.findings import Leftover
from contracts.traffic.evidence import Evidence, echoes
from contracts.traffic.ledger import LedgerEntry
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Container

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour

_WHY = "the list shows it under this run's name, or as it was sent, and no answer to a create showed its key"
_LISTED = 200
_EVERY = 5
"""How many creates may fail between two looks at the list."""

_Place = tuple[str, tuple[tuple[str, str], ...]]
"""An operation that creates, and the parameters of the path with which it was called."""


class FailedCreates:
    """Counts them, and looks now and then for what they made, so that nothing goes on making what nothing removes."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self.before: dict[str, set[str] | None] = {}
        """By resource the keys that were listed before the first create, None where no list came of it."""
        self._sent: defaultdict[_Place, list[JSON]] = defaultdict(list)
        self._found: defaultdict[_Place, set[str]] = defaultdict(set)
        self._failed: Counter[_Place] = Counter()
        self._unclear: Counter[_Place] = Counter()
        """How many failed since a list last showed all that they made."""
        self._clear: set[_Place] = set()
        """Places of which a list did."""
        self._compared: set[str] = set()
        """Resources that nothing reads, whose list was compared with the answer to a create."""

    def listed(self, cycle: Lifecycle, sent: Sent | None) -> None:
        """The list of a resource before its first create."""
        shown = self._items(cycle["list"], sent)
        self.before[cycle.resource] = {key for key, _ in shown if key is not None} if shown is not None else None

    def follow(self, sent: Sent | None) -> None:
        """A request was answered, or not: where it was a create that failed, find out what it made, now and then."""
        if sent is None or sent.reading is None or 400 <= sent.status < 500 or sent.refused:
            return
        create = self.steps.judge.behaviours[sent.reading.operation.id]
        cycle = self.steps.cycles.get(create.resource or "")
        if create.action != "create" or cycle is None or (cycle.chosen and cycle.removable):
            return  # of chosen keys the ledger knows
        if sent.succeeded and (job_of(self.steps, sent) or self.steps.key_of(cycle, sent, None) is not None):
            return  # what a job makes is looked for by the job
        operation, place = create.operation.id, (create.operation.id, tuple(sorted(sent.reading.path.items())))
        bodies = sent.reading.body if isinstance(sent.reading.body, list) else [sent.reading.body]
        self._sent[place] += [self.steps.sender.addressing.without_key(create, item) for item in bodies]
        if sent.succeeded:
            return  # it is counted elsewhere
        self._failed[place] += 1
        self._doubt(place, self._unclear[place] + 1)
        if self._failed[place] % _EVERY == 1:
            self._found[place] |= set(self._looked(cycle, place) or ())
            made = sum(len(keys) for (name, _), keys in self._found.items() if name == operation)
            self.steps.sender.safety.creations.looked(operation, made)

    def names_another(self, cycle: Lifecycle, sent: Sent | None, key: str) -> bool:
        """Whether a create is answered with the key of something made with its record, such as a first version:
        where nothing reads the record, the list may show it under another key, with members that the answer lacks.

        From then on no answer of the resource shows a key; what is made is told by the list.
        """
        create, listing, before = cycle["create"], cycle["list"], self.before.get(cycle.resource)
        if cycle["read"] is not None or before is None or sent is None or sent.reading is None or create is None:
            return False
        if cycle.resource in self._compared or listing is None:
            return False
        self._compared.add(cycle.resource)
        sender, path = self.steps.sender, sent.reading.path
        place = (create.operation.id, tuple(sorted(path.items())))
        if self._failed[place]:  # what the list shows alone may be of a create that failed
            return False
        with sender.collector.unobserved():
            look = self.steps.requests.build(listing.operation, path=path)
            shown = self._items(listing, self.steps.send(look, "list what was created")) or []
        answered = sender.addressing.record(create, sent.body)
        lacked = [
            name
            for name, record in shown
            if name is not None and name not in before and not sender.ownership.made_any(name, cycle.resource)
            if isinstance(record, dict) and isinstance(answered, dict) and record.keys() - answered.keys()
            if self.steps.names.marks(record)
        ]
        if len(lacked) != 1 or any(name == key for name, _ in shown):
            return False
        sender.addressing.misnamed.add(cycle.resource)
        sender.ownership.removed(cycle.resource, key, sender.addressing.above(sent.reading, create))
        sender.ledger.gone(LedgerEntry(cycle.resource, key, sender.addressing.parents(sent.reading, create)))
        self._sent[place].append(sender.addressing.without_key(create, sent.reading.body))
        return True

    def left(self, told: Container[str]) -> list[Leftover]:
        """What they made and is there at the end, but for what is ``told`` already."""
        left = []
        for place in list(self._sent):
            create = self.steps.judge.behaviours[place[0]]
            cycle = self.steps.cycles[create.resource or ""]
            keys = None
            with suppress(TargetError, OutOfTimeError):
                keys = self._looked(cycle, place)
            if keys is None and place[1]:
                if place in self._clear:
                    self._doubt(place, 0)
                continue  # what is above them is gone, and they with it
            if keys is None or not _is_whole(cycle):
                self._found[place] |= set(keys or ())
                keys = sorted(self._found[place])
            left += [Leftover(place[0], key, _WHY, failed=cycle.removable) for key in keys if key not in told]
        for item in left[:_LISTED]:
            self.steps.sender.records.found(item.operation)
        return left[:_LISTED]

    def unanswered(self, operation: str) -> list[str]:
        """The keys of what the list shows under the run's name, and the ledger does not know of, for an operation
        whose creates were under way when the run ended; none where nothing can be asked."""
        create = self.steps.judge.behaviours.get(operation)
        cycle = self.steps.cycles.get(create.resource or "") if create is not None else None
        with suppress(TargetError, OutOfTimeError):
            return (self._shown(cycle, (operation, ())) if cycle is not None else None) or []
        return []

    def notices(self) -> list[str]:
        """A sentence for each operation that failed and may have made more than a list shows."""
        notices = []
        for operation, count in self.steps.sender.safety.creations.unclear.items():
            paged = [keys for place, keys in self._found.items() if place[0] == operation and place not in self._clear]
            made = sum(map(len, paged))
            known = (
                f"a page of the list shows {made} of what it made"
                if made
                else "no list shows whether it made something"
            )
            if made < count:
                notices.append(
                    f"{operation} failed {count} times, and {known}; look for names with {self.steps.names.tag}"
                )
        return notices

    def _looked(self, cycle: Lifecycle, place: _Place) -> list[str] | None:
        """As `_shown`; where that is all that there is, nothing is unclear about this place any more."""
        shown = self._shown(cycle, place)
        if shown is not None and _is_whole(cycle):
            self._clear.add(place)
            self._doubt(place, 0)
        return shown

    def _doubt(self, place: _Place, count: int) -> None:
        """So many creates failed in a place, and nothing shows what they made."""
        self._unclear[place] = count
        every = sum(count for (name, _), count in self._unclear.items() if name == place[0])
        self.steps.sender.safety.creations.unclear[place[0]] = every

    def _shown(self, cycle: Lifecycle, place: _Place) -> list[str] | None:
        """The keys of what the list shows, and creates that failed may have made; None where there is none to ask."""
        listing, path = cycle["list"], place[1]
        if listing is None or not dict(path).keys() >= set(listing.operation.path_names):
            return None
        with self.steps.sender.collector.unobserved():
            request = self.steps.requests.build(listing.operation, path=dict(path))
            shown = self._items(listing, self.steps.send(request, "look for what failed creates made"))
        if shown is None:
            return None
        known = {entry.key for entry in self.steps.sender.ledger.open if entry.resource == cycle.resource}
        known |= self.before.get(cycle.resource) or set()
        new = [(key, record) for key, record in shown if key is not None and key not in known]
        return [
            key for key, record in new if self._is_sent(cycle, place, record) and not self._kept(place, key, record)
        ]

    def _kept(self, place: _Place, key: str, record: JSON) -> bool:
        """Whether it is a record that the run removed, and the service keeps in another state."""
        sender = self.steps.sender
        create = self.steps.judge.behaviours[place[0]]
        above = sender.addressing.path_keys.parents(create, dict(place[1]))
        return sender.records.kept.still_listed(LedgerEntry(create.resource or "", key, above), record)

    def _is_sent(self, cycle: Lifecycle, place: _Place, record: JSON) -> bool:
        """Whether a record shows the run's name; or, new, all that a create sent which failed."""
        if not isinstance(record, dict):
            return False
        if self.steps.names.marks(record):
            return True
        tries = (Evidence(cycle.resource, None, None, True, sent, record) for sent in self._sent[place])
        return self.before.get(cycle.resource) is not None and any(map(echoes, tries))

    def _items(self, listing: Behaviour | None, sent: Sent | None) -> list[tuple[str | None, JSON]] | None:
        if listing is None or sent is None or not sent.succeeded:
            return None
        return self.steps.sender.addressing.items(listing, sent.body)


def _is_whole(cycle: Lifecycle) -> bool:
    """Whether the answer to a look at the list shows all that it has: the document gives it no pages."""
    listing = cycle["list"]
    names = [p.name for p in listing.operation.parameters if p.location == "query"] if listing is not None else []
    return not any(map(field_names.asks, names))
