"""Checks a document against the OpenAPI specification itself; the door to openapi-spec-validator.

At start the quick check is enough: the specification's own JSON Schema, compiled. The whole check, which also looks
at what a schema can't say, is `--strict` and `mock-server validate`.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.errors import CircleError, DocumentError
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.pointers import text as pointer_text
from mock_server.openapi.reading.rewritten_references import FILES
from mock_server.openapi.reading.source import line_of, repeated_key

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document

_MOST = 20
_UNKNOWN = ("additionalProperties", "unevaluatedProperties")
_NO_REFERENCES = frozenset(("example", "examples", "default", "enum", "const"))
_LONGEST = 300
"""Characters of what a library says of a document, which may quote all of it; its first line has the reason."""


def check_wholly(document: Document) -> None:
    """Raise DocumentError for the first thing in which the document is not valid OpenAPI."""
    from openapi_spec_validator import (
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
        OpenAPIV32SpecValidator,
    )

    validators = {
        "3.0": OpenAPIV30SpecValidator,
        "3.1": OpenAPIV31SpecValidator,
        "3.2": OpenAPIV32SpecValidator,
    }
    validator = validators[document.version[:3]]
    _read_further_files(document)
    _refuse_circles(document)
    try:
        tree = _offline(document.tree)
        errors = list(validator(tree, base_uri=document.path.resolve().as_uri()).iter_errors())
    except RecursionError:
        raise DocumentError(
            f"{document.path}: schemas consist of each other without an end (by allOf, anyOf, oneOf or not),"
            " or what it says is nested too deeply to be checked"
        ) from None
    except Exception as error:  # of several libraries: what they can't follow is no reason for a traceback
        quick = quick_problems(document)
        raise DocumentError(
            quick[0] if quick else f"{document.path} is no valid OpenAPI document: {_first_line(error)}"
        ) from None
    if (repeated := repeated_key(document.path)) is not None:
        name, line = repeated
        raise DocumentError(
            f"{document.path}, line {line}: the key {name} stands twice in one object, and what it held before is lost"
        )
    if errors:
        first = errors[0]
        while first.context:
            first = max(first.context, key=lambda error: len(error.absolute_path))
        slashless = (
            path_templates.without_slash(document.tree["paths"]) if list(first.absolute_path) == ["paths"] else ""
        )
        if slashless:
            raise DocumentError(f"{document.path}: {slashless}")
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        message = (first.message.splitlines() or [""])[0][:_LONGEST]
        raise DocumentError(sentence(document, tuple(map(str, first.absolute_path)), message) + more)


def _read_further_files(document: Document) -> None:
    """Have every file in the tree that references lead to; raises DocumentError for one that can't be read."""
    stack: list[JSON] = [document.tree]
    seen: set[str] = set()
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and ref.startswith(f"#/{FILES}/") and ref not in seen:
                seen.add(ref)
                stack.append(document.references.resolve(ref))
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)


def _refuse_circles(document: Document) -> None:
    """Raise CircleError for references that lead to each other, and nowhere else; examples are no references."""
    stack: list[JSON] = [document.tree]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(ref := node.get("$ref"), str) and ref.startswith("#/"):
                try:
                    document.references.resolve(ref)
                except CircleError:
                    raise
                except DocumentError:
                    pass  # nothing is there: that is told with its place
            stack.extend(value for name, value in node.items() if name not in _NO_REFERENCES)
        elif isinstance(node, list):
            stack.extend(node)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:_LONGEST]


def _offline(value: JSON) -> JSON:
    """``value`` with what is elsewhere on the network taken as anything: the library would fetch it."""
    if isinstance(value, dict):
        ref = value.get("$ref")
        if isinstance(ref, str) and "://" in ref:
            return {"description": f"{ref} is not fetched"}
        return {key: _offline(item) for key, item in value.items()}
    return [_offline(item) for item in value] if isinstance(value, list) else value


def quick_problems(document: Document) -> list[str]:
    """What the specification's JSON Schema finds wrong, a sentence each, the first `_MOST` of them."""
    validator = _specification(document.version[:3])
    if validator is None:
        return []
    found: dict[str, None] = {}
    for error in validator.iter_errors(document.tree):
        cause = _cause(error)
        if tuple(cause.instance_path) == ("paths",) and cause.kind.name in _UNKNOWN:
            continue  # paths that begin with no slash, of which the document's own reading tells
        found[sentence(document, tuple(map(str, cause.instance_path)), _message(cause))] = None
        if len(found) == _MOST:
            break
    return list(found)


def _cause(error: JSON) -> JSON:
    """The error in the alternative that was plainly meant: the one that went deepest, a Reference Object last."""
    while error.kind.name in ("anyOf", "oneOf") and (branches := getattr(error.kind, "context", None)):
        candidates = [e for branch in branches for e in branch[:1] if getattr(e.kind, "property", "") != "$ref"]
        if not candidates:
            break
        error = max(candidates, key=lambda e: len(e.instance_path))
    return error


def _message(error: JSON) -> str:
    kind = error.kind
    match kind.name:
        case "required":
            return f"{kind.property} is missing"
        case name if name in _UNKNOWN:
            return f"there is no field {path_templates.few(list(map(str, kind.unexpected)))} here"
        case "type":
            return f"must be of type {' or '.join(kind.types)}"
        case "enum":
            return f"must be one of {', '.join(map(str, kind.options))}"[:200]
        case "pattern":
            return f"must match {kind.pattern}"
        case _:
            return str(error.message)[-200:]


def sentence(document: Document, path: tuple[str, ...], message: str) -> str:
    """One problem with its file, line and JSON pointer."""
    line = line_of(document.path, path) if path else None
    where = f"{document.path}{f', line {line}' if line else ''}"
    return f"{where}: {pointer_text(path) or 'the top'}: {message}"


@cache
def _specification(version: str) -> JSON:
    """The specification's own schema, compiled once for all documents of a version; None where there is none."""
    import jsonschema_rs

    package = find_spec("openapi_spec_validator")
    if package is None or package.origin is None:
        return None
    path = Path(package.origin).parent / "resources" / "schemas" / f"v{version}" / "schema.json"
    return jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")), offline=True) if path.is_file() else None
