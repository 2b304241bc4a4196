"""A document as a client sees it: its operations, and its schemas as plain JSON Schema 2020-12.

Written apart from the mock's own reading of schemas, so that the one can judge the other. Only files and pointers are
read through `mock_server.references`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import jsonschema_rs

from mock_server.errors import DocumentError
from mock_server.openapi.reading.references import References

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_ASKS = "x-asks"
_KEPT_VALIDATORS = 3000
_ONE = (
    "not",
    "if",
    "then",
    "else",
    "items",
    "contains",
    "additionalProperties",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas")
_KEPT = (
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "dependentRequired",
    "format",
)


@dataclass(frozen=True)
class Asked:
    """One operation: its method, path template, base path and the objects that describe it."""

    method: str
    path: str
    base: str
    raw: dict[str, Any]
    item: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


class View:
    """A document in a client's eyes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.references = References.read(path)
        self.tree = self.references.tree
        self.version = str(self.tree.get("openapi"))
        self._validators: dict[tuple[int, str], Any] = {}

    def follow(self, value: Any) -> Any:
        """``value``, or what it refers to; nothing is said where that is nothing."""
        try:
            return self.references.follow(value)
        except DocumentError:
            return {}

    @cached_property
    def operations(self) -> list[Asked]:
        """All operations, in the document's order but for those that delete: they come last."""
        return sorted(self._operations(), key=lambda operation: operation.method == "DELETE")

    def _operations(self) -> Iterator[Asked]:
        for path, raw in (self.tree.get("paths") or {}).items():
            if not path.startswith("/"):
                continue
            item = {**raw, **self.follow({"$ref": raw["$ref"]})} if "$ref" in raw else raw
            methods = {name: item[name] for name in METHODS if isinstance(item.get(name), dict)}
            for name, found in {**methods, **(item.get("additionalOperations") or {})}.items():
                operation = self.follow(found)
                servers = operation.get("servers") or item.get("servers") or self.tree.get("servers") or []
                yield Asked(name.upper(), path, self._base(servers), operation, item)

    def _base(self, servers: list[Any]) -> str:
        if not servers:
            return ""
        url = str(servers[0].get("url", ""))
        for name, variable in (servers[0].get("variables") or {}).items():
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
        return urlsplit(url).path.rstrip("/")

    def parameters(self, operation: Asked) -> list[dict[str, Any]]:
        """The Parameter Objects of an operation, those of its path among them."""
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for owner in (operation.item, operation.raw):
            for raw in owner.get("parameters") or ():
                parameter = self.follow(raw)
                found[parameter.get("name"), parameter.get("in")] = parameter
        return list(found.values())

    def conforms(self, schema: Any, value: Any, direction: str) -> str:
        """Why ``value`` breaks ``schema``; empty where it doesn't."""
        try:
            error = next(iter(self.validator(schema, direction).iter_errors(value)), None)
        except (jsonschema_rs.ValidationError, ValueError):
            return ""
        return "" if error is None else f"/{'/'.join(map(str, error.instance_path))}: {error.message[:160]}"

    def validator(self, schema: Any, direction: str) -> Any:
        """The compiled validator of a schema as it stands in the document; the last few hundred are kept.

        A reference becomes a keyword that asks the validator of what it points to, so that each is compiled once.
        """
        key = (id(schema), direction)
        if key not in self._validators:
            if len(self._validators) > _KEPT_VALIDATORS:
                self._validators.clear()
            self._validators[key] = schema, _compiled(self._schema(schema, direction), self._asking(direction))
        return self._validators[key][1]

    def _asking(self, direction: str) -> Any:
        view = self

        class Asking:
            def __init__(self, _parent: Any, value: str, _path: Any) -> None:
                self.schema = view.follow({"$ref": value})

            def validate(self, instance: Any) -> None:
                problem = view.conforms(self.schema, instance, direction)
                if problem:
                    raise ValueError(problem)

        return Asking

    def _schema(self, raw: Any, direction: str) -> Any:
        """One schema in the dialect of JSON Schema 2020-12, with references as the keyword `_ASKS`."""
        if not isinstance(raw, dict):
            return raw if isinstance(raw, bool) else True
        old = self.version.startswith("3.0")
        out: dict[str, Any] = {}
        ref = raw.get("$ref") or raw.get("$dynamicRef")
        if isinstance(ref, str):
            out[_ASKS] = ref
            if old:
                return out
        out.update({key: raw[key] for key in _KEPT if key in raw})
        if "format" in out and not _is_of_format(out["format"], raw):
            del out["format"]  # the schema's own example decides what a format means there
        for key in _ONE:
            if isinstance(raw.get(key), dict | bool):
                out[key] = self._schema(raw[key], direction)
        for key in _MANY:
            if isinstance(raw.get(key), list) and raw[key]:
                out[key] = [self._schema(item, direction) for item in raw[key]]
        if "oneOf" in out and "anyOf" not in out and isinstance(raw.get("discriminator"), dict):
            # of several branches that fit the discriminator names the one that is meant
            named = [{"allOf": [branch, pin]} for branch, pin in zip(out["oneOf"], pins(raw), strict=True) if pin]
            out["anyOf"] = [{"oneOf": out.pop("oneOf")}, *named]
        for key in _NAMED:
            if isinstance(raw.get(key), dict):
                out[key] = {name: self._schema(item, direction) for name, item in raw[key].items()}
        if isinstance(raw.get("required"), list):
            mark = "readOnly" if direction == "request" else "writeOnly"
            known = raw.get("properties") or {}
            out["required"] = [name for name in raw["required"] if not self._marked(known.get(name), mark)]
        if old:
            _of_30(raw, out)
        return out

    def _marked(self, schema: Any, mark: str) -> bool:
        schema = self.follow(schema)
        return isinstance(schema, dict) and schema.get(mark) is True


