"""Where secrets stand: by the document's marks, by its security schemes, and by what a name commonly means.

The document marks a property with ``format: password`` (OpenAPI 3.0.4 section 4.4.2), ``writeOnly`` or
``x-mock.secret``; its security schemes name headers, cookies and query parameters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_server.openapi import Schemas, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Document, Operation


_MARKS_DEPTH = 40


@dataclass(frozen=True, slots=True)
class SecretPlaces:
    """Names under which secrets stand: in the whole document, and more of them in one operation alone."""

    names: frozenset[str] = frozenset()
    by_operation: dict[str, frozenset[str]] = field(default_factory=dict)
    headers: frozenset[str] = field_names.SECRET_HEADERS
    parameters: frozenset[str] = frozenset()

    def is_property(self, operation: str | None, name: str) -> bool:
        """Whether a property, form field or parameter of this name holds a secret; "" is a body as a whole."""
        if name in self.names or field_names.is_secret_name(name):
            return True
        if operation is not None and operation in self.by_operation:
            return name in self.by_operation[operation]
        return operation is None and any(name in names for names in self.by_operation.values())

    def is_credential(self, name: str) -> bool:
        """Whether a security scheme puts its key into the query parameter or cookie of this name."""
        return name in self.parameters

    def is_header(self, name: str) -> bool:
        """Whether a header field of this name carries a secret."""
        return name.lower() in self.headers or field_names.is_secret_name(name)


def secret_places(document: Document) -> SecretPlaces:
    """The places that ``document`` marks."""
    headers, parameters = set(field_names.SECRET_HEADERS), set()
    for scheme in document.security_schemes.values():
        if scheme.get("type") == "apiKey" and isinstance(scheme.get("name"), str):
            if scheme.get("in") == "header":
                headers.add(scheme["name"].lower())
            else:
                parameters.add(scheme["name"])
    by_operation = {operation.id: frozenset(_marked(operation)) for operation in document.operations}
    everywhere = frozenset[str]().union(*by_operation.values())
    names = {name for name in everywhere if name and name.lower() not in field_names.GENERIC}
    return SecretPlaces(frozenset(names), by_operation, frozenset(headers), frozenset(parameters))


def _marked(operation: Operation) -> Iterator[str]:
    seen: set[int] = set()
    bodies = [operation.request_body] if operation.request_body else []
    for content in (*(body.content for body in bodies), *(answer.content for answer in operation.responses)):
        for media in content:
            for schema in (media.schema, media.item_schema):
                yield from _marked_in(operation.document, schema, "", seen, 0)
    for parameter in (*operation.parameters, *(header for answer in operation.responses for header in answer.headers)):
        yield from _marked_in(operation.document, parameter.schema, parameter.name, seen, 0)


def _marked_in(document: Document, schema: JSON, name: str, seen: set[int], depth: int) -> Iterator[str]:
    """Names of the secret properties in ``schema``, which stands under ``name`` itself."""
    stated, schema = schema, _followed(document, schema)
    if not isinstance(schema, dict) or depth > _MARKS_DEPTH:
        return
    if _is_marked(schema) or _is_marked(stated):
        yield name
    if id(schema) in seen:
        return
    seen.add(id(schema))
    for _, _, part in (*Schemas.branches(schema), *Schemas.branches(schema, ("prefixItems",))):
        yield from _marked_in(document, part, name, seen, depth + 1)
    for key in ("items", "additionalProperties"):
        yield from _marked_in(document, schema.get(key), name, seen, depth + 1)
    properties = schema.get("properties")
    for key, part in properties.items() if isinstance(properties, dict) else ():
        yield from _marked_in(document, part, str(key), seen, depth + 1)


def _is_marked(schema: dict[str, JSON]) -> bool:
    extension = schema.get("x-mock")
    return (
        schema.get("format") == "password"
        or schema.get("writeOnly") is True
        or (isinstance(extension, dict) and bool(extension.get("secret")))
    )


def _followed(document: Document, schema: JSON) -> JSON:
    from mock_server.openapi import MockServerError

    try:
        return document.follow(schema)
    except MockServerError:
        return None
