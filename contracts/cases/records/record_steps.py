"""What every source of requests works with: names, typical bodies, and the steps of a record's life."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from contracts.cases.records.current_versions import of_what_is_there
from contracts.cases.records.distinct_bodies import DistinctBodies
from contracts.cases.records.failed_creates import FailedCreates
from contracts.cases.records.jobs import Jobs
from contracts.cases.records.key_parts import content_part
from contracts.cases.records.key_spelling import fresh_text
from contracts.cases.records.looking import look_after, look_before
from contracts.cases.records.needed_records import needed_record
from contracts.cases.records.parent_records import ParentRecords
from contracts.cases.records.referred_records import ReferredRecords
from contracts.cases.sending.lifecycle import Lifecycle, lifecycles, variants
from contracts.cases.sending.requests import Requests
from contracts.cases.values.pools import Pools
from contracts.cases.values.typical_values import TypicalValues
from contracts.laws.standing_members import may_be_made_up
from contracts.traffic.key_members import as_member
from contracts.traffic.periods import in_order
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.sending.sender import Sender
    from contracts.exchange import Headers, Request, Source
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import CredentialParts, Pairs
    from contracts.traffic.evidence import Where
    from contracts.traffic.run_names import RunNames
    from mock_server.openapi import JSON, Behaviour, Operation

Journey = Callable[["RecordSteps"], None]
"""What one source of requests does: its steps, one after the other."""


class RecordSteps:
    """The steps that journeys, boundaries and access probes are made of."""

    def __init__(self, sender: Sender, names: RunNames, given: Mapping[str, str] | None = None) -> None:
        self.sender, self.names = sender, names
        self.judge = sender.judge
        self.schemas = sender.judge.schemas
        self.samples = TypicalValues(sender.judge.reader, names.tag, given)
        self.pools = Pools(self.samples)
        self.requests = Requests(self.samples, sender.credentials, self.owned)
        self.requests.fresh = names.fresh
        self.cycles = lifecycles(sender.judge.behaviours)
        self.distinct = DistinctBodies(self)
        self.above, self.referred = ParentRecords(self), ReferredRecords(self)
        self.jobs, self.failed_creates = Jobs(self), FailedCreates(self)
        self.waited: dict[str, float] = {}
        """Seconds that were waited for the lists of each resource, and for clocks."""
        self._spare: dict[str, list[str]] = {}
        self.sweeps: dict[str, Callable[[], None]] = {}
        """By resource what finds records that were made beside others, for the end of the run."""

    def send(
        self, request: Request, label: str, causes: tuple[str, ...] = (), source: Source = "journey"
    ) -> Sent | None:
        """Send a request through the sender."""
        sent = self.requests.times.sent(partial(self.sender.send, source=source, label=label, causes=causes), request)
        self.failed_creates.follow(sent)
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

    def key_schema(self, cycle: Lifecycle) -> JSON:
        """The schema of the key that the caller chooses, None where the server assigns it."""
        create = cycle["create"]
        if cycle.puts is not None:
            return cycle.puts.key_schema
        part = create.key_place if create is not None else None
        if create is None or part is None or part.location != "body":
            return None
        return self.schemas.below(create.operation.request_schema, part.names)

    def body(self, cycle: Lifecycle, key: str | None = None, /, **fields: Any) -> JSON:
        """The smallest valid body of the create, with this key and these fields, whatever a document calls them."""
        create = cycle["create"]
        if create is None:
            return MISSING
        body = copy.deepcopy(self._smallest(create))
        if isinstance(body, dict):
            body.update(fields)
        return self.keyed(create, body, key)

    def keyed(self, create: Behaviour, body: JSON, key: str | None) -> JSON:
        """``body`` with ``key`` where the create carries it."""
        part = create.key_place
        if key is None or part is None or part.location != "body" or not isinstance(body, dict):
            return body
        node = body
        for name in part.names[:-1]:
            node = node.setdefault(name, {})
        schema = self.schemas.below(create.operation.request_schema, part.names)
        node[part.names[-1]] = as_member(key, counts="integer" in self.schemas.types(schema))
        return body

    def owned(self, operation: Operation, body: JSON, path: Mapping[str, str], query: Pairs = ()) -> JSON:
        """``body`` so that it names no record of somebody else's."""
        behaviour = self.judge.behaviours[operation.id]
        body = self.referred.settled(behaviour, body) if behaviour.action != "delete" else body
        if behaviour.action not in ("create", "replace", "merge"):
            return body
        if (member := self.judge.reader.key_members.get(operation.id)) is not None:
            body = member.filled(body, path)
        if operation.id in self.sender.addressing.assigned and behaviour.property is not None:
            body = pointers.without(body, (*behaviour.envelope, behaviour.property))
        required = self.schemas.required(self.schemas.below(operation.request_schema, behaviour.envelope))
        return self.sender.named.owned(behaviour, body, path, required, query)

    def full(self, create: Behaviour) -> JSON:
        """A body with every property, typical values; of a create that takes several at once, a list of one such."""
        schema = create.operation.request_schema
        least, altered = self._smallest(create), self.sender.ownership.altered.get(create.resource or "", ())
        body, wrapped = (
            dict(least) if isinstance(least, dict) else {},
            create.envelope[:1] or content_part(self.schemas, create),
        )
        for name, item in self.schemas.properties(schema).items():
            if may_be_made_up(self.schemas, name, item) and name not in altered:
                body[name] = self.samples.filled(item, name, body.get(name, MISSING), whole=(name,) == wrapped)
        body = self.samples.full(schema) if isinstance(least, list) else in_order(self.schemas, schema, body)
        return body if schema is None or self.samples.valid(schema, body) else least

    def _smallest(self, create: Behaviour) -> JSON:
        return self.referred.settled(create, self.requests.body(create.operation))

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
        if access is None and (other := self.distinct.where_taken(cycle, sent, body)) is not None:
            refused, request = sent, self.requests.build(create.operation, path=path, body=other, headers=headers)
            sent = self.send(request, f"{label}, with other texts", causes, source)
            self.distinct.told(cycle, refused, sent)
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
        part = behaviour.key_place
        path = self.sender.path_keys.on(behaviour, parents)
        if part is not None and part.location == "path":
            path[part.names[0]] = key
        elif part is not None and part.location == "query":
            query = (*query, (part.names[0], key))
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
        return needed_record(self, cycle)
