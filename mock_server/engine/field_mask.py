"""The query's list of the members that a change is about (AIP-134): `updateMask=title,owner.name`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading.pointers import MISSING, at, replaced

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_ALL = "*"
_SERVERS = re.compile(
    r"\W*(?:output|read)[- _]?only\b|\W*(?:set|filled|assigned|given|generated) by the (?:server|service)\b", re.I
)
"""How descriptions begin of members that are the server's (AIP-203)."""


class FieldMask:
    """That of one operation, where it takes one; ``record`` is the schema of what it changes."""

    def __init__(self, operation: Operation, schemas: Schemas, record: Schema | None) -> None:
        self._schemas = schemas
        self._record = record
        asked = (p for p in operation.parameters if p.location == "query")
        found = next((p for p in asked if field_names.MASK.match(p.name)), None)
        self._name = found.name if found is not None else None
        told = f"{operation.raw.get('description')} {found.raw.get('description') if found is not None else ''}"
        self._replaces = field_names.MASK_REPLACES.search(told) is not None

    def of(self, sent: JSON, call: Call) -> JSON:
        """What of a merge patch is meant: the members of the mask, those that it leaves out taken away."""
        given = call.query.get(self._name) if self._name is not None else None
        texts = given if isinstance(given, list) else [given or ""]
        paths = [path.strip() for text in texts for path in str(text).split(",") if path.strip()]
        if not paths or not isinstance(sent, dict):
            return sent
        if _ALL in paths:
            return {**self._left_out(sent), **sent} if self._replaces else sent
        meant: JSON = {}
        whole = set[tuple[str, ...]]()
        for path in sorted((path.split(".") for path in paths), key=len):
            names, value, stays = self._found(sent, path)
            if stays or any(names[:end] in whole for end in range(1, len(names))):
                continue  # all of what it lies in is meant already, or it can't be taken away
            whole.add(names)
            meant = replaced(meant, names, None if value is MISSING else value)
        return meant

    def _left_out(self, sent: dict[str, JSON]) -> dict[str, JSON]:
        """What a replacement of all makes of the members that it has not: their default, else nothing of them."""
        schemas, must = self._schemas, self._schemas.required(self._record)
        return {
            name: schemas.keyword(item, "default")
            for name, item in schemas.properties(self._record).items()
            if name not in sent and name not in must and schemas.keyword(item, "readOnly") is not True
            if not field_names.tells_version(name, schemas.types(item)) and not field_names.is_of_writing(name)
            if not _SERVERS.match(schemas.description(item))
        }

    def _found(self, sent: JSON, path: list[str]) -> tuple[tuple[str, ...], JSON, bool]:
        """One member's place as the body or the record spells it, its value there, and whether it stays without one.

        One that the body has not is taken away (null), but not what a record has to have.
        """
        names, schema, must = list[str](), self._record, False
        for token in path:
            known = sent if isinstance(sent, dict) else {}
            members = self._schemas.properties(schema)
            name = next((name for name in (*known, *members) if plain(name) == plain(token)), token)
            must, schema = name in self._schemas.required(schema), members.get(name)
            must = must and "null" not in self._schemas.types(schema)
            sent = at(known, (name,))
            names.append(name)
        return tuple(names), sent, must and sent is MISSING
