"""Keeps what a record is after each change, where the document lists its versions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name, parents_of
from mock_server.engine.missing_records import CREATED, USED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.engine.actions.action import Action
    from mock_server.engine.answers import Answer
    from mock_server.engine.outcome import Outcome
    from mock_server.engine.records import Composer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

_CHANGES = ("created", "found", "invented")
_NUMBER = re.compile(r"[0-9]{1,18}")
_TRIES = 50
MOST = 1000
"""The versions that are kept of one record, the newest."""


class KeptVersions:
    """The versions of one resource's records, as ``shows`` shows one or all; ``owner`` knows the records themselves."""

    def __init__(self, shows: Action, owner: Composer) -> None:
        self._shows = shows
        self._owner = owner
        self._name = shows.behaviour.resource or ""
        self._key = shows.behaviour.property if shows.behaviour.action == "read" else None
        schemas = owner.schemas
        one, other = schemas.properties(shows.record_schema), schemas.properties(owner.answer)
        named = shows.behaviour.key_parameter == self._key
        if not named and self._key == owner.behaviour.property and one.keys() == other.keys():
            self._key = None  # a version that is like its record has the key of that, and is told by its number

    def kept(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome that keeps a version of what it changes with the rest."""
        told = call.told
        if told is None or told[0] not in _CHANGES or not isinstance(told[2], str):
            return outcome
        resource, key = told[1], told[2]
        made = self._shows.composer.new({})  # before the effect: what is heavy is made elsewhere first

        def keep() -> Answer | None:
            refused = outcome.effect()
            held = self._shows.store.read(resource, key) if refused is None else None
            if held is not None:
                self._add(collection_name(self._name, (*parents_of(resource), key)), held, made)
            return refused

        return outcome._replace(effect=keep)

    def _add(self, versions: str, held: dict[str, JSON], made: dict[str, JSON]) -> None:
        """Keep one more version of all; the oldest goes where there are too many."""
        store = self._shows.store
        known = store.listing(versions)
        there = len(known)
        surplus = known.part(0, there + 1 - MOST) if there >= MOST else []
        newest = known.part(there - 1, there) if there else []
        last = newest[0][0] if newest else "0"  # another process may have cleared them meanwhile
        version = self._version(held, made)
        for key in self._keys(held, int(last) + 1 if _NUMBER.fullmatch(last) else there + 1):
            record = version if self._key is None else {**version, self._key: key}
            if store.create(versions, str(key), record, (CREATED, self._name)):
                store.create(USED, self._name, {})
                for oldest, _ in surplus:
                    store.delete(versions, oldest)
                return

    def _keys(self, held: dict[str, JSON], number: int) -> Iterator[JSON]:
        """The keys that the next version may have: how often the record says it was changed, else its own number.

        Several, since another process may have kept a version meanwhile.
        """
        composer, counted = self._shows.composer, held.get(self._key or "")
        if self._key is not None and isinstance(counted, int) and self._owner.tells_version(self._key):
            yield counted
        counts = self._key is None or "integer" in composer.types_of(self._key)
        for one in range(number, number + _TRIES):
            yield one if counts else composer.make_key(one)

    def _version(self, held: dict[str, JSON], made: dict[str, JSON]) -> dict[str, JSON]:
        """One version, without its key: what it shares with the record is as that is now."""
        composer = self._shows.composer
        times = composer.creation_times
        own = {name for name in made if name in times or composer.must_show(name) or not self._owner.is_shown(name)}
        shared = {name for name in held if composer.is_shown(name) and name not in times}
        return {name: made[name] for name in made if name in own} | {
            name: held[name] for name in held if name in shared
        }
