"""Carries out what operations do: behaviour, store and answers brought together, one plan for each operation."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine import descendants, refusals
from mock_server.engine.answers import Answer, SuccessAnswer, hashed
from mock_server.engine.collection_names import collection_name
from mock_server.engine.json_patch import JSONPatchError
from mock_server.engine.listing import Listing, Page
from mock_server.engine.missing_records import MissingRecords
from mock_server.engine.records import Composer
from mock_server.openapi.behaviour.resources import items_prefix
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import MISSING, at, compile_expression
from mock_server.openapi.reading.pointers import replaced, without
from mock_server.openapi.schema import structure
from mock_server.openapi.schema.validation import whole_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.refusals import Refusals
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import MediaType, Schema
    from mock_server.store import Store

log = logging.getLogger("mock_server")


class Engine:
    """What one operation does to the store, and its answer as a value.

    ``run(call)`` gives ``(success, body)``, where ``body`` is a JSON value or MISSING, or an Answer that refuses.
    """

    def __init__(self, behaviour: Behaviour, store: Store, synthesis: Synthesis, refusals_: Refusals) -> None:
        self.behaviour = behaviour
        self.operation = behaviour.operation
        self.store = store
        self.synthesis = synthesis
        self.refusals = refusals_
        self._act: Callable[[Call, SuccessAnswer], Any] = getattr(self, "_" + behaviour.action)
        if behaviour.action in ("replace", "merge") and (behaviour.key or "").startswith("$request.body"):
            self._act = self._named_by_body
        self.run = self._act if behaviour.parent is None else self._run_below
        self.created: SuccessAnswer | None = None  # of a replacement that makes what is not there, where it differs

    @cached_property
    def _key_of(self) -> Callable[[Call, Any], Any]:
        return compile_expression(self.behaviour.key) if self.behaviour.key else lambda _call, _body: MISSING

    @cached_property
    def _unless(self) -> Callable[[Call, Any], Any]:
        soft = self.behaviour.soft
        return compile_expression(soft.unless) if soft and soft.unless else lambda _call, _body: False

    @cached_property
    def composer(self) -> Composer:
        """Makes the records; its answer schema is that of the record in this operation's success answer."""
        return Composer(self.behaviour, self._record_schema, self.synthesis)

    @cached_property
    def _record_schema(self) -> Schema | None:
        documented = {response.status: response for response in self.operation.responses}
        response = documented.get(self.behaviour.status or "") or structure.success(self.operation)
        media: MediaType | None = structure.json_media(response.content) if response else None
        if media is None or self.behaviour.record is None:
            return None
        schema = structure.below(self.synthesis.schemas, media.schema, self.behaviour.record)
        return structure.items_of(self.synthesis.schemas, schema) if self.behaviour.action == "list" else schema

    @cached_property
    def _presence(self) -> MissingRecords:
        return MissingRecords(self.behaviour, self.store, self.refusals)

    @cached_property
    def _parents(self) -> tuple[str, ...]:
        names = path_templates.names(self.operation.path)
        own = (self.behaviour.key or "").removeprefix("$request.path.")
        return names[: names.index(own)] if own in names else names

    def _sent(self, call: Call) -> Any:
        """The record in the request's body."""
        envelope, body = self.behaviour.envelope, call.body
        return at(body, envelope) if envelope and isinstance(body, dict) else body

    def _resource(self, call: Call) -> str:
        if not self._parents:
            return self._collection
        return collection_name(self.behaviour.resource or "", (call.path.get(parent) for parent in self._parents))

    @cached_property
    def _collection(self) -> str:
        return collection_name(self.behaviour.resource or "")

    def _run_below(self, call: Call, success: SuccessAnswer) -> Any:
        """Act where the record that owns the collection is not missed."""
        parent, values = self.behaviour.parent, [str(call.path.get(name)) for name in self._parents]
        if parent is not None and values:
            owners, key = collection_name(parent.name, values[:-1]), values[-1]
            if self.store.read(owners, key) is None:
                return self._not_found(owners, key)
        return self._act(call, success)

    def _named_by_body(self, call: Call, success: SuccessAnswer) -> Any:
        """Replace or merge the record that the body names; a body without a name makes one, or changes none."""
        if self._key_of(call, None) not in (MISSING, None):
            return self._replace(call, success) if self.behaviour.action == "replace" else self._merge(call, success)
        if self.behaviour.action == "replace":
            return self._create_with_new_key(call, success, self._resource(call))
        return self._none(call, success)

    def _none(self, call: Call, success: SuccessAnswer) -> Any:
        return success.without_record(call)

    def _create(self, call: Call, success: SuccessAnswer) -> Any:
        resource, composer = self._resource(call), self.composer
        key = self._key_of(call, None)
        if key is MISSING or key is None:
            return self._create_with_new_key(call, success, resource)
        record = composer.new(self._sent(call), path=call.path)
        record, shown, body = self._created(call, success, record)
        if self.store.create(resource, str(key), self._kept(record, shown)):
            self._presence.created(resource)
            return body
        if self.behaviour.unique and not self._presence.is_invented(resource, str(key)):
            return self.refusals.refuse(refusals.CONFLICT, reason=f"{resource}: {key} is taken")
        self.store.replace(resource, str(key), self._kept(record, shown))
        return body

    def _create_with_new_key(self, call: Call, success: SuccessAnswer, resource: str) -> Any:
        for attempt in range(20):
            key = self.composer.make_key(self.store.sequence + attempt)
            record = self.composer.new(self._sent(call), key, call.path)
            record, shown, body = self._created(call, success, record)
            if self.store.create(resource, str(key), self._kept(record, shown)):
                self._presence.created(resource)
                return body
        log.error("%s: no free key was found in 20 tries; the record is not kept", self.operation)
        return body

    def _created(
        self, call: Call, success: SuccessAnswer, record: dict[str, Any]
    ) -> tuple[dict[str, Any], dict[str, Any], Any]:
        """The record as it is kept, the secrets shown this once, and the answer: what it shows is what is kept."""
        secrets = {name: make() for name, make, _ in success.secrets}
        shown = self.composer.shown(record, created=True)
        body = success.value(call, shown, secrets)
        if not success.is_valid(body):
            mended = self.composer.mended(shown).value
            record = {**{name: item for name, item in record.items() if name not in shown}, **mended}
            body = success.mended(success.value(call, mended, secrets))
        return record, secrets, body

    def _kept(self, record: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
        record = self.composer.kept(record)
        return {**record, **{name: hashed(value) for name, value in shown.items()}} if shown else record

    def _read(self, call: Call, success: SuccessAnswer) -> Any:
        resource, key = self._resource(call), str(self._key_of(call, None))
        record = self.store.read(resource, key)
        if record is None:
            if self._presence.is_missed(resource, key):
                return self._not_found(resource, key)
            record = self._invented(success, call)
        else:
            self._presence.came_back(resource, key)
        return self._answer(call, success, record)

    def _replace(self, call: Call, success: SuccessAnswer) -> Any:
        resource, key = self._resource(call), str(self._key_of(call, None))
        old = self.store.read(resource, key)
        if old is None:
            if not self.behaviour.creates and self._presence.is_missed(resource, key):
                return self._not_found(resource, key)
            record = self.composer.new(self._sent(call), self._typed_key(call), call.path)
            self.store.create(resource, key, self.composer.kept(record))
            if not self.behaviour.creates:
                self._presence.invented(resource, key)
            elif self.created is not None:
                success = self.created
                call.status = success.status
        else:
            self._presence.came_back(resource, key)
            record = self.composer.replaced(old, self._sent(call), self._typed_key(call))
            self.store.replace(resource, key, self.composer.kept(record))
        return self._answer(call, success, record)

    def _merge(self, call: Call, success: SuccessAnswer) -> Any:
        resource, key = self._resource(call), str(self._key_of(call, None))
        old = self.store.read(resource, key)
        if old is None:
            if self._presence.is_missed(resource, key):
                return self._not_found(resource, key)
            old = self._invented(success, call)
        else:
            self._presence.came_back(resource, key)
        try:
            record = self.composer.merged(old, self._sent(call))
        except JSONPatchError as error:
            kind = refusals.CONFLICT if error.is_test else refusals.INVALID
            return self.refusals.refuse(kind, [whole_body(str(error), "json-patch")])
        if not self.store.replace(resource, key, record):
            self.store.create(resource, key, record)
            self._presence.invented(resource, key)
        return self._answer(call, success, record)

    def _delete(self, call: Call, success: SuccessAnswer) -> Any:
        resource, key = self._resource(call), str(self._key_of(call, None))
        soft = self.behaviour.soft
        if soft is None or is_true(self._unless(call, None)):
            removed = self.store.read(resource, key)
            if self.store.delete(resource, key):
                self._presence.deleted(resource, key)
            elif self._presence.is_missed(resource, key):
                return self._not_found(resource, key)
            self._empty_below(call, key)
            return self._answer(call, success, removed or self._invented(success, call))
        record = self.store.read(resource, key)
        if record is None:
            if self._presence.is_missed(resource, key):
                return self._not_found(resource, key)
            return self._answer(call, success, self._invented(success, call))
        record = self.composer.touched(record, soft.set)
        self.store.replace(resource, key, record)
        return self._answer(call, success, record)

    def _empty_below(self, call: Call, key: str) -> None:
        if names := self.behaviour.below:
            keys = (*(str(call.path.get(name)) for name in self._parents), key)
            prefix = items_prefix(self.behaviour.resource or "")
            for name in descendants.remove(self.store, names, prefix, keys):
                self._presence.emptied(name)

    def _list(self, call: Call, success: SuccessAnswer) -> Any:
        resource = self._resource(call)
        if self.store.count(resource) == 0 and self._presence.lists_inventions(resource):
            return self._none(call, success)
        records = [self.composer.shown(record) for _, record in self.store.records(resource)]
        page = self._listing.page(records, call)
        call.sent_headers = page.headers
        body = self._listed(call, success, page.records, page)
        if success.is_valid(body):
            return body
        shown = [self._conforming(resource, record) for record in page.records]
        return success.mended(self._listed(call, success, shown, page))

    def _listed(self, call: Call, success: SuccessAnswer, records: list[Any], page: Page) -> Any:
        body = success.value(call, records)
        for path, value, must in page.said:
            if at(body, path[:-1]) is MISSING or (at(body, path) is MISSING and not must):
                continue
            body = without(body, path) if value is None and not must else replaced(body, path, value)
        return body

    def _conforming(self, resource: str, shown: dict[str, Any]) -> dict[str, Any]:
        """A record as this operation's schema wants it; what is made up is the same at each look."""
        found = self.composer.mended(shown, self.synthesis.steady(f"{resource}|{shown!r:.200}"))
        return found.value if isinstance(found.value, dict) else shown

    @cached_property
    def _listing(self) -> Listing:
        return Listing(self.behaviour, self.synthesis, self._record_schema)

    def _answer(self, call: Call, success: SuccessAnswer, record: Any) -> Any:
        if self.behaviour.record is None:
            return success.without_record(call)
        body = success.value(call, self.composer.shown(record))
        if success.is_valid(body):
            return body
        mended = self._conforming(self.behaviour.resource or "", self.composer.shown(record))
        return success.mended(success.value(call, mended))

    def _invented(self, success: SuccessAnswer, call: Call) -> dict[str, Any]:
        record = success.frame
        for token in self.behaviour.record or ():
            record = record.get(token) if isinstance(record, dict) else None
        record = dict(record) if isinstance(record, dict) else {}
        if self.behaviour.property is not None and self.behaviour.record is not None:
            record[self.behaviour.property] = self._typed_key(call)
        return record

    def _typed_key(self, call: Call) -> Any:
        return self._key_of(call, None)

    def _not_found(self, resource: str, key: str) -> Answer:
        return self.refusals.refuse(refusals.NOT_FOUND, reason=f"{resource}: there is no {key}")


def is_true(value: Any) -> bool:
    """Whether a parameter's value means yes."""
    return value is True or (isinstance(value, str) and value.lower() in ("true", "1"))
