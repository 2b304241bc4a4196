"""The entries of an error's list: what is wrong with a request and where, one violation each; or what else failed."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.error_roles import phrase
from mock_server.engine.outcome_words import fitting
from mock_server.openapi.reading import pointers

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.validation import Violation

_PLACE = re.compile(
    r"^(?:field(?:_?name)?|path|property|param(?:eter)?|name|loc(?:ation)?|pointer|source|attribute|key|target|expression)$",
    re.I,
)
_TEXT = re.compile(r"^(?:message|msg|detail|description|reason|error|title|issue|text|diagnostics)$", re.I)
_STATUS = re.compile(r"^(?:http_?)?status(?:_?code)?$", re.I)
_RULE = re.compile(r"^(?:code|type|rule|constraint|keyword|error_?(?:code|type))$", re.I)
_WITHIN = ("pointer", "parameter", "header", "cookie")
"""Members of an object that names the place (JSON:API's `source`)."""


class _Part(NamedTuple):
    """A member of an entry, what it says (a role), its schema, and whether it must be there."""

    name: str
    role: str
    schema: Schema
    must: bool


class ViolationEntries:
    """Entries of one list; ``item`` is their schema, ``status`` that of the answer.

    ``in_fragment`` is true where a JSON pointer has its ``#``: in problem details (RFC 9457 section 3).
    """

    def __init__(self, synthesis: Synthesis, item: Schema | None, status: int, *, in_fragment: bool = False) -> None:
        self._synthesis = synthesis
        self._item = item
        self._status = status
        self._in_fragment = in_fragment

    @cached_property
    def _plan(self) -> tuple[_Part, ...]:
        schemas = self._synthesis.schemas
        must, parts = schemas.required(self._item), []
        for name, schema in schemas.properties(self._item).items():
            types = schemas.types(schema)
            if _PLACE.match(name):
                within = not schemas.properties(schema).keys().isdisjoint(_WITHIN)
                role = "path" if "array" in types else "within" if within else "field"
                role = "pointer" if name.lower() == "pointer" and role == "field" else role
            elif _TEXT.match(name):
                role = "message"
            elif _STATUS.match(name) and types & {"string", "integer"} and not self._enumerated(schema):
                role = "status" if "integer" in types else "status text"
            elif name in must and _RULE.match(name) and "string" in types and not self._enumerated(schema):
                role = "rule"
            elif name in must:
                role = ""
            else:
                continue
            parts.append(_Part(name, role, schema, name in must))
        return tuple(parts)

    @property
    def are_of_objects(self) -> bool:
        """Whether an entry is an object, with members that tell of the violation."""
        return bool(self._plan)

    @cached_property
    def are_steady(self) -> bool:
        """Whether the same violations are told in the same words: nothing is made up for them."""
        return all(part.role for part in self._plan)

    def _enumerated(self, schema: Schema) -> bool:
        found = self._synthesis.schemas.follow(schema)
        return isinstance(found, dict) and not found.keys().isdisjoint(("enum", "const", "pattern", "format"))

    def entry(self, violation: Violation) -> JSON:
        """The entry that tells of one violation."""
        if not self._plan:
            return f"{violation.field}: {violation.message}"
        said, message = {}, violation.message
        for name, role, schema, _ in self._plan:
            if role == "message":
                said[name] = message
            elif role == "field":
                said[name] = violation.field
            else:
                said[name] = self._said(role, schema, name, violation)
        return said

    def failure(self, message: str) -> JSON:
        """The entry that tells why else a request failed; it names no place unless it has to."""
        if not self._plan:
            return message
        told = ("message", "status", "status text")
        return {
            name: message if role == "message" else self._said(role, schema, name, None)
            for name, role, schema, must in self._plan
            if must or role in told
        }

    def _said(self, role: str, schema: Schema, name: str, violation: Violation | None) -> JSON:
        if role in ("status", "status text"):
            return self._status if role == "status" else str(self._status)
        if violation is None and role == "rule":
            return re.sub(r"\W+", "_", phrase(self._status).lower())
        if violation is None or not role:
            lean = self._synthesis.schemas.follow(schema)
            word = fitting(lean.get("enum"), self._status) if isinstance(lean, dict) else None
            return self._synthesis.generate(schema, name) if word is None else word
        if role == "path":
            return [violation.location, *violation.pointer]
        if role == "pointer" and violation.location == "body":
            return self._pointer(violation)
        if role == "within":
            return self._within(schema, violation)
        return violation.keyword if role == "rule" else violation.field

    def _pointer(self, violation: Violation) -> str:
        return pointers.fragment(violation.pointer) if self._in_fragment else pointers.text(violation.pointer)

    def _within(self, schema: Schema, violation: Violation) -> JSON:
        known = self._synthesis.schemas.properties(schema)
        wanted = "pointer" if violation.location == "body" else violation.location
        name = wanted if wanted in known else "parameter"
        if name not in known:
            return {}
        return {name: self._pointer(violation) if name == "pointer" else violation.field}
