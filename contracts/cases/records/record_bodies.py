"""What the bodies of creates and changes hold: the least, everything, a key, and no record that is somebody else's."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from contracts.cases.records.key_parts import content_part
from contracts.cases.sending.requests import Requests
from contracts.cases.values.pools import Pools
from contracts.cases.values.typical_values import TypicalValues
from contracts.laws.standing_members import may_be_made_up
from contracts.traffic.effects import READS
from contracts.traffic.key_members import as_member
from contracts.traffic.periods import in_order
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.records.referred_records import ReferredRecords
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.cases.sending.sender import Sender
    from contracts.exchange import WrittenParameters
    from contracts.traffic.credentials import Pairs
    from contracts.traffic.run_names import RunNames
    from mock_server.openapi import JSON, Behaviour, Operation


class RecordBodies:
    """The bodies of one run's records."""

    referred: ReferredRecords

    def __init__(self, sender: Sender, names: RunNames, given: Mapping[str, str] | None = None) -> None:
        self.sender, self.names = sender, names
        self.judge = sender.judge
        self.schemas = sender.judge.schemas
        self.samples = TypicalValues(sender.judge.reader, names.tag, given)
        self.pools = Pools(self.samples)
        self.requests = Requests(self.samples, sender.credentials, self.owned)
        self.requests.fresh, self.requests.shown = names.fresh, self._shown
        self.requests.asked_in_body = frozenset(
            name
            for name, behaviour in sender.judge.behaviours.items()
            if behaviour.action in READS and not behaviour.operation.is_safe
        )

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
        node: Any = body
        for name in part.names[:-1]:
            node = node.setdefault(name, {})
            if not isinstance(node, dict):
                return body
        schema = self.schemas.below(create.operation.request_schema, part.names)
        node[part.names[-1]] = as_member(key, counts="integer" in self.schemas.types(schema))
        return body

    def placed(
        self, behaviour: Behaviour, key: str, path: Mapping[str, str], query: Pairs = (), body: JSON = MISSING
    ) -> tuple[Mapping[str, str], Pairs, JSON]:
        """Path, query and body of a request for the record of this key, which is put where the operation has it."""
        part = behaviour.key_place
        if part is not None and part.location == "path":
            path = {**path, part.names[0]: key}
        elif part is not None and part.location == "query":
            query = (*query, (part.names[0], key))
        elif part is not None and part.location == "body":
            body = self.requests.body(behaviour.operation) if body is MISSING else body
            body = self.keyed(behaviour, copy.deepcopy(body), key)
        return path, query, body

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

    def _shown(self, operation: Operation, path: Mapping[str, str]) -> WrittenParameters:
        """The parameters that a change or a removal requires, as the record that its path names was shown with them."""
        behaviour = self.judge.behaviours[operation.id]
        given = self.sender.given
        found = dict(given.shown(behaviour, path.get(behaviour.key_parameter or "", "")))
        above = self.sender.path_keys.places(behaviour, path)
        for place in given.versions(behaviour) - found.keys():  # of an attachment it is that of its document
            known = [given.last(resource, path.get(name, ""), place) for name, (resource, _) in above.items()]
            found.update((place, text) for text in known if text is not None)
        return found

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
