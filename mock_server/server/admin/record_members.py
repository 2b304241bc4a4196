"""What the document says of the members of a resource's records, for those who edit one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.engine.resource_places import ResourcePlace
    from mock_server.json_types import JSON


def record_members(place: ResourcePlace) -> list[dict[str, JSON]]:
    """Name, types and what else helps of each described member, in the document's order."""
    schemas, schema = place.api.schemas, place.plan.action.record_schema
    required = schemas.required(schema)
    return [
        {
            "name": name,
            "types": sorted(schemas.types(member)),
            "enum": schemas.keyword(member, "enum"),
            "format": schemas.keyword(member, "format"),
            "description": schemas.keyword(member, "description"),
            "required": name in required,
            "readOnly": schemas.keyword(member, "readOnly") is True,
        }
        for name, member in schemas.properties(schema).items()
    ]
