"""Puts a record in the place of another."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.actions.create import Create
from mock_server.engine.actions.each_of_several import each_of_several
from mock_server.engine.commanded_records import dated, told
from mock_server.engine.named_versions import BodyVersions
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call


class Replace(Create):
    """Replaces the record that the request names, or makes it where the document says so.

    ``created`` is the documented answer of a replacement that makes what is not there, where it is one of its own.
    """

    created: SuccessAnswer | None = None

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        resource, typed = self.resource(call), self.key_of(call, None)
        key = self.key(call)
        old = self.store.read(resource, key)
        if old is None:
            return self._put(call, success, resource, typed)
        call.told = ("found", resource, key)
        if (outdated := self._versions.refused(old, self.sent(call))) is not None:
            return outdated
        if self.behaviour.queried:  # without a body nothing is said of the other members
            record = self.composer.merged(old, self.sent(call))
        else:
            record = self.composer.replaced(old, self.sent(call), typed)
        record = self.following.changed(old, record, self.sent(call), self.synthesis.values.timestamp)
        record = self._versions.moved(old, record)
        if self.behaviour.commands is not None:
            record.update(dated(told(self.behaviour.commands, call.body), self.synthesis.values.timestamp))

        def keep() -> None:
            self.missing.came_back(resource, key)
            if not self.store.replace(resource, key, self.composer.kept(record)):
                raise self.changed(resource, key)

        return self.showing(call, success, record, keep)

    @cached_property
    def _versions(self) -> BodyVersions:
        return BodyVersions(self.operation, self.composer, self.refusals, self.given_at_first)

    @property
    def _address(self) -> str | None:
        """What a path names that is replaced is there."""
        return self.operation.path if path_templates.names_one(self.operation.path) else None

    def _put(self, call: Call, success: SuccessAnswer, resource: str, typed: JSON) -> Outcome | Answer:
        key, creates = str(typed), self.behaviour.creates
        if not creates and self.missing.is_missed(resource, key):
            call.told = ("missed", resource, key)
            return self.not_found(resource, key)
        call.told = ("created" if creates else "invented", resource, key)
        record = self._led(call, self._new(call, typed), typed)

        def keep() -> None:
            if not self.store.create(resource, key, self.composer.kept(record)):
                raise self.changed(resource, key)
            if not creates:
                self.missing.invented(resource, key)

        return self.showing(call, (self.created or success) if creates else success, record, keep)


class ReplaceNamedByBody(Replace):
    """Replaces the record that the request's body names; a body without a name makes one."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        return each_of_several(self, call, success, self._named)

    def _named(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        if self.key_of(call, None) in (MISSING, None):
            return self.with_new_key(call, success)
        return super().act(call, success)
