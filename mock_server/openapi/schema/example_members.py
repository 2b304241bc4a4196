"""What an example says of a body of which the schema says no more than that it is an object, or of which there is none.

The schema with the members of the example accepts what it accepted without them: each member may be anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType, Response, Schema
    from mock_server.openapi.schema.schemas import Schemas

_DEPTH = 4


class ExampleMembers:
    """Schemas of requests and answers, each worked out once."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._known: dict[int, tuple[Operation | Response, Schema | None]] = {}

    def schema(self, response: Response) -> Schema | None:
        """The schema of a response's body, with the members of its first example where it names none."""
        if id(response) not in self._known:
            media, found = response.json, response.schema
            if media is None and found is None:  # a thing in another media type is one all the same
                described = (each.schema for each in response.content if self._schemas.properties(each.schema))
                found = next(described, None)
            example = self._example(media, found)
            if isinstance(example, dict | list):
                found = self._told(found if found is not None else True, example, 0)
            self._known[id(response)] = response, found
        return self._known[id(response)][1]

    def request(self, operation: Operation) -> Schema | None:
        """As `Operation.request_schema`, with the members of the body's first example where it names none."""
        if id(operation) not in self._known:
            found, media = operation.request_schema, operation.request_media
            example = self._example(media, found)
            if isinstance(example, dict | list) and media is not None and (found is not None or media.schema is None):
                found = self._told(found if found is not None else True, example, 0)
            self._known[id(operation)] = operation, found
        return self._known[id(operation)][1]

    def _example(self, media: MediaType | None, schema: Schema | None) -> JSON:
        """The first example of a body: the media type's, else the schema's own."""
        if media is not None and media.examples:
            return media.examples[0].value
        lean = self._schemas.follow(schema) if schema is not None else None
        return lean.get("example") if isinstance(lean, dict) else None

    def _told(self, schema: Schema, example: JSON, depth: int) -> Schema:
        lean = self._schemas.follow(schema)
        if depth > _DEPTH or lean is False:
            return schema
        lean = lean if isinstance(lean, dict) else {}
        if isinstance(example, dict):
            return self._object(schema, lean, example, depth)
        items = self._schemas.items(lean)
        if isinstance(example, list) and example and isinstance(example[0], dict):
            told = self._told(items if items is not None else True, example[0], depth + 1)
            return schema if told is items else {**lean, "items": told}
        return schema

    def _object(self, schema: Schema, lean: dict[str, JSON], example: dict[str, JSON], depth: int) -> Schema:
        known = self._schemas.properties(lean)
        if known:
            told = {name: self._told(known[name], example[name], depth + 1) for name in known if name in example}
            told = {name: item for name, item in told.items() if item is not known[name]}
            return {**lean, "properties": {**(lean.get("properties") or {}), **told}} if told else schema
        if self._schemas.other_properties(lean) or not self._schemas.types(lean) <= {"object"} or "allOf" in lean:
            return schema
        members = {name: self._told({"example": value}, value, depth + 1) for name, value in example.items()}
        return {"additionalProperties": True, **lean, "properties": members} if members else schema
