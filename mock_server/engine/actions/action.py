"""What every action knows: where its records lie, how they are made and shown, and which missing ones are missed."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.engine.collection_names import PART, collection_name
from mock_server.engine.field_selection import FieldSelection
from mock_server.engine.following_members import FollowingMembers
from mock_server.engine.job_progress import JobProgress
from mock_server.engine.left_out_keys import under_key
from mock_server.engine.made_up_links import MadeUpLinks
from mock_server.engine.made_up_lists import MadeUpLists
from mock_server.engine.missing_records import MissingRecords
from mock_server.engine.outcome import NO_HEADERS, Outcome, nothing
from mock_server.engine.owning_record import OwningRecord
from mock_server.engine.pagination import names_sent
from mock_server.engine.parent_values import ParentValues
from mock_server.engine.possible_keys import PossibleKeys
from mock_server.engine.records import Composer
from mock_server.engine.shown_inventions import ShownInventions
from mock_server.openapi.behaviour.behaviour import CALLER
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import compile_expression
from mock_server.openapi.reading.pointers import MISSING, at
from mock_server.openapi.schema.example_members import ExampleMembers
from mock_server.store import StoreChanged, asked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.refusals import Refusals
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.store import Store

log = logging.getLogger("mock_server")


class Action:
    """What one operation does to the store, and its answer as a value.

    ``run(call, success)`` decides: an `Outcome`, or an `Answer` that refuses. The store is only read on the way; it
    changes by the outcome's effect. ``shown`` is which records that are not there the mock's clients saw, ``made_up``
    those that lists show before there are any.
    """

    def __init__(
        self,
        behaviour: Behaviour,
        store: Store,
        synthesis: Synthesis,
        refusals_: Refusals,
        shown: ShownInventions | None = None,
        made_up: MadeUpLists | None = None,
    ) -> None:
        self.behaviour = behaviour
        self.operation = behaviour.operation
        self.store = store
        self.synthesis = synthesis
        self.refusals = refusals_
        self.shown = shown if shown is not None else ShownInventions()
        self.made_up = made_up if made_up is not None else MadeUpLists(lambda *_: None)
        self.links = MadeUpLinks(self)
        self.given_at_first: Callable[[], frozenset[str]] = frozenset
        owner = behaviour.owner
        self.run = self.act if behaviour.parent is None and not (owner and owner.misses) else self._act_below

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide, where the record's parents are not missed."""
        raise NotImplementedError

    def _act_below(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        missed = self.owning.missed(call, self.parent_keys(call))
        made = missed is not None and self._parents and self.owning.made(self.resource(call), lambda: self.key(call))
        if missed is not None and not made:
            call.told = ("missed", *missed)
            return self.not_found(*missed)
        return self.act(call, success)

    @cached_property
    def owning(self) -> OwningRecord:
        """The record above those of the operation."""
        return OwningRecord(self.behaviour, self.store, self.missing)

    @cached_property
    def composer(self) -> Composer:
        """Makes the records; its answer schema is that of the record in this operation's success answer."""
        return Composer(self.behaviour, self.record_schema, self.synthesis)

    @cached_property
    def told(self) -> ExampleMembers:
        """The schemas of bodies, with what their examples tell."""
        return ExampleMembers(self.synthesis.schemas)

    @cached_property
    def record_schema(self) -> Schema | None:
        """The schema of the record, of one of them for a list, in this operation's success answer."""
        if self.behaviour.unseen is not None:
            return self.behaviour.unseen
        documented = {response.status: response for response in self.operation.responses}
        response = documented.get(self.behaviour.status or "") or self.operation.success()
        whole = self.told.schema(response) if response else None
        if whole is None or self.behaviour.record is None:
            return None
        schema = self.synthesis.schemas.below(whole, self.behaviour.record)
        member = self.behaviour.each_in
        item = self.synthesis.schemas.items(schema) if self.behaviour.action == "list" else schema
        return item if member is None else self.synthesis.schemas.below(item, (member,))

    def selected(self, call: Call, record: JSON) -> JSON:
        """What of a record the request asks for."""
        return self._fields.of(record, call)

    @cached_property
    def _fields(self) -> FieldSelection:
        return FieldSelection(self.behaviour, self.synthesis.schemas, self.record_schema)

    @cached_property
    def parents(self) -> ParentValues:
        """Puts the records above one into it."""
        own = [(place, self.callers[name]) for name, place in self.behaviour.shown_parents]
        return ParentValues(self.behaviour.above, self.record_schema, self.synthesis, self.store, own)

    @cached_property
    def jobs(self) -> JobProgress | None:
        """What lets a record go on by itself, where it does."""
        job, now = self.behaviour.job, self.synthesis.values.timestamp
        return None if job is None else JobProgress(job, self.record_schema, self.synthesis, now)

    @cached_property
    def following(self) -> FollowingMembers:
        """Changes what follows from a change."""
        return FollowingMembers(self.composer)

    @cached_property
    def missing(self) -> MissingRecords:
        """Decides whether a record that is not there is missed or invented."""
        keys = PossibleKeys(self.behaviour, self.record_schema, self.synthesis)
        return MissingRecords(self.behaviour, self.store, self.refusals, self.shown, keys.may_have)

    @cached_property
    def key_of(self) -> Callable[[Call, JSON], JSON]:
        """The record's key as the request names it; MISSING where it names none."""
        if self.behaviour.key == CALLER:
            return lambda call, _body: self._callers_own(call)
        return compile_expression(self.behaviour.key) if self.behaviour.key else lambda _call, _body: MISSING

    def _callers_own(self, call: Call) -> JSON:
        """The key of the record that is the caller's own: the first one; where there is none, one for a new record."""
        return next((key for key, _ in self.store.listing(self.resource(call)).part(0, 1)), self._own_key)

    @cached_property
    def _own_key(self) -> JSON:
        return self.composer.make_key(self.store.sequence)

    @cached_property
    def _parents(self) -> tuple[str, ...]:
        names = path_templates.names(self.operation.path)
        if self.behaviour.within is not None:
            return tuple(name for name in names if name in self.behaviour.parents)
        own = self.behaviour.key_parameter
        return names[: names.index(own)] if own in names else names

    def part(self, call: Call) -> str | None:
        """The collection of the store that marks which records are of the part that the path names."""
        if (within := self.behaviour.within) is None:
            return None
        return collection_name(f"{PART}{within.name}", (call.path.get(name) for name in self.operation.path_names))

    @cached_property
    def _collection(self) -> str | None:
        """The only collection of its records; None where each parent has one."""
        return None if self._parents or self._parts or self.callers else collection_name(self.behaviour.resource or "")

    def parent_keys(self, call: Call) -> tuple[str, ...]:
        """The keys of the records above this one, from the outermost."""
        return tuple([str(value) for value in self._owners(call)])

    def _owners(self, call: Call) -> list[JSON]:
        """The keys of the parents, as the path and, where that leaves some out, the body give them.

        One that a body leaves out is empty, so that no path leads there.
        """
        said = (part(call, None) for part in self._parts)
        named = [call.path.get(name) for name in self._parents] + [*self.callers.values()]
        return named + ["" if one is MISSING else one for one in said]

    @cached_property
    def callers(self) -> Mapping[str, JSON]:
        """The keys of parents that are the caller's own: always the same ones."""
        make, below = self.synthesis.steady, self.synthesis.schemas.below
        shown = self.behaviour.shown_parents
        return {name: make(name)(below(self.record_schema, place) or {}, place[-1]) for name, place in shown}

    @cached_property
    def _parts(self) -> tuple[Callable[[Call, JSON], JSON], ...]:
        return tuple(map(compile_expression, self.behaviour.parts))

    def resource(self, call: Call) -> str:
        """The collection of the store in which the record is."""
        only = self._collection
        return collection_name(self.behaviour.resource or "", self._owners(call)) if only is None else only

    def key(self, call: Call) -> str:
        """The record's key, as the store has it, also where the request names the record by another property."""
        key, alias = str(self.key_of(call, None)), self.behaviour.alias
        if alias is not None and not self.store.holds(resource := self.resource(call), key):
            every = self.store.listing(resource)
            found = every.where(alias, asked((key,)))
            rows = self.store.records(resource) if found is None else found.part(0, len(found))
            return next((held_key for held_key, held in rows if str(held.get(alias)) == key), key)
        return key

    def sent(self, call: Call) -> JSON:
        """The record in the request's body, in the query where the operation takes no body; as the record has it."""
        if self._is_plainly_sent:
            return call.body
        envelope, body = self.behaviour.envelope, call.body
        if body is MISSING and self._takes_query:
            body = call.query
        sent = at(body, envelope) if envelope and isinstance(body, dict | list) else body
        if self.behaviour.queried:
            sent = {**self._asked(call), **sent} if isinstance(sent, dict) else self._asked(call)
        for name in reversed(self.behaviour.inside if sent is not MISSING else ()):
            sent = {name: sent}
        return sent

    @cached_property
    def _is_plainly_sent(self) -> bool:
        behaviour = self.behaviour
        return not (behaviour.envelope or behaviour.inside or behaviour.queried or self._takes_query)

    def _asked(self, call: Call) -> dict[str, JSON]:
        """The members of the record that the query of this request gives."""
        sent = names_sent(call.query_string)
        return {name: call.query[name] for name in self.behaviour.queried if name in sent and name in call.query}

    @cached_property
    def _takes_query(self) -> bool:
        return self.behaviour.action == "create" and self.operation.request_body is None

    def without_record(self, call: Call, success: SuccessAnswer) -> Outcome:
        """The success that shows no record and changes nothing."""
        return Outcome(success, success.without_record(call))

    def showing(
        self, call: Call, success: SuccessAnswer, record: JSON, effect: Callable[[], Answer | None] = nothing
    ) -> Outcome:
        """The success that shows ``record``, as the operation's own schema wants it."""
        if self.behaviour.record is None:
            return tuple.__new__(
                Outcome, (success, success.without_record(call), effect, NO_HEADERS)
            )  # as `json_answer`
        body = success.value(call, self.composer.shown(record))
        if not success.is_valid(body):
            mended = self.composer.conforming(self.behaviour.resource or "", self.composer.shown(record))
            body = success.mended(success.value(call, mended))
        return Outcome(success, body, effect)

    def invented(self, call: Call, success: SuccessAnswer) -> dict[str, JSON]:
        """A record in place of one that is not there: the document's example under the key that was asked for.

        What a list shows of it is so, and what a client was shown by reading it.
        """
        shown = at(success.frame, self.behaviour.record or ())
        record = dict(shown) if isinstance(shown, dict) else {}
        if self.behaviour.action != "read" and self.missing.was_shown(self.resource(call), self.key(call)):
            record.update(self.made_up.read(self.behaviour.resource or ""))
        record.update(self.listed_invention(str(self.key_of(call, None))))
        record.update(self.composer.parents_of(record, call.path))
        record = self.parents.put(record, call.path)
        key = self.key_of(call, None)
        record = record if self.behaviour.record is None else under_key(self.behaviour, record, key)
        return self.links.led(call, record, key)

    def meant(self, owners: Sequence[JSON], key: str, record: dict[str, JSON]) -> dict[str, JSON]:
        """``record``, or the one of another resource for which it stands, below the first of these ``owners``."""
        meant = self.behaviour.stands_for or ""
        held = self.store.read(collection_name(meant, owners[: meant.count("{}")]), key) if meant else None
        return record if held is None else {**record, **held}

    def listed_invention(self, key: str) -> dict[str, JSON]:
        """What the resource's list shows under this key before there is any record; nothing where it has none such."""
        return self.made_up.rows(self.behaviour.resource or "", self.behaviour.property).get(key, {})

    def changed(self, resource: str, key: str) -> StoreChanged:
        """What another process did since the decision, which has to be made again."""
        return StoreChanged(f"{resource}: another process has changed {key}")

    def not_found(self, resource: str, key: str) -> Answer:
        """The refusal of a record that is missed."""
        return self.refusals.refuse(refusals.NOT_FOUND, reason=f"{resource}: there is no {key}")
