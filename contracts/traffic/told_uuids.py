"""Texts that a description calls UUIDs, where no schema gives them the format.

*The UUID of the stub* is a form like any other to who reads it: its service reads the text as one before it looks
for the record. *The name or the UUID of a server* takes other texts as well, and binds nobody. What services show as a
record's key is one to them, whatever form it has (`usr_…`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, Parameter, Schemas

_SAYS = field_names.Telling("uuids?|guids?")
_ALSO = field_names.Telling("or|and|(?<!can )not|can not be an?|alias|either|slug|if|names?")
"""Words by which a description speaks of other texts too."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_AROUND = re.compile(r"urn:uuid:|[{}-]", re.IGNORECASE)
"""What a UUID may have around and in it beside its digits."""
_DIGITS = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)


def takes_uuids(schemas: Schemas, parameter: Parameter) -> bool:
    """Whether a description of the parameter says that its value, a text to the schema, is a UUID and nothing else."""
    said = (parameter.description, schemas.description(parameter.schema))
    return _SAYS.told_in(*said) and not _ALSO.told_in(*said) and "string" in schemas.types(parameter.schema)


def has_uuids(schemas: Schemas, behaviour: Behaviour) -> bool:
    """Whether the path of a record asks for its key as a UUID in words."""
    return any(
        (parameter.location, parameter.name) == ("path", behaviour.key_parameter) and takes_uuids(schemas, parameter)
        for parameter in behaviour.operation.parameters
    )


def is_uuid(text: str) -> bool:
    """Whether a text has the form of a UUID, of any version (RFC 9562 section 4), which all who read UUIDs take."""
    return _UUID.fullmatch(text) is not None


class Met(Protocol):
    """Tells whether a text is the key of a record that is there, as far as is known: of one resource where that is
    given, of any otherwise, and by None only where no other text is such a key by chance.
    """

    def __call__(self, key: str, resource: str | None = "", /) -> bool:
        """Whether there is a record of this key."""


class ToldUuids:
    """Which requests name a record by none of the UUIDs that a description asks for."""

    def __init__(self, schemas: Schemas, behaviours: Mapping[str, Behaviour]) -> None:
        self._schemas, self._behaviours = schemas, behaviours
        self._resources = {b.resource for b in behaviours.values() if has_uuids(schemas, b)}
        self.met: Met | None = None

    def missed(self, reading: Reading) -> bool:
        """Whether the path of a request has a text that is no UUID in any form, and no record's key, where one is asked
        for, or its body such a one for the key of a record whose path asks for it.
        """
        return self._missed_in_body(reading) or any(
            parameter.location == "path"
            and takes_uuids(self._schemas, parameter)
            and not self._fits(reading.path.get(parameter.name, ""))
            for parameter in reading.operation.parameters
        )

    def same(self, behaviour: Behaviour, name: str, one: JSON, other: JSON) -> bool:
        """Whether these are one UUID, as the key that a body has under this name: its case says nothing (RFC 9562
        section 4).
        """
        if self._key_in_body(behaviour)[-1:] != (name,) or not isinstance(one, str) or not isinstance(other, str):
            return False
        return is_uuid(one) and one.lower() == other.lower()

    def _missed_in_body(self, reading: Reading) -> bool:
        place = self._key_in_body(self._behaviours.get(reading.operation.id))
        key = pointers.at(reading.body, place) if place else None
        return isinstance(key, str) and not self._fits(key)

    def _key_in_body(self, behaviour: Behaviour | None) -> tuple[str, ...]:
        """Where a body has the key of a record whose path asks for UUIDs; nothing where it has none."""
        place = behaviour.key_place if behaviour is not None and behaviour.resource in self._resources else None
        return place.names if place is not None and place.location == "body" else ()

    def _fits(self, text: str) -> bool:
        return _DIGITS.fullmatch(_AROUND.sub("", text)) is not None or (self.met is not None and self.met(text))
