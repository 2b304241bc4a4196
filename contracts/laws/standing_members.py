"""Members of a record about which no change decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Schemas


def may_be_made_up(schemas: Schemas, name: str, schema: JSON) -> bool:
    """Whether a client can think of a value for a member: it is not readOnly, and no entity tag of the server's."""
    return schemas.keyword(schema, "readOnly") is not True and field_names.ENTITY_TAG.match(name) is None


def is_servers_own(schemas: Schemas, name: str, schema: JSON) -> bool:
    """Whether no change decides about a member: it is readOnly, tells a version, or has one value that it may have."""
    options = schemas.keyword(schema, "enum")
    only = schemas.keyword(schema, "const") is not None or (isinstance(options, list) and len(options) == 1)
    marked = schemas.keyword(schema, "readOnly") is True
    return only or marked or field_names.tells_version(name, schemas.types(schema))
