"""Rewrites one schema of any OpenAPI version as JSON Schema 2020-12.

OpenAPI 3.0's dialect differs from it (3.0.4 section 4.7.24, Schema Object); 3.1 and 3.2 are it, but for what documents
wrongly carry over. References stay as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LENIENT = "x-lenient-null"

SINGLE = ("not", "if", "then", "else", "items", "contains", "additionalProperties", "propertyNames",
          "unevaluatedItems", "unevaluatedProperties", "contentSchema")  # fmt: skip
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
ANNOTATIONS = {"example", "examples", "default", "description", "title", "xml", "externalDocs", "deprecated",
               "discriminator", "$comment", "$schema", "$id", "$anchor", "$dynamicAnchor"}  # fmt: skip
_NOTES = {"example", "examples", "default", "description", "title", "xml", "deprecated", "readOnly", "writeOnly"}
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minContains", "maxContains", "minProperties",
           "maxProperties")  # fmt: skip
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_NUMERAL = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_INTEGERS = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"}


class Canonical(dict[str, Any]):
    """A schema that has been rewritten, and all schemas in it."""

    __slots__ = ()


def both(schemas: Sequence[JSON], resolved: Sequence[JSON]) -> Canonical:
    """Several canonical schemas, with what stands beside each, which ``resolved`` have: the first word counts."""
    notes: dict[str, JSON] = {}
    for one in resolved:
        said = one.items() if isinstance(one, dict) else ()
        notes = {**{key: value for key, value in said if key in _NOTES or _is_extension(key)}, **notes}
    return Canonical({**notes, "allOf": [*schemas]})


def _is_extension(key: str) -> bool:
    return key.startswith("x-") and key != LENIENT


def subschemas(node: dict[str, JSON]) -> Iterator[JSON]:
    """What stands in a canonical schema as a schema of its own, by whichever keyword; references are not followed."""
    for key, value in node.items():
        if key in SINGLE:
            yield value
        elif key in LISTS:
            yield from value
        elif key in MAPS:
            yield from value.values()


def canonical(schema: Schema, version: str) -> Schema:
    """A schema of OpenAPI ``version`` as JSON Schema 2020-12. A wrong keyword value is left out, not passed on."""
    if not isinstance(schema, dict):
        return schema if isinstance(schema, bool) else True
    if type(schema) is Canonical:
        return schema
    old = version.startswith("3.0")
    if "$ref" in schema and isinstance(schema["$ref"], str) and (old or len(schema) == 1):
        return Canonical({"$ref": schema["$ref"]})
    out = Canonical()
    for key, value in schema.items():
        if key in SINGLE:
            if isinstance(value, dict | bool):
                out[key] = canonical(value, version)
            elif key == "items" and isinstance(value, list):
                out["prefixItems"] = [canonical(item, version) for item in value]
                if not old and isinstance(rest := schema.get("additionalItems"), dict | bool):
                    out["items"] = canonical(rest, version)
        elif key in LISTS:
            if isinstance(value, list) and value:
                out[key] = [canonical(item, version) for item in value]
        elif key in MAPS:
            if isinstance(value, dict):
                out[key] = {name: canonical(item, version) for name, item in value.items()}
        else:
            out[key] = value
    _repair(out)
    if isinstance(out.get("dependencies"), dict) and not old:
        _divide(out, out.pop("dependencies"), version)
    _number_format(out)
    return _nullable(out, old=old)


def _divide(out: dict[str, JSON], dependencies: dict[str, JSON], version: str) -> None:
    """What earlier drafts call `dependencies`, under the two names that 2019-09 gave it."""
    for name, needed in dependencies.items():
        if isinstance(needed, list):
            others = [other for other in needed if isinstance(other, str)]
            out["dependentRequired"] = {name: others, **out.get("dependentRequired", {})}
        elif isinstance(needed, dict | bool):
            out["dependentSchemas"] = {name: canonical(needed, version), **out.get("dependentSchemas", {})}


def _repair(out: dict[str, JSON]) -> None:
    """Mend what a keyword holds, or take it away where it can hold no such thing."""
    _repair_type(out)
    _repair_numbers(out)
    if not isinstance(out.get("required"), list):
        out.pop("required", None)
    else:
        out["required"] = list(dict.fromkeys(item for item in out["required"] if isinstance(item, str)))
    if "enum" in out and not isinstance(out["enum"], list):
        del out["enum"]
    if not isinstance(out.get("uniqueItems", False), bool):
        del out["uniqueItems"]
    for key in ("pattern", "format", "$ref", "$dynamicRef"):
        if not isinstance(out.get(key, ""), str):
            del out[key]
    for key in ("dependentRequired", "dependentSchemas"):
        if not isinstance(out.get(key, {}), dict):
            del out[key]
    if "dependentRequired" in out:
        out["dependentRequired"] = {
            name: [other for other in needed if isinstance(other, str)]
            for name, needed in out["dependentRequired"].items()
            if isinstance(needed, list)
        }


def _repair_type(out: dict[str, JSON]) -> None:
    types = out.get("type")
    known = [t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str) and t in _TYPES]
    if types == "file":
        known = ["string"]
    if known:
        out["type"] = known[0] if len(known) == 1 else known
    else:
        out.pop("type", None)


def _repair_numbers(out: dict[str, JSON]) -> None:
    for key in (*_COUNTS, *_BOUNDS):
        if isinstance(text := out.get(key), str) and _NUMERAL.fullmatch(text):  # in quotes, or a serializer's decimal
            out[key] = int(number) if (number := float(text)).is_integer() else number
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(out.get(exclusive), bool):
            strict = out.pop(exclusive)
            if strict and bound in out:
                out[exclusive] = out.pop(bound)
    for key in _COUNTS:
        value = out.get(key)
        if key not in out:
            continue
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 2**53 or value % 1:
            del out[key]
        else:
            out[key] = int(value)
    if "multipleOf" in out and not (isinstance(out["multipleOf"], int | float) and out["multipleOf"] > 0):
        del out["multipleOf"]
    for key in _BOUNDS:
        if key in out and (isinstance(out[key], bool) or not isinstance(out[key], int | float)):
            del out[key]


def _number_format(out: dict[str, JSON]) -> None:
    if out.get("type") in ("integer", "number") and out.get("format") in _INTEGERS:
        low, high = _INTEGERS[out["format"]]
        if "minimum" not in out and "exclusiveMinimum" not in out:
            out["minimum"] = low
        if "maximum" not in out and "exclusiveMaximum" not in out:
            out["maximum"] = high


def _nullable(out: Canonical, *, old: bool) -> Canonical:
    """`nullable` as a null type; marked as ``x-lenient-null`` where it has no effect by the letter.

    By the letter it needs a `type` beside it, an `enum` must list null as well, and 3.1 does not have it at all
    (OpenAPI 3.0.3 section 4.7.24.1).
    """
    if out.pop("nullable", None) is not True:
        return out
    meant = old and "type" in out and ("enum" not in out or None in out["enum"])
    if "enum" in out and None not in out["enum"]:
        out["enum"] = [*out["enum"], None]
    if "type" in out and not any(key in out for key in ("allOf", "anyOf", "oneOf", "not", "const")):
        types = out["type"] if isinstance(out["type"], list) else [out["type"]]
        if "null" not in types:
            out["type"] = [*types, "null"]
            if not meant:
                out[LENIENT] = True
        return out
    notes = {key: out.pop(key) for key in list(out) if key in ANNOTATIONS or key.startswith("x-")}
    marks = {str(key): out.pop(key) for key in ("readOnly", "writeOnly") if key in out}
    if not out:
        return Canonical({**notes, **marks})
    null = Canonical({"type": "null", LENIENT: True})
    return Canonical({"anyOf": [out, null], **notes, **marks})
