"""Makes another record of what one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.engine.actions.action import log
from mock_server.engine.actions.create import Create
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call


class CopyRecord(Create):
    """Keeps a new record with what callers gave of the one that the path names, changed by what the request sends.

    Its key is the one that the body gives, where callers give it, else one that the server makes.
    """

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        resource, key = self.resource(call), self.key(call)
        held = self.store.read(resource, key)
        if held is None and self.missing.is_missed(resource, key):
            call.told = ("missed", resource, key)
            return self.not_found(resource, key)
        sent = self.sent(call)
        given = self._given_key(sent)
        if given is not MISSING and self._is_taken(resource, str(given)):
            call.told = ("taken", resource, str(given))
            return self.refusals.refuse(refusals.CONFLICT, reason=f"{resource}: {given} is taken")
        new_key = self._free_key(resource) if given is MISSING else given
        record = self._copied(call, sent, held or self.invented(call, success), new_key)
        if new_key is MISSING:
            log.error("%s: no free key was found; the record is not kept", self.operation)
            return self.showing(call, success, record)
        call.told = ("created", resource, str(new_key))

        def keep() -> None:
            if not self.store.create(resource, str(new_key), record):
                raise self.changed(resource, str(new_key))
            self.missing.created(resource)

        return self.showing(call, success, record, keep)

    def _given_key(self, sent: JSON) -> JSON:
        """The key that the body gives; MISSING where it gives none."""
        name = self.behaviour.property
        is_given = name in self.given_at_first() & self.composer.given
        given = sent.get(name, MISSING) if is_given and isinstance(sent, dict) else MISSING
        return MISSING if given is None or isinstance(given, dict | list) else given

    def _free_key(self, resource: str) -> JSON:
        """One that no record has; MISSING where none was found."""
        made = (self.composer.make_key(self.store.sequence + attempt) for attempt in self._attempts(resource, 0))
        return next((key for key in made if not self._is_taken(resource, str(key))), MISSING)

    def _copied(self, call: Call, sent: JSON, source: dict[str, JSON], key: JSON) -> dict[str, JSON]:
        """What callers give when they make a record is the source's, the rest is that of a new one."""
        new = self.composer.new(sent, key, call.path)
        said = {*sent} if isinstance(sent, dict) else set()
        given = self.given_at_first() or source.keys()
        kept = given - self.composer.server_times - said
        own = {str(self.behaviour.property), *self.behaviour.key_elsewhere}
        parents = {name for name, _ in self.composer.inherited}
        copied = {name: value for name, value in source.items() if name in kept - own or name in parents}
        schemas = self.synthesis.schemas.properties(self.record_schema)
        for name in self.behaviour.anew & copied.keys() & schemas.keys():
            copied[name] = self.synthesis.fresh(schemas[name], name)()
        return {**new, **copied}
