"""Records as people edit them beside the API: looked at, put, changed, removed, by the rules of the document.

A store within which one works must be the one that is meant (see `SwitchedStore`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.answered_requests import forget_all
from mock_server.engine.collection_names import collection_name, resource_of
from mock_server.engine.merge_patch import merge_patch
from mock_server.engine.missing_records import DELETED, FIRST, INVENTED, USED
from mock_server.engine.resource_places import find_place
from mock_server.engine.typed_values import as_type

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.engine.records import Composer
    from mock_server.engine.resource_places import ResourcePlace
    from mock_server.json_types import JSON
    from mock_server.openapi.schema.validation import Violation
    from mock_server.store import Record, RecordList


@dataclass(frozen=True)
class EditedResource:
    """One collection of records; ``parents`` are the keys of those that it is below."""

    place: ResourcePlace
    parents: tuple[str, ...]

    @classmethod
    def found(cls, places: Sequence[ResourcePlace], name: str) -> EditedResource:
        """The resource that ``name`` means; raises UsageError."""
        return cls(*find_place(places, name))

    @cached_property
    def collection(self) -> str:
        """The store's name of it."""
        return collection_name(self.place.name, self.parents)

    @property
    def composer(self) -> Composer:
        """What knows its records."""
        return self.place.plan.action.composer

    def records(self) -> list[tuple[str, Record]]:
        """Keys and records in order of creation."""
        return list(self.place.api.living.records(self.collection))

    def listing(self) -> RecordList:
        """They as a list, of which only that is read that is asked for."""
        return self.place.api.living.listing(self.collection)

    def read(self, key: str) -> Record | None:
        """The record with this key."""
        return self.place.api.living.read(self.collection, key)

    def whole(self, key: str, record: Record) -> Record:
        """``record`` with its key, and with what the server would have made of what is required."""
        name = self.place.key_property(record)
        if name is not None:
            record = {**record, name: record.get(name, as_type(key, self.composer.types_of(name)))}
        return self.composer.completed(record)

    def wrong_key(self, key: str, record: Record) -> str:
        """A sentence where the record says another key than it is put under."""
        name = self.place.key_property(record)
        if name is None or str(record.get(name, key)) == key:
            return ""
        return f"record.{name}: is {record[name]!r:.80}, and the path says {key[:80]!r}; leave it out, or give the same"

    def key_of(self, record: Record) -> str | None:
        """The key that a record says."""
        name = self.place.key_property(record)
        return str(record[name]) if name is not None and record.get(name) is not None else None

    def violations(self, record: Record) -> list[Violation]:
        """What is wrong with a whole record by the document."""
        return self.composer.violations(record)

    def changed(self, key: str, patch: JSON) -> Record | None:
        """The record with this key after a merge patch (RFC 7396); None where there is none."""
        held = self.read(key)
        return None if held is None else merge_patch(held, patch)

    def put(self, key: str, record: Record) -> bool:
        """Keep a record; whether there was none before. Of a secret a hash is kept, unless it is unchanged."""
        store, held = self.place.api.living, self.read(key) or {}
        same = {name: record[name] for name in self.composer.secrets if name in held and record.get(name) == held[name]}
        kept = {**self.composer.kept(record), **same}
        for mark in (INVENTED, DELETED):
            store.delete(mark, f"{self.collection}|{key}")
        self._used()
        if store.replace(self.collection, key, kept):
            return False
        store.create(FIRST, f"{self.collection}|{key}", {})
        return store.create(self.collection, key, kept)

    def remove(self, key: str) -> bool:
        """Remove a record, which is missed from now on; False if there is none."""
        store = self.place.api.living
        if not store.delete(self.collection, key):
            return False
        for mark in (INVENTED, FIRST):
            store.delete(mark, f"{self.collection}|{key}")
        store.create(DELETED, f"{self.collection}|{key}", {})
        self._used()
        return True

    def discard(self, key: str) -> bool:
        """Remove a record, and what is known of requests for it: they may be sent again. False if there is none."""
        if not self.remove(key):
            return False
        forget_all(self.place.api.living, self.collection, key)
        return True

    def empty(self) -> None:
        """Remove every record of it, and what is known of requests that made them: they may be sent again."""
        forget_all(self.place.api.living, self.collection)
        self._used()
        for key, _ in self.records():
            self.remove(key)

    def _used(self) -> None:
        """What is not there is missed, and not made up, as if clients had come back to records of theirs."""
        self.place.api.living.create(USED, resource_of(self.collection), {})
