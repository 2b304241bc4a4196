"""Makes every schema of a document a JSON Schema 2020-12, whichever OpenAPI version it was written for.

`Schemas.canonical` rewrites one schema and leaves its references; `bundle` adds all that it refers to. The direction
matters where the document says ``readOnly`` or ``writeOnly``: what is not sent in it is not required
(OpenAPI 3.0.4 section 4.7.24, Schema Object).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mock_server.errors import DocumentError
from mock_server.openapi.reading.formats import has_format
from mock_server.openapi.schema.bundling import METASCHEMA, Bundler
from mock_server.openapi.schema.composition import ALL, branches, parts
from mock_server.openapi.schema.dialects import LENIENT, Canonical, canonical, subschemas
from mock_server.openapi.schema.intentions import settle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Schema

Direction = Literal["request", "response"]


class Schemas:
    """The schemas of one document in canonical form; each is converted once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._letter: set[str] = set()  # references that lead to nothing lenient
        self._by_ref: dict[str, Schema] = {}
        self._by_id: dict[int, tuple[Any, Schema]] = {}

    def canonical(self, schema: Schema) -> Schema:
        """``schema`` as JSON Schema 2020-12; references stay, for `resolve`."""
        if type(schema) is Canonical:
            return schema
        known = self._by_id.get(id(schema))
        if known is None:
            known = (schema, canonical(schema, self.document.version))
            self._by_id[id(schema)] = known
            self.document.problems.extend(settle(known[1], self.follow, has_format))
        return known[1]

    def resolve(self, ref: str) -> Schema:
        """The canonical schema behind ``ref``; the schema that allows anything where nothing is found."""
        found = self._by_ref.get(ref)
        if found is None and ref == METASCHEMA:
            found = self._by_ref[ref] = Canonical({"type": ["object", "boolean"]})
        if found is None:
            try:
                raw = self.document.resolve(ref)
            except DocumentError as error:
                self.document.problems.append(str(error))
                raw = True
            found = self.canonical(raw) if isinstance(raw, dict | bool) else True
            self._by_ref[ref] = found
        return found

    def follow(self, schema: Schema) -> Schema:
        """The canonical schema, with a reference that stands alone replaced by what it refers to."""
        schema = self.canonical(schema)
        for _ in range(50):
            if not (isinstance(schema, dict) and "$ref" in schema and len(schema) == 1):
                break
            schema = self.resolve(schema["$ref"])
        return schema

    def parts(self, schema: Schema | None) -> Iterator[dict[str, Any]]:
        """The canonical schema and every one that it is composed of (see `composition.parts`)."""
        return parts(self, schema)

    def bundle(self, schema: Schema, direction: Direction) -> Schema:
        """``schema`` for a validator: annotations gone, everything it refers to under ``$defs``."""
        return Bundler(self, direction, strict=False, most=None).bundle(schema)

    def is_lenient(self, schema: Schema) -> bool:
        """Whether null is allowed somewhere in ``schema`` that the letter does not allow (see `dialects.LENIENT`)."""
        stack: list[Any] = [self.canonical(schema)]
        seen: set[str] = set()
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                if LENIENT in node:
                    return True
                ref = node.get("$ref")
                if isinstance(ref, str) and ref not in seen and ref not in self._letter:
                    seen.add(ref)
                    stack.append(self.resolve(ref))
                stack.extend(subschemas(node))
        self._letter |= seen
        return False

    def unsent(self, schema: Schema, direction: Direction, depth: int = 0) -> frozenset[str]:
        """Names of the properties that are not sent in this direction, those of ``allOf`` parts among them."""
        if not isinstance(schema, dict) or depth > 20:
            return frozenset()
        mark = "readOnly" if direction == "request" else "writeOnly"
        found = set()
        for key, value in (schema.get("properties") or {}).items():
            value = self.follow(value)
            if isinstance(value, dict) and value.get(mark) is True:
                found.add(key)
        for _, _, part in branches(schema, ALL):
            found |= self.unsent(self.follow(part), direction, depth + 1)
        return frozenset(found)
