"""The records that a run's requests were about, and where each stands: as the mock has it, or as nobody can know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.entities import NEVER, NONE, STANDING, THERE, Entity
from contracts.traffic.request_validity import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.laws.correspondence import Correspondence
    from contracts.traffic.entities import State
    from contracts.traffic.evidence import Where
    from contracts.traffic.ownership import Ownership
    from contracts.traffic.path_keys import PathKeys
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour


class KnownRecords:
    """The records of one run by resource, the keys above, and key; ``given`` are values that are there, by name."""

    def __init__(
        self,
        ownership: Ownership,
        path_keys: PathKeys,
        correspondence: Correspondence,
        given: Mapping[str, str] | None = None,
    ) -> None:
        self.entities: dict[Where, Entity] = {}
        self._ownership = ownership
        self._path_keys = path_keys
        self._correspondence = correspondence
        self._given = given or {}
        self._told: set[str] = set()

    def of(self, where: Where | None) -> Entity | None:
        """What is known of a record."""
        return None if where is None else self.entities.setdefault(where, Entity())

    def parted(self, where: Where) -> bool:
        """Whether the two sides parted over this record."""
        entity = self.entities.get(where)
        return entity is not None and entity.tainted

    def pardon(self) -> None:
        """Judge again what comes of each record, although the two sides parted over it before."""
        for entity in self.entities.values():
            entity.tainted = False

    def relate(self, where: Where, relation: str) -> None:
        """Remember that this key's point is its likeness to another one."""
        self.entities.setdefault(where, Entity()).relation = relation

    def tell(self, body: JSON) -> None:
        """An operation of which nobody knows what it makes took this body: its texts may be keys by now."""
        members = body.values() if isinstance(body, dict) else ()
        self._told.update(text for text in members if isinstance(text, str))

    def stood(self, where: Where | None) -> str:
        """In which state a record is before a request: as the mock has it, or there where the target made it."""
        entity = self.entities.get(where) if where is not None else None
        if entity is None or where is None:
            return ""
        there = entity.state.cause not in STANDING and self.made(where)
        return STANDING[0] if there else entity.state.cause

    def shown(self, where: Where | None, parameter: str = "") -> bool:
        """Whether the target showed a record that the run did not make, or whoever runs the check named it by this
        parameter.
        """
        return where is not None and (self._ownership.shown(where) or self._given.get(parameter) == where[2])

    def made(self, where: Where | None) -> bool:
        """Whether the run made a record, and has not removed it."""
        return where is not None and self._ownership.made(where[0], where[2], where[1])

    def state(self, where: Where | None, behaviour: Behaviour, reading: Reading) -> State:
        """Where the record stands of which a request speaks.

        It is open where its path, query or body names one that may be anybody's, or a parent that is there on one side
        alone.
        """
        entity = self.entities.get(where) if where is not None else None
        if reading.verdict is Verdict.VALID:
            key = behaviour.key_place if behaviour.action != "create" else None
            if where is not None and key is not None and key.location in ("query", "body") and self._is_anybodys(where):
                return THERE
            for name, place in self._path_keys.places(behaviour, reading.path).items():
                named = (*place, reading.path.get(name, ""))
                if self._is_anybodys(named) or self.parted(named):
                    return THERE
        return entity.state if entity is not None else NONE

    def _is_anybodys(self, where: Where) -> bool:
        """Whether nothing tells if there is a record: no name of the run, none that it made, none that it was given."""
        resource, above, key = where
        entity = self.entities.get(where)
        if (self._ownership.named(key) and key not in self._told) or (
            entity is not None and entity.state.cause != NEVER.cause
        ):
            return False
        made = self._ownership.made(resource, key, above)
        return not made and self._correspondence.partner(key, resource, above) is None
