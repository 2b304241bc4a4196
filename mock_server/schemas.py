"""Makes every schema of a document a JSON Schema 2020-12, whichever OpenAPI version it was written for.

`canonical` rewrites one schema and leaves its references; `bundle` adds all that it refers to, for a validator. The
direction matters where the document says ``readOnly`` or ``writeOnly``: what is not sent in it is not required
(OpenAPI 3.0.4 section 4.7.24, Schema Object).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from mock_server.errors import DocumentError

if TYPE_CHECKING:
    from mock_server.document import Document
    from mock_server.operation import Schema

Direction = Literal["request", "response"]
DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SINGLE = ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
           "unevaluatedItems", "unevaluatedProperties", "contentSchema")  # fmt: skip
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_INTEGERS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_ANNOTATIONS = {"example", "examples", "default", "description", "title", "xml", "externalDocs", "deprecated",
                "discriminator", "$comment", "$schema", "$id", "$anchor", "$dynamicAnchor"}  # fmt: skip
_TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"}


class Schemas:
    """The schemas of one document in canonical form; each is converted once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._by_ref: dict[str, Schema] = {}
        self._by_id: dict[int, tuple[Any, Schema]] = {}

    def canonical(self, schema: Schema) -> Schema:
        """``schema`` as JSON Schema 2020-12; references stay, for `resolve`."""
        known = self._by_id.get(id(schema))
        if known is None:
            known = (schema, canonical(schema, self.document.version))
            self._by_id[id(schema)] = known
        return known[1]

    def resolve(self, ref: str) -> Schema:
        """The canonical schema behind ``ref``; the schema that allows anything where nothing is found."""
        found = self._by_ref.get(ref)
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

    def bundle(self, schema: Schema, direction: Direction) -> Schema:
        """``schema`` for a validator: annotations gone, everything it refers to under ``$defs``."""
        names: dict[str, str] = {}
        waiting: list[str] = []

        def name(ref: str) -> str:
            if ref not in names:
                names[ref] = f"d{len(names)}"
                waiting.append(ref)
            return f"#/$defs/{names[ref]}"

        top = self._lean(self.canonical(schema), direction, name, frozenset())
        if isinstance(top, bool):
            return top
        definitions: dict[str, Schema] = {}
        while waiting:
            ref = waiting.pop()
            definitions[names[ref]] = self._lean(self.resolve(ref), direction, name, frozenset())
        return (
            {"$schema": DIALECT, **top, "$defs": definitions} if definitions else {"$schema": DIALECT, **top}
        )

    def _lean(self, schema: Any, direction: Direction, name: Any, unsent: frozenset[str]) -> Any:
        if not isinstance(schema, dict):
            return schema
        unsent = unsent | self.unsent(schema, direction)
        lean: dict[str, Any] = {}
        for key, value in schema.items():
            if key in _ANNOTATIONS or key.startswith("x-"):
                continue
            if key in ("$ref", "$dynamicRef"):
                lean["$ref"] = name(value)
            elif key in _SINGLE:
                lean[key] = self._lean(value, direction, name, frozenset())
            elif key in _LISTS:
                passed = unsent if key == "allOf" else frozenset()
                lean[key] = [self._lean(item, direction, name, passed) for item in value]
            elif key in ("$defs", "definitions"):
                continue
            elif key in _MAPS:
                lean[key] = {k: self._lean(item, direction, name, frozenset()) for k, item in value.items()}
            elif key == "required":
                required = [item for item in value if item not in unsent]
                if required:
                    lean[key] = required
            else:
                lean[key] = value
        return lean

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
        for part in schema.get("allOf") or ():
            found |= self.unsent(self.follow(part), direction, depth + 1)
        return frozenset(found)


def canonical(schema: Schema, version: str) -> Schema:
    """A schema of OpenAPI ``version`` as JSON Schema 2020-12. A wrong keyword value is left out, not passed on."""
    if not isinstance(schema, dict):
        return schema if isinstance(schema, bool) else True
    old = version.startswith("3.0")
    if "$ref" in schema and isinstance(schema["$ref"], str) and (old or len(schema) == 1):
        return {"$ref": schema["$ref"]}
    out: dict[str, Any] = {}
    for key, value in schema.items():
        if key in _SINGLE:
            if isinstance(value, dict | bool):
                out[key] = canonical(value, version)
            elif key == "items" and isinstance(value, list):
                out["prefixItems"] = [canonical(item, version) for item in value]
        elif key in _LISTS:
            if isinstance(value, list) and value:
                out[key] = [canonical(item, version) for item in value]
        elif key in _MAPS:
            if isinstance(value, dict):
                out[key] = {name: canonical(item, version) for name, item in value.items()}
        else:
            out[key] = value
    _repair(out)
    _number_format(out)
    return _nullable(out)


def _repair(out: dict[str, Any]) -> None:
    types = out.get("type")
    known = (
        [t for t in (types if isinstance(types, list) else [types]) if t in _TYPES] if "type" in out else []
    )
    if types == "file":
        known = ["string"]
    if known:
        out["type"] = known[0] if len(known) == 1 else known
    else:
        out.pop("type", None)
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(out.get(exclusive), bool):
            strict = out.pop(exclusive)
            if strict and bound in out:
                out[exclusive] = out.pop(bound)
    if not isinstance(out.get("required"), list):
        out.pop("required", None)
    else:
        out["required"] = list(dict.fromkeys(item for item in out["required"] if isinstance(item, str)))
    if "enum" in out and not (isinstance(out["enum"], list) and out["enum"]):
        del out["enum"]
    for key in ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"):
        value = out.get(key)
        if key in out and not (isinstance(value, int | float) and value >= 0 and value == int(value)):
            del out[key]
    for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"):
        if key in out and (isinstance(out[key], bool) or not isinstance(out[key], int | float)):
            del out[key]
    if not isinstance(out.get("pattern", ""), str):
        del out["pattern"]


def _number_format(out: dict[str, Any]) -> None:
    if out.get("type") in ("integer", "number") and out.get("format") in _INTEGERS:
        low, high = _INTEGERS[out["format"]]
        if "minimum" not in out and "exclusiveMinimum" not in out:
            out["minimum"] = low
        if "maximum" not in out and "exclusiveMaximum" not in out:
            out["maximum"] = high


def _nullable(out: dict[str, Any]) -> dict[str, Any]:
    if out.pop("nullable", None) is not True:
        return out
    if "enum" in out and None not in out["enum"]:
        out["enum"] = [*out["enum"], None]
    if "type" in out:
        types = out["type"] if isinstance(out["type"], list) else [out["type"]]
        out["type"] = types if "null" in types else [*types, "null"]
        if not any(key in out for key in ("allOf", "anyOf", "oneOf", "not", "const")):
            return out
    notes = {key: out.pop(key) for key in list(out) if key in _ANNOTATIONS or key.startswith("x-")}
    marks = {str(key): out.pop(key) for key in ("readOnly", "writeOnly") if key in out}
    if not out:
        return {**notes, **marks}
    return {"anyOf": [out, {"type": "null"}], **notes, **marks}
