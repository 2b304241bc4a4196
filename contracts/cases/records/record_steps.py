"""What every source of requests works with: names, typical bodies, and the steps of a record's life."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.current_versions import look_for_version, of_what_is_there
from contracts.cases.records.distinct_bodies import DistinctBodies
from contracts.cases.records.failed_creates import FailedCreates
from contracts.cases.records.jobs import Jobs
from contracts.cases.records.key_spelling import fresh_text
from contracts.cases.records.looking import look_after, look_before
from contracts.cases.records.parent_records import ParentRecords
from contracts.cases.records.put_records import put
from contracts.cases.records.record_bodies import RecordBodies
from contracts.cases.records.referred_records import ReferredRecords
from contracts.cases.sending.lifecycle import Lifecycle, lifecycles, variants
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.sending.sender import Sender
    from contracts.exchange import Headers, Request, Source
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import CredentialParts, Pairs
    from contracts.traffic.evidence import Where
    from contracts.traffic.run_names import RunNames
    from mock_server.openapi import JSON

_LABEL = "create what others need"
_REFUSED = (400, 422)
"""How a service says that it needs more than its document requires."""
Journey = Callable[["RecordSteps"], None]
"""What one source of requests does: its steps, one after the other."""


class RecordSteps(RecordBodies):
    """The steps that journeys, boundaries and access probes are made of."""

    def __init__(self, sender: Sender, names: RunNames, given: Mapping[str, str] | None = None) -> None:
        super().__init__(sender, names, given)
        self.cycles = lifecycles(sender.judge.behaviours)
        self.distinct = DistinctBodies(self)
        self.above, self.referred = ParentRecords(self), ReferredRecords(self)
        self.jobs, self.failed_creates = Jobs(self), FailedCreates(self)
        self.waited: dict[str, float] = {}
        """Seconds that were waited for the lists of each resource, and for clocks."""
        self.listed_texts = set[str]()
        """What stood in lists of texts in bodies: each may have made a record that is called so."""
        self._spare: dict[str, list[str]] = {}
        self.sweeps: dict[str, Callable[[], None]] = {}
        """By resource what finds records that were made beside others, for the end of the run."""

    def send(
        self, request: Request, label: str, causes: tuple[str, ...] = (), source: Source = "journey"
    ) -> Sent | None:
        """Send a request through the sender."""
        sent = self.requests.times.sent(partial(self.sender.send, source=source, label=label, causes=causes), request)
        self.failed_creates.follow(sent)
        self.listed_texts |= sent.listed_texts if sent is not None else set()
        return sent

    def fresh(self, cycle: Lifecycle) -> str:
        """A key that this run has not used, as the resource's keys must look."""
        schema = self.key_schema(cycle)
        if "integer" in self.schemas.types(schema):  # a PUT would write over whoever has a short one
            return self.names.number(None if cycle.puts is not None else partial(self.samples.valid, schema))
        return fresh_text(self, cycle, schema)

    def where(self, cycle: Lifecycle, key: str) -> Where:
        """The record of this key below the usual parents."""
        return cycle.resource, self.sender.path_keys.cut(cycle.resource, [*(self.parents(cycle) or {}).values()]), key

    def unused(self, cycle: Lifecycle) -> str:
        """A key under which nothing was made: one that was given back, else a new one."""
        spare = self._spare.get(cycle.resource)
        return spare.pop(0) if spare else self.fresh(cycle)

    def give_back(self, cycle: Lifecycle, key: str) -> None:
        """Every create with this key was refused: it is for others, so that less is left to be looked after."""
        self._spare.setdefault(cycle.resource, []).append(key)

    def create(
        self,
        cycle: Lifecycle,
        body: JSON,
        label: str,
        causes: tuple[str, ...] = (),
        *,
        headers: Headers = (),
        access: CredentialParts | None = None,
        source: Source = "journey",
    ) -> Sent | None:
        """Create a record."""
        create = cycle["create"]
        if create is None or (path := self.parents(cycle)) is None:
            return None
        look_before(self, cycle, path)
        body = self.distinct.before(cycle, body)
        request = self.requests.build(create.operation, path=path, body=body, headers=headers, access=access)
        sent = self.send(request, label, causes, source)
        words = self.distinct.in_words(cycle, sent, body) if access is None and source == "journey" else None
        if words is not None:
            request = self.requests.build(create.operation, path=path, body=words, headers=headers)
            sent = self.send(request, f"{label}, in plain words", causes, source)
            self.distinct.told_words(cycle, sent, words)
        if access is None and (other := self.distinct.where_taken(cycle, sent, body)) is not None:
            refused, request = sent, self.requests.build(create.operation, path=path, body=other, headers=headers)
            sent = self.send(request, f"{label}, with other texts", causes, source)
            self.distinct.told(cycle, refused, sent)
        if access is None and (other := self.distinct.where_busy(cycle, sent, body)) is not None:
            request = self.requests.build(create.operation, path=path, body=other, headers=headers)
            sent = self.send(request, f"{label}, at other times", causes, source)
            self.distinct.told_times(cycle, sent)
        look_after(self, cycle, sent)
        return sent

    def once(self, cycle: Lifecycle, body: JSON, label: str, causes: tuple[str, ...], key: str | None) -> bool:
        """Create a boundary case, and remove what was created; whether the create succeeded."""
        sent = self.create(cycle, body, label, causes, source="boundary")
        if sent is None or not sent.succeeded:
            return False
        if cycle.removable and (found := self.key_of(cycle, sent, key)) is not None:
            self.delete(cycle, found, "remove", source="boundary")
        return True

    def may_create(self, cycle: Lifecycle) -> bool:
        """Whether another record of the resource may be made: those that can't be removed are counted."""
        create = cycle["create"] or cycle.puts
        return create is not None and self.sender.safety.creations.forbid(create.operation.id) is None

    def delete(
        self,
        cycle: Lifecycle,
        key: str,
        label: str,
        causes: tuple[str, ...] = (),
        *,
        query: Pairs | None = None,
        access: CredentialParts | None = None,
        source: Source = "journey",
    ) -> Sent | None:
        """Delete a record; for good where ``query`` is not given."""
        query = self.hard(cycle) if query is None else query
        return self.act(cycle, "delete", key, label, causes, query=query, access=access, source=source)

    def act(
        self,
        cycle: Lifecycle,
        action: str,
        key: str,
        label: str,
        causes: tuple[str, ...] = (),
        *,
        query: Pairs = (),
        body: JSON = MISSING,
        headers: Headers = (),
        access: CredentialParts | None = None,
        source: Source = "journey",
    ) -> Sent | None:
        """Do something to one record by its key; a change names the version that is there, where it names one."""
        look_for_version(self, cycle, action, key)
        body = of_what_is_there(self, cycle, action, key, body)
        request = self.on_item(cycle, action, key, query=query, body=body, headers=headers, access=access)
        return None if request is None else self.send(request, label, causes, source)

    def on_item(
        self,
        cycle: Lifecycle,
        action: str,
        key: str,
        *,
        query: Pairs = (),
        body: JSON = MISSING,
        headers: Headers = (),
        access: CredentialParts | None = None,
    ) -> Request | None:
        """The request that does something to one record."""
        behaviour = cycle[action]
        if behaviour is None or (parents := self.parents(cycle)) is None:
            return None
        path, query, body = self.placed(behaviour, key, self.sender.path_keys.on(behaviour, parents), query, body)
        given = self.sender.given.of(cycle.resource, key, behaviour.operation)
        return self.requests.build(
            behaviour.operation, path=path, query=query, body=body, headers=headers, access=access, on_wire=given
        )

    def hard(self, cycle: Lifecycle) -> Pairs:
        """The query pairs that make a delete final."""
        return dict(self.ways(cycle)).get("hard", ())

    def ways(self, cycle: Lifecycle) -> tuple[tuple[str, Pairs], ...]:
        """The ways to delete, soft ones first."""
        return variants(cycle["delete"], self.schemas)

    def key_of(self, cycle: Lifecycle, sent: Sent | None, key: str | None) -> str | None:
        """The key of what was created and is the run's own: the chosen one, or the one in the answer."""
        create = cycle["create"]
        if sent is None or create is None or not sent.succeeded:
            return None
        found = self.answered(cycle, sent)
        own = found is not None and self.sender.made(cycle.resource, found)
        return key if create.key is not None and (found == key or not own) else found if own else None

    def answered(self, cycle: Lifecycle, sent: Sent | None) -> str | None:
        """The key in the answer to a create, or in its Location; None where it shows none."""
        create, addressing = cycle["create"], self.sender.addressing
        if sent is None or create is None or not sent.succeeded:
            return None
        found = addressing.answered_key(create, sent.body)
        found = addressing.located_key(create, sent.exchange.answer) if found is None else found
        return str(found) if found is not None else None

    def parents(self, cycle: Lifecycle) -> Mapping[str, str] | None:
        """The path parameters that lead to the resource, its parents made if need be; None where that can't be done."""
        with self.sender.asking.making():
            return self.above.of(cycle)

    @contextmanager
    def afresh(self) -> Iterator[None]:
        """For a while records of its own stand above others and are referred to: what is sent then is whole."""
        kept = self.above, self.referred
        self.above, self.referred = ParentRecords(self), ReferredRecords(self)
        try:
            yield
        finally:
            self.above, self.referred = kept

    def record_of(self, cycle: Lifecycle) -> str | None:
        """The key of a new record of the run's own, None where none can be made."""
        return _needed_record(self, cycle)


def _needed_record(steps: RecordSteps, cycle: Lifecycle) -> str | None:
    """The key of a new record of the run's own, None where none can be made.

    It is made with the least that will do; where such a one is refused, or shows nothing of the run, and nobody knows
    whose it is, one with everything is made as well.
    """
    if not steps.may_create(cycle):
        return None
    if cycle.puts is not None:
        return put(steps, cycle, _LABEL)
    key, create = steps.fresh(cycle) if cycle.chosen else None, cycle["create"]
    sent = steps.create(cycle, steps.distinct.least(cycle, key), _LABEL)
    found = steps.key_of(cycle, sent, key)
    unproved = found is None and sent is not None and (sent.succeeded or sent.status in _REFUSED)
    if unproved and create is not None and steps.may_create(cycle):
        key = steps.fresh(cycle) if cycle.chosen else None
        body = steps.keyed(create, steps.distinct.other(cycle, steps.full(create)), key)
        found = steps.key_of(cycle, steps.create(cycle, body, f"{_LABEL}, with everything"), key)
    return found
