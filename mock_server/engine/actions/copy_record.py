"""Makes another record of what one has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.actions.action import Action

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

_TRIES = 20


class CopyRecord(Action):
    """Keeps a new record with what callers gave of the one that the path names, changed by what the request sends."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        resource, key = self.resource(call), self.key(call)
        held = self.store.read(resource, key)
        if held is None and self.missing.is_missed(resource, key):
            call.told = ("missed", resource, key)
            return self.not_found(resource, key)
        new_key = self._free_key(resource)
        record = self._copied(call, held or self.invented(call, success), new_key)
        call.told = ("created", resource, str(new_key))

        def keep() -> None:
            if not self.store.create(resource, str(new_key), record):
                raise self.changed(resource, str(new_key))
            self.missing.created(resource)

        return self.showing(call, success, record, keep)

    def _copied(self, call: Call, source: dict[str, JSON], key: JSON) -> dict[str, JSON]:
        """What callers give when they make a record is the source's, the rest is that of a new one."""
        new = self.composer.new(self.sent(call), key, call.path)
        sent = self.sent(call)
        given = self.given_at_first() or source.keys()
        kept = given - self.composer.server_times - ({*sent} if isinstance(sent, dict) else set())
        own = {str(self.behaviour.property), *self.behaviour.key_elsewhere}
        parents = {name for name, _ in self.composer.inherited}
        copied = {name: value for name, value in source.items() if name in kept - own or name in parents}
        return {**new, **copied}

    def _free_key(self, resource: str) -> JSON:
        """One that no record has."""
        made = (self.composer.make_key(self.store.sequence + attempt) for attempt in range(_TRIES))
        key: JSON = None
        for key in made:
            if not self.store.holds(resource, str(key)):
                break
        return key
