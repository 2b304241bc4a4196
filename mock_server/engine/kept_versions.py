"""Keeps what a record is after each change, where the document lists its versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name, parents_of
from mock_server.engine.missing_records import CREATED, USED

if TYPE_CHECKING:
    from mock_server.engine.actions.action import Action
    from mock_server.engine.answers import Answer
    from mock_server.engine.outcome import Outcome
    from mock_server.engine.records import Composer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

_CHANGES = ("created", "found", "invented")


class KeptVersions:
    """The versions of one resource's records, as ``shows`` shows one or all; ``owner`` knows the records themselves."""

    def __init__(self, shows: Action, owner: Composer) -> None:
        self._shows = shows
        self._owner = owner
        self._name = shows.behaviour.resource or ""
        self._key = shows.behaviour.property if shows.behaviour.action == "read" else None

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
        store = self._shows.store
        number = store.count(versions) + 1
        record = self._version(held, made, number)
        if store.create(versions, str(record[self._key] if self._key is not None else number), record):
            for mark in (CREATED, USED):
                store.create(mark, self._name, {})

    def _version(self, held: dict[str, JSON], made: dict[str, JSON], number: int) -> dict[str, JSON]:
        """One version: what it shares with the record is as that is now, its key is its number where that may be."""
        composer = self._shows.composer
        times = composer.creation_times
        own = {name for name in made if name in times or composer.must_show(name) or not self._owner.is_shown(name)}
        shared = {name for name in held if composer.is_shown(name) and name not in times}
        record = {name: made[name] for name in made if name in own} | {
            name: held[name] for name in held if name in shared
        }
        if self._key is None or isinstance(held.get(self._key), int):
            return record
        counts = "integer" in composer.types_of(self._key)
        return {**record, self._key: number if counts else composer.make_key(number)}
