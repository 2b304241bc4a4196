"""Makes a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.engine import refusals
from mock_server.engine.actions.action import Action, log
from mock_server.engine.answers import hashed
from mock_server.engine.outcome import Outcome
from mock_server.openapi.reading.expressions import MISSING

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.openapi.reading.call import Call

_TRIES = 20


class Create(Action):
    """Keeps a new record under the key that the request names, or one that the server makes."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        key = self.key_of(call, None)
        if key is MISSING or key is None:
            return self.with_new_key(call, success)
        resource, name = self.resource(call), str(key)
        record, body = self._made(call, success, self.composer.new(self.sent(call), path=call.path))

        def keep() -> Answer | None:
            if self.store.create(resource, name, record):
                self.missing.created(resource)
            elif self.behaviour.unique and not self.missing.is_invented(resource, name):
                return self.refusals.refuse(refusals.CONFLICT, reason=f"{resource}: {name} is taken")
            else:
                self.store.replace(resource, name, record)
            return None

        return Outcome(success, body, keep)

    def with_new_key(self, call: Call, success: SuccessAnswer) -> Outcome:
        """Decide, where the server makes the key."""
        resource = self.resource(call)
        for attempt in range(_TRIES):
            key = self.composer.make_key(self.store.sequence + attempt)
            record, body = self._made(call, success, self.composer.new(self.sent(call), key, call.path))
            if self.store.read(resource, str(key)) is None:
                break
        else:
            log.error("%s: no free key was found in %d tries; the record is not kept", self.operation, _TRIES)
            return Outcome(success, body)

        def keep() -> None:
            self.store.create(resource, str(key), record)
            self.missing.created(resource)

        return Outcome(success, body, keep)

    def _made(self, call: Call, success: SuccessAnswer, record: dict[str, Any]) -> tuple[dict[str, Any], Any]:
        """The record as it is kept, and the answer: what it shows is what is kept, secrets as hashes."""
        secrets = {name: make() for name, make, _ in success.secrets}
        shown = self.composer.shown(record, created=True)
        body = success.value(call, shown, secrets)
        if not success.is_valid(body):
            mended = self.composer.mended(shown).value
            record = {**{name: item for name, item in record.items() if name not in shown}, **mended}
            body = success.mended(success.value(call, mended, secrets))
        record = self.composer.kept(record)
        if secrets:
            record = {**record, **{name: hashed(value) for name, value in secrets.items()}}
        return record, body
