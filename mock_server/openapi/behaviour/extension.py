"""`x-mock`: what the standard vocabulary of OpenAPI has no word for. Checked when the document is loaded.

Its JSON Schema is ``x-mock.schema.json`` beside this file; docs/x-mock.md is the page for people.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema_rs

from mock_server.errors import DocumentError
from mock_server.openapi.behaviour.declarations import suggestion
from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.reading.pointers import at, tokens
from mock_server.openapi.reading.pointers import text as pointer_text
from mock_server.openapi.reading.rewritten_references import FILES
from mock_server.openapi.reading.source import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document

NAME = "x-mock"


@cache
def schema() -> dict[str, JSON]:
    """The JSON Schema of the extension."""
    text = Path(__file__).with_name("x-mock.schema.json").read_text("utf-8")
    return as_dict(json.loads(text))


def check(document: Document) -> None:
    """Refuse a document with a wrong ``x-mock``: DocumentError with file, line, JSON pointer and the correction."""
    for place, path, value in _found(document) if document.references.may_extend else ():
        if (found := wrong(value, place)) is not None:
            raise DocumentError(at_line(document, (*path, *found[0]), found[1]))
        if place == "schema" and "expires" in value:
            document.expiring.append(pointer_text(path))
            known = as_dict(as_dict(at(document.tree, path[:-1])).get("properties"))
            name = tokens(value["expires"])[0]
            if known and name not in known:
                sentence = f"the record has no {name}{suggestion(name, known)}"
                raise DocumentError(at_line(document, (*path, "expires"), sentence))


def wrong(value: JSON, place: str) -> tuple[tuple[str, ...], str] | None:
    """Where in ``value`` something is wrong for this place of the schema's, and the correction; None where nothing."""
    error = next(iter(_validator(place).iter_errors(value)), None)
    return None if error is None else (tuple(map(str, error.instance_path)), _correction(error, place))


@cache
def _validator(place: str) -> jsonschema_rs.Draft202012Validator:
    rules = {"$schema": schema()["$schema"], "$ref": f"#/$defs/{place}", "$defs": schema()["$defs"]}
    return jsonschema_rs.Draft202012Validator(rules)


def at_line(document: Document, where: tuple[str, ...], sentence: str) -> str:
    """The sentence with its place before it: the file, the line and the JSON pointer."""
    line = line_of(document.path, where)
    return f"{document.path}{f', line {line}' if line else ''}: {pointer_text(where)}: {sentence}"


def _found(document: Document) -> Iterator[tuple[str, tuple[str, ...], JSON]]:
    stack: list[tuple[tuple[str, ...], JSON]] = [((), document.tree)]
    while stack:
        path, node = stack.pop()
        if isinstance(node, list):
            stack.extend(((*path, str(index)), item) for index, item in enumerate(node))
        elif isinstance(node, dict):
            for key, item in node.items():
                if key == NAME and path[-1:] != ("properties",):
                    yield _place(path), (*path, NAME), item
                elif key not in ("example", "examples", "default", "enum", FILES) and isinstance(item, dict | list):
                    stack.append(((*path, key), item))


def _place(path: tuple[str, ...]) -> str:
    if path[:2] == ("components", "securitySchemes") and len(path) == 3:
        return "securityScheme"
    if not path:
        return "document"
    item = path[1:] if path[:2] == ("components", "pathItems") else path
    if item[:1] in (("paths",), ("pathItems",)) and len(item) in (2, 3, 4):
        if len(item) == 2:
            return "pathItem"
        if len(item) == 3 or item[2] == "additionalOperations":
            return "operation"
    if path[-2:-1] == ("responses",):
        return "response"
    return "schema"


def _correction(error: JSON, place: str) -> str:
    match error.kind.name:
        case "additionalProperties":
            names = ", ".join(map(str, error.kind.unexpected))
            inside = [str(token) for token in error.instance_path]
            where = ".".join((f"{NAME} of {_article(place)}" if place != "fault" else "the rule", *inside))
            return f"{where} has no {names}{suggestion(names, _below(place, inside).get('properties', {}))}"
        case "enum":
            return f"is {json.dumps(error.instance)}; it must be one of {', '.join(map(str, error.kind.options))}"
        case "pattern" if error.kind.pattern.startswith("^\\$"):
            return f"is {json.dumps(error.instance)}; it must be a runtime expression such as $request.query.name"
        case "propertyNames":
            return "each name in it must be a JSON pointer such as /data"
        case "pattern" | "anyOf" if (phrase := _below(place, map(str, error.instance_path)).get("title")) is not None:
            return f"is {json.dumps(error.instance)}; it must be {phrase}"
        case "required":
            return f"{error.kind.property} is missing; add it"
        case "type":
            return f"is {json.dumps(error.instance)[:60]}; it must be of type {' or '.join(error.kind.types)}"
        case _:
            return str(error.message)


def _below(place: str, path: Iterable[str]) -> dict[str, JSON]:
    """The part of the schema that describes what stands at ``path`` in a value of this place."""
    found = as_dict(schema()["$defs"][place])
    for token in path:
        found = as_dict(found.get("properties", {}).get(token, found.get("items")))
        found = as_dict(found.get("else", found))
        if "$ref" in found:
            found = as_dict(schema()["$defs"][found["$ref"].rpartition("/")[2]])
    return found


def _article(place: str) -> str:
    words = {"operation": "an operation", "schema": "a schema", "securityScheme": "a security scheme"}
    words |= {"pathItem": "a path", "document": "a document"}
    return words.get(place, "a response")