def _is_of_format(name: Any, schema: dict[str, Any]) -> bool:
    """Whether the texts that a schema shows are of its format."""
    shown = [schema[word] for word in ("example", "default") if isinstance(schema.get(word), str)]
    try:
        judge = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
        return all(judge.is_valid(text) for text in shown)
    except (jsonschema_rs.ValidationError, ValueError):
        return True


def pins(schema: dict[str, Any]) -> list[dict[str, Any] | None]:
    """For each branch of a ``oneOf`` what the discriminator says of it (OpenAPI 3.1, Discriminator Object)."""
    rule = schema["discriminator"]
    name, mapping = rule.get("propertyName"), rule.get("mapping")
    found: list[dict[str, Any] | None] = []
    for branch in schema["oneOf"]:
        ref = branch.get("$ref") if isinstance(branch, dict) else None
        if not isinstance(ref, str) or not isinstance(name, str):
            found.append(None)
            continue
        own = ref.rpartition("/")[2]
        keys = [key for key, value in (mapping or {}).items() if value in (ref, own)]
        found.append({"required": [name], "properties": {name: {"enum": keys or [own]}}})
    return found


def _of_30(raw: dict[str, Any], out: dict[str, Any]) -> None:
    """OpenAPI 3.0's own words: boolean exclusive bounds, `nullable` beside `type` (3.0.3, Schema Object)."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if isinstance(out.get(exclusive), bool) and out.pop(exclusive) and bound in out:
            out[exclusive] = out.pop(bound)
    if raw.get("nullable") is True and isinstance(out.get("type"), str):
        out["type"] = [out["type"], "null"]
        if isinstance(out.get("enum"), list):
            out["enum"] = [*out["enum"], None]


def _compiled(schema: Any, asking: Any) -> Any:
    options: dict[str, Any] = {"validate_formats": True, "offline": True, "keywords": {_ASKS: asking}}
    try:
        return jsonschema_rs.Draft202012Validator(schema, **options)
    except (jsonschema_rs.ValidationError, ValueError):
        return jsonschema_rs.Draft202012Validator(_weaker(schema), **options)


def _weaker(schema: Any) -> Any:
    """``schema`` without what its own meta-schema refuses: patterns that are none, keywords of a wrong type."""
    if isinstance(schema, list):
        return [_weaker(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key in ("properties", "patternProperties", "dependentSchemas"):
            out[key] = {name: _weaker(item) for name, item in value.items()}
            continue
        if key in (*_ONE, *_MANY):
            out[key] = _weaker(value)
            continue
        try:
            if key != _ASKS:
                jsonschema_rs.Draft202012Validator({key: value}, offline=True)
        except (jsonschema_rs.ValidationError, ValueError):
            continue
        out[key] = value
    return out
