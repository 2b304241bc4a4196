"""Makes every schema of a document a JSON Schema 2020-12, whichever OpenAPI version it was written for.

`Schemas.canonical` rewrites one schema and leaves its references; `bundle` adds all that it refers to. The direction
matters where the document says ``readOnly`` or ``writeOnly``: what is not sent in it is not required
(OpenAPI 3.0.4 section 4.7.24, Schema Object).
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

from mock_server.errors import DocumentError
from mock_server.openapi.reading.formats import has_format
from mock_server.openapi.reading.operation import assumption
from mock_server.openapi.schema import composition
from mock_server.openapi.schema.bundling import METASCHEMA, Bundler
from mock_server.openapi.schema.composition import ALL, COMPOSITIONS, branches, composed, parts
from mock_server.openapi.schema.dialects import LENIENT, Canonical, both, canonical, subschemas
from mock_server.openapi.schema.intentions import settle
from mock_server.openapi.schema.kept_answers import KeptAnswers
from mock_server.openapi.schema.schema_nodes import nodes, without_values
from mock_server.openapi.schema.spelled_names import spelled_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation_parts import Schema

Properties = dict[str, Any]
Direction = Literal["request", "response"]

_DEPTH = 12
"""How deep compositions are followed into each other."""


class Schemas:
    """The schemas of one document in canonical form; each is converted once."""

    ALTERNATIVES = composition.ALTERNATIVES
    """The keywords of which one branch, or some, must hold."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._letter: set[str] = set()  # references that lead to nothing lenient
        self._by_ref: dict[str, Schema] = {}
        self._by_id: dict[int, tuple[JSON, Schema]] = {}
        self._mentioned: dict[tuple[int, str], tuple[JSON, bool]] = {}
        self._composed: KeptAnswers[tuple[dict[str, JSON], ...]] = KeptAnswers()
        self._types: KeptAnswers[frozenset[str]] = KeptAnswers()
        self._properties: KeptAnswers[Properties] = KeptAnswers()
        self._items: KeptAnswers[Schema | None] = KeptAnswers()
        self._spelled: KeptAnswers[dict[int, tuple[Schema | None, dict[str, str]]]] = KeptAnswers()

    @staticmethod
    def branches(schema: JSON, keywords: tuple[str, ...] = COMPOSITIONS) -> Iterator[tuple[str, int, JSON]]:
        """What stands directly in ``schema``, canonical or not (see `composition.branches`)."""
        return composition.branches(schema, keywords)

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

    def name_of(self, schema: Schema) -> str:
        """The reference by which the document knows a canonical schema, or a word for one that has none."""
        if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            return str(schema["$ref"])
        found = next((ref for ref, known in self._by_ref.items() if known is schema), None)
        return found or "a schema with the keywords " + ", ".join(sorted(schema) if isinstance(schema, dict) else ())

    def follow(self, schema: Schema) -> Schema:
        """The canonical schema, with a reference that stands alone replaced by what it refers to."""
        schema = self.canonical(schema)
        for _ in range(50):
            if not (isinstance(schema, dict) and "$ref" in schema and len(schema) == 1):
                break
            schema = self.resolve(schema["$ref"])
        return schema

    def said_of(self, schema: Schema) -> dict[str, JSON]:
        """What is said of a value that is not null, be it by the one part of an `allOf`, or beside null in a choice."""
        lean = self.follow(schema)
        if not isinstance(lean, dict) or "type" in lean:
            return lean if isinstance(lean, dict) else {}
        others = [self.follow(one) for _, _, one in self.branches(lean) if self.types(one) != {"null"}]
        only = others[0] if len(others) == 1 else None
        return {**only, **lean} if isinstance(only, dict) else lean

    def parts(self, schema: Schema | None, keywords: tuple[str, ...] = COMPOSITIONS) -> Iterator[dict[str, JSON]]:
        """The canonical schema and every one that it is composed of (see `composition.parts`)."""
        return parts(self, schema, keywords)

    def properties(self, schema: Schema | None) -> Properties:
        """Name → canonical schema of every property that an object of ``schema`` may have, compositions included."""
        return dict(self._properties.of(schema, self._find_properties))

    def _find_properties(
        self, schema: Schema | None, known: dict[int, Properties] | None = None, depth: int = 0
    ) -> Properties:
        """As `properties`; ``known`` of the schemas that were met on the way, of which each is searched once."""
        known = known if known is not None else {}
        schema = self.follow(schema) if schema is not None else None
        if not isinstance(schema, dict) or depth > _DEPTH:
            return {}
        if id(schema) in known:
            return known[id(schema)]
        found = known[id(schema)] = Properties()
        for part in composed(self, schema, ALL):
            for name, item in [*self._find_properties(part, known, depth + 1).items()]:
                found[name] = self._both(found[name], item) if name in found else item
        for _, _, part in branches(schema, self.ALTERNATIVES):
            for name, item in [*self._find_properties(part, known, depth + 1).items()]:
                found.setdefault(name, item)
        for name, item in (schema.get("properties") or {}).items():
            found[name] = self._both(item, found[name]) if name in found else item
        return found

    def _both(self, one: Schema, other: Schema) -> Schema:
        """What is said twice of one object or array, as of a page for all lists and for this one; else the first."""
        if self.types(one) <= (held := {"object", "array"}) and self.types(other) & held and one != other:
            return both([self.canonical(one), self.canonical(other)], [self.follow(one), self.follow(other)])
        return one

    def certain_properties(self, schema: Schema | None, depth: int = 0) -> Properties:
        """As `properties`, without those of alternatives: what an object of ``schema`` has, whichever it is."""
        found: Properties = {}
        schema = self.follow(schema) if schema is not None else None
        if not isinstance(schema, dict) or depth > _DEPTH:
            return found
        for part in composed(self, schema, ALL):
            found.update(self.certain_properties(part, depth + 1))
        found.update(schema.get("properties") or {})
        return found

    def other_properties(self, schema: Schema | None) -> Schema | None:
        """The schema of the properties that an object's schema does not name (a map's values), None without one."""
        lean = self.follow(schema) if schema is not None else None
        found = lean.get("additionalProperties") if isinstance(lean, dict) else None
        return found if isinstance(found, dict) else None

    def spelled(self, sent: Schema | None, shown: Schema | None) -> Mapping[str, str]:
        """The members of ``shown`` by the names that ``sent`` spells otherwise (see `spelled_names`)."""
        found = self._spelled.of(sent, lambda _: {})
        if id(shown) not in found:
            names = spelled_names(self, self._properties.of(sent, self._find_properties), self.properties(shown))
            found[id(shown)] = shown, names
        return found[id(shown)][1]

    def required(self, schema: Schema | None, *, alternatives: bool = False) -> tuple[str, ...]:
        """Names that an object of ``schema`` must have; with ``alternatives`` those that one of them asks for too."""
        found: dict[str, None] = {}
        for part in parts(self, schema, COMPOSITIONS if alternatives else ALL):
            found.update(dict.fromkeys(part.get("required") or ()))
        return tuple(found)

    def is_open(self, schema: Schema | None, depth: int = 0) -> bool:
        """Whether the schema says that objects carry properties it does not name."""
        schema = self.follow(schema) if schema is not None else True
        if schema is True or depth > _DEPTH:
            return True
        if not isinstance(schema, dict):
            return False
        if schema.get("additionalProperties", False) is not False or schema.get("patternProperties"):
            return True
        composing = composed(self, schema)
        if not composing:
            return not schema.get("properties")
        known = [part for part in composing if self.properties(part)]
        return not self.properties(schema) or any(self.is_open(part, depth + 1) for part in known)

    def types(self, schema: Schema | None) -> frozenset[str]:
        """The JSON types that the schema names, as far as can be told at a glance; none where it leaves them open."""
        return self._types.of(schema, self._find_types)

    def _find_types(self, schema: Schema | None) -> frozenset[str]:
        found, seen, waiting = set[str](), set[int](), [schema if schema is not None else True]
        while waiting:
            part = self.follow(waiting.pop())
            if not isinstance(part, dict) or id(part) in seen:
                continue
            seen.add(id(part))
            declared = part.get("type")
            if declared is not None:
                found |= set(declared if isinstance(declared, list) else [declared])
            elif part.get("properties"):
                found.add("object")
            elif "items" in part or "prefixItems" in part:
                found.add("array")
            else:
                waiting.extend(composed(self, part))
        return frozenset(found)

    def items(self, schema: Schema | None) -> Schema | None:
        """The schema of an array's items, or None."""
        return self._items.of(schema, self._find_items)

    def _find_items(self, schema: Schema | None) -> Schema | None:
        together: list[Schema] = [part["items"] for part in parts(self, schema, ALL) if "items" in part]
        return reduce(self._both, together) if together else self.keyword(schema, "items")

    def keyword(self, schema: Schema | None, name: str) -> JSON:
        """The value of a keyword in the schema or what it is composed of, None where it is nowhere."""
        for part in self._composed.of(schema, lambda one: tuple(self.parts(one))):
            if name in part:
                return part[name]
        return None

    def description(self, schema: Schema | None) -> str:
        """What the document says of a schema's values, nothing where it says nothing."""
        said = self.keyword(schema, "description")
        return said if isinstance(said, str) else ""

    def mentions(self, schema: Schema | None, keyword: str) -> bool:
        """Whether a keyword stands anywhere in a schema or in what it refers to; found out once for each."""
        if not isinstance(schema, dict):
            return False
        known = self._mentioned.get((id(schema), keyword))
        if known is None:
            known = self._mentioned[id(schema), keyword] = (schema, self.mentioned_below(schema, keyword))
        return known[1]

    def mentioned_below(self, schema: JSON, keyword: str) -> bool:
        """As `mentions`, for a schema that is made for the question and not kept."""
        return any(
            keyword in node and (keyword == "default" or not isinstance(node[keyword], dict))
            for node in nodes(self.resolve, schema, without_values, set())
        )

    def below(self, schema: Schema | None, path: Iterable[str | int]) -> Schema | None:
        """The schema of the value at these reference tokens, ``*`` for any item; None where nothing is said of it."""
        for part in path:
            known = self.properties(schema)
            is_item = isinstance(part, int) or ((part == "*" or part.isdecimal()) and part not in known)
            schema = self.items(schema) if is_item else known.get(str(part))
        return schema

    def assumed(self, schema: Schema | None) -> str | None:
        """Why this element is assumed, None where it is documented; composed schemas are elements of their own."""
        for _ in range(_DEPTH):
            if not isinstance(schema, dict):
                break
            found = assumption(schema)
            if found is not None or "$ref" not in schema:
                return found
            schema = self.resolve(schema["$ref"])
        return None

    def bundle(self, schema: Schema, direction: Direction) -> Schema:
        """``schema`` for a validator: annotations gone, everything it refers to under ``$defs``."""
        return Bundler(self, direction, strict=False, most=None).bundle(schema)

    def is_lenient(self, schema: Schema) -> bool:
        """Whether null is allowed somewhere in ``schema`` that the letter does not allow (see `dialects.LENIENT`)."""
        seen = set(self._letter)
        found = any(LENIENT in node for node in nodes(self.resolve, self.canonical(schema), subschemas, seen))
        self._letter = self._letter if found else seen
        return found

    def unsent(self, schema: Schema, direction: Direction) -> frozenset[str]:
        """Names of the properties that are not sent in this direction, those of ``allOf`` parts among them."""
        mark = "readOnly" if direction == "request" else "writeOnly"
        found = set()
        for part in parts(self, schema, ALL):
            for key, value in (part.get("properties") or {}).items():
                value = self.follow(value)
                if isinstance(value, dict) and value.get(mark) is True:
                    found.add(key)
        return frozenset(found)
