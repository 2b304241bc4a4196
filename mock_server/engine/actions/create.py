"""Makes a record, or each of several."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine import refusals
from mock_server.engine.actions.action import Action, log
from mock_server.engine.actions.kept_record import KeptRecord
from mock_server.engine.answers import Answer
from mock_server.engine.collection_names import MADE_IN, collection_name
from mock_server.engine.commanded_records import carry_out
from mock_server.engine.created_location import location, tells_location
from mock_server.engine.key_alone import showing_key
from mock_server.engine.left_out_keys import beginning_so, in_full, longest_key, place_within, wished_beginning
from mock_server.engine.missing_records import mark_of_created
from mock_server.engine.outcome import NO_HEADERS, Outcome
from mock_server.engine.own_links import OwnLinks, own_links
from mock_server.engine.secret_values import hashed
from mock_server.engine.sent_file import takes_files, told_of_file
from mock_server.engine.several_answers import told_of_each, told_of_one
from mock_server.openapi.behaviour import places
from mock_server.openapi.reading.expressions import in_request
from mock_server.openapi.reading.pointers import MISSING, at, replaced
from mock_server.store import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from mock_server.engine.answers import SuccessAnswer
    from mock_server.engine.records import Composer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.schema.validation import Violation
    from mock_server.store.protocol import Mark

    _Usual = tuple[
        Callable[[Call, JSON], JSON], bool, bool, bool, bool, str | None, Callable[[JSON], Violation | None] | None
    ]

_TRIES = 20
_MOST_TRIES = 10_000


class Create(Action):
    """Keeps a new record under the key that the request names, or one that the server makes; or several of them."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        if self._array is not None:
            sent = at(call.body, self._array)
            if isinstance(sent, list) and len(sent) != 1:
                return self._several(call, success, sent)
            outcome = self._one(call, success)
            return told_of_one(self.synthesis.schemas, call, outcome, self._key_kept(outcome))
        return self._one(call, success)

    def with_new_key(self, call: Call, success: SuccessAnswer, taken: AbstractSet[str] = frozenset()) -> Outcome:
        """Decide, where the server makes the key; ``taken`` are keys that are about to be given."""
        resource, beginning = self.resource(call), wished_beginning(self.behaviour, call)
        told = self.composer.told_key(self.sent(call))
        for attempt in self._attempts(resource, len(taken)):
            made = self.composer.make_key(self.store.sequence + attempt) if told is MISSING else told
            told = MISSING
            key = in_full(self.behaviour, call, beginning_so(beginning, made, self._longest_key) if beginning else made)
            record = self._new(call, key)
            record, body = self._made(call, success, self._led(call, record, key) if self._links else record)
            key = self._answered(body, key)
            body = self._with_key_apart(call, success, body, key)
            if str(key) not in taken and not self._is_taken(resource, str(key)):
                break
        else:
            log.error("%s: no free key was found in %d tries; the record is not kept", self.operation, attempt + 1)
            return Outcome(success, body)
        call.told = ("created", resource, str(key))
        kept: Any = KeptRecord(self, call, resource, str(key), record, is_given=False)
        return Outcome(success, body, kept, self._headers(call, key))

    def _new(self, call: Call, key: JSON) -> dict[str, JSON]:
        """A new record; what the server says of a file is that of the one that came."""
        new, above, jobs, takes_files, is_plainly_sent, within = self._making
        sent = call.body if is_plainly_sent else self.sent(call)
        record = new(sent, key, call.path)
        if within and key is not MISSING:
            record = {**record, within[0]: replaced(record.get(within[0]), within[1:], key)}
        record = self.parents.put(record, call.path, sent) if above else record
        record = record if jobs is None else jobs.begun(record)
        return told_of_file(call, record, self.composer.own) if takes_files else record

    @cached_property
    def _making(self) -> tuple[Any, ...]:
        """What makes each record, at hand together: a look at one that is compiled at its first use costs more."""
        within = place_within(self.behaviour)
        return self.composer.new, bool(self.parents), self.jobs, self._takes_files, self._is_plainly_sent, within

    @cached_property
    def keeping(self) -> tuple[Mark, bool]:
        """The mark that is set with each record, and whether anything else goes with one that is kept."""
        goes_on = self.behaviour.within is not None or self.behaviour.commands is not None
        return mark_of_created(collection_name(self.behaviour.resource or "")), goes_on

    @cached_property
    def _longest_key(self) -> int | None:
        return longest_key(self.synthesis.schemas, self.behaviour, self.told.request(self.operation))

    @cached_property
    def _takes_files(self) -> bool:
        """Whether what is sent may be a file, by itself or as a part of a form."""
        return takes_files(self.operation)

    def _attempts(self, resource: str, taken: int) -> Iterator[int]:
        """Tries for a key: some, and where none is free as many as there are records, whose keys those may be.

        Another process with the same seed gives the same keys, one after the other.
        """
        few = taken + _TRIES + self.shown.count(self.store)
        yield from range(taken, few)
        yield from range(few, few + min(self.store.count(resource), _MOST_TRIES))

    def keep(self, call: Call, made: Sequence[KeptRecord]) -> Answer | None:
        """Keep all that was made, or nothing: the refusal where a key is taken. Raises StoreChanged."""
        resource, new, known = self.resource(call), list(made), list[KeptRecord]()
        while new and self.store.create_all(resource, [(one.key, one.record) for one in new]) is not None:
            free, seen = list[KeptRecord](), set[str]()
            for one in new:
                if one.key not in seen and not self.store.holds(resource, one.key):
                    seen.add(one.key)
                    free.append(one)
                    continue
                if not one.is_given:
                    raise self.changed(resource, one.key)
                if self.behaviour.unique and not self.missing.is_invented(resource, one.key):
                    call.told = ("taken", resource, one.key)
                    return self.refusals.refuse(refusals.CONFLICT, reason=f"{resource}: {one.key} is taken")
                known.append(one)
            new = free
        for one in known:
            put(self.store, resource, one.key, one.record)
            self.missing.adopted(resource, one.key)
        if made:
            self.missing.created(resource)
        for one in made:
            self.kept(call, one.key)
        return None

    def kept(self, call: Call, key: str) -> None:
        """Remember what goes with a record that is kept."""
        if self.behaviour.within is not None:
            self._mark(call, key)
        if self.behaviour.commands is not None:
            carry_out(self.behaviour.commands, call, self.store, self.synthesis.values.timestamp)

    def _is_taken(self, resource: str, key: str) -> bool:
        """Whether there is a record with this key, or a client was shown one that was made up."""
        return self.store.holds(resource, key) or self.missing.was_shown(resource, key)

    def _mark(self, call: Call, key: str) -> None:
        part = self.part(call)
        if part is not None:
            self.store.create(part, key, {MADE_IN: self.resource(call)})

    def _answered(self, body: JSON, key: JSON) -> JSON:
        """The key as the answer shows it: that is the one by which a client asks for the record."""
        place, name = self.behaviour.shown_at, self.behaviour.property
        if place is None or name is None:
            return key
        shown = at(body, (*place, name))
        return key if shown is MISSING or shown is None or isinstance(shown, dict | list) else shown

    def _with_key_apart(self, call: Call, success: SuccessAnswer, body: JSON, key: JSON) -> JSON:
        if success.beside is not None:
            return success.beside.told(body, {success.beside.name: key}, call)
        return showing_key(success, body, key) if self.behaviour.record is None else body

    @cached_property
    def _array(self) -> tuple[str, ...] | None:
        """Where in the body the array of records stands, where it has one."""
        place, schema = self.behaviour.envelope, self.told.request(self.operation)
        return place[:-1] if places.is_alone(self.synthesis.schemas, schema, place) else None

    def _one(self, call: Call, success: SuccessAnswer, taken: AbstractSet[str] = frozenset()) -> Outcome | Answer:
        key_of, is_in_full, is_beside, leads, tells, only, refuses = self._usual
        key = key_of(call, None)
        if is_in_full:
            key = in_full(self.behaviour, call, key)
        wrong = refuses(key) if refuses is not None and key is not MISSING and key is not None else None
        if wrong is not None and self.refusals.documents(refusals.INVALID):
            return self.refusals.refuse(refusals.INVALID, [wrong])
        if key is MISSING or key is None or wrong is not None:
            return self.with_new_key(call, success, taken)
        resource, name = self.resource(call) if only is None else only, str(key)
        record = self._new(call, key if is_beside else MISSING)
        if leads:
            record = self._led(call, record, key)
        record, body = self._made(call, success, record)
        body = self._with_key_apart(call, success, body, key)
        call.told = ("created", resource, name)
        # a plain tuple is made in a third of the time of its own
        kept: KeptRecord = tuple.__new__(KeptRecord, (self, call, resource, name, record, True))
        return tuple.__new__(Outcome, (success, body, kept, self._headers(call, key) if tells else NO_HEADERS))

    @cached_property
    def _usual(self) -> _Usual:
        """What each create of a key that is given looks at, at hand together."""
        is_in_full, leads, refuses = self.behaviour.full_name is not None, self._links is not None, None
        if not is_in_full and self._array is None:
            refuses = self.composer.refuses_key
        return self.key_of, is_in_full, self._is_key_beside, leads, self._tells_location, self._collection, refuses

    def _several(self, call: Call, success: SuccessAnswer, sent: list[JSON]) -> Outcome | Answer:
        """Decide each record; the answer shows all of them where it shows an array, else the last."""
        whole, decided = call.body, list[Outcome]()
        taken = set[str]()
        for item in sent:
            one = copy.copy(call)
            one.body = replaced(whole, self._array or (), [item])
            outcome = self._one(one, success, taken)
            if isinstance(outcome, Answer):
                return outcome
            decided.append(outcome)
            call.told = ("created", self.resource(call), len(decided))
            taken.add(str(at(outcome.body, (*(self.behaviour.shown_at or ()), self.behaviour.property or ""))))

        def keep() -> Answer | None:
            return self.keep(call, [kept for one in decided if isinstance(kept := one.effect, KeptRecord)])

        if success.is_alone:
            shown = [at(outcome.body, self.behaviour.record or ()) for outcome in decided]
            shown = shown if success.results is None else success.results.numbered(shown)
            body = success.value(call, shown, several=True)
        else:
            body = decided[-1].body if decided else success.without_record(call)
        body = told_of_each(self.synthesis.schemas, call, success, body, [self._key_kept(one) for one in decided])
        return Outcome(success, success.mended(body) if success.is_alone else body, keep)

    def _key_kept(self, outcome: Outcome | Answer) -> JSON:
        """The key of the record that is kept, as the record has it; MISSING where it has none."""
        kept = None if isinstance(outcome, Answer) else outcome.effect
        return kept.record.get(self.behaviour.property or "", MISSING) if isinstance(kept, KeptRecord) else MISSING

    def _made(self, call: Call, success: SuccessAnswer, record: dict[str, JSON]) -> tuple[dict[str, JSON], JSON]:
        """The record as it is kept, and the answer: what it shows is what is kept, secrets as hashes."""
        composer, is_as_kept = self._showing
        secrets = {name: make() for name, make, _ in success.secrets} if success.secrets else {}
        shown = record if is_as_kept else composer.shown(record, created=True)
        body = success.value(call, shown, secrets)
        if not success.is_valid(body):
            mended = composer.mended(shown).value
            mended = mended if isinstance(mended, dict) else shown  # the answer may be a text as well, a record is none
            own = self.behaviour.property
            record = {**{name: item for name, item in record.items() if name not in shown or name == own}, **mended}
            body = success.mended(success.value(call, mended, secrets))
        record = record if is_as_kept else composer.kept(record)
        if secrets:
            hidden = {name for name, _, is_hidden in success.secrets if is_hidden}
            record = {**record, **{name: hashed(value) if name in hidden else value for name, value in secrets.items()}}
        return record, body

    @cached_property
    def _showing(self) -> tuple[Composer, bool]:
        """What shows each new record, and whether all of it is shown, and as it is kept."""
        return self.composer, self.composer.shows_new_as_they_are and not self.composer.secrets

    @cached_property
    def _is_key_beside(self) -> bool:
        """Whether the caller gives the key in the query, or under another name than that of the record's key."""
        place, name = self.behaviour.key_place, self.behaviour.property
        if place is not None and place.location == "body":
            return name is not None and places.plain(place.names[-1]) != places.plain(name)
        return (self.behaviour.key or "").startswith(in_request("query", ""))

    @cached_property
    def _links(self) -> OwnLinks | None:
        """Where the record leads to itself, if its address is known."""
        words, schemas = {name.rpartition("/")[2] for name in self.behaviour.below}, self.synthesis.schemas
        given, of_file = self.composer.given, self._takes_files
        return own_links(schemas, self.record_schema, given, words, self._address, of_file=of_file)

    @property
    def _address(self) -> str | None:
        return self.behaviour.location

    def _led(self, call: Call, record: dict[str, JSON], key: JSON) -> dict[str, JSON]:
        url = location(call, self.operation.path, self._address or "", key)
        return self._links.led(record, url) if self._links is not None else record

    def _headers(self, call: Call, key: JSON) -> Mapping[str, str | None]:
        """`Location`, where it is documented or the body does not show the record's key."""
        if not self._tells_location:
            return NO_HEADERS
        return {"location": location(call, self.operation.path, self.behaviour.location or "", key)}

    @cached_property
    def _tells_location(self) -> bool:
        return tells_location(self.behaviour)
