"""Checks a document against the OpenAPI specification itself; the door to openapi-spec-validator.

At start the quick check is enough: the specification's own JSON Schema, compiled. The whole check, which also looks
at what a schema can't say, is `--strict` and `mock-server validate`.
"""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mock_server.errors import DocumentError
from mock_server.references import pointer
from mock_server.source import line_of

if TYPE_CHECKING:
    from mock_server.document import Document


def check_wholly(document: Document) -> None:
    """Raise DocumentError for the first thing in which the document is not valid OpenAPI."""
    from jsonschema.exceptions import best_match
    from openapi_spec_validator import (
        OpenAPIV30SpecValidator,
        OpenAPIV31SpecValidator,
        OpenAPIV32SpecValidator,
    )
    from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

    validators = {
        "3.0": OpenAPIV30SpecValidator,
        "3.1": OpenAPIV31SpecValidator,
        "3.2": OpenAPIV32SpecValidator,
    }
    validator = validators[document.version[:3]]
    try:
        errors = list(validator(document.tree, base_uri=document.path.resolve().as_uri()).iter_errors())
    except (OpenAPIValidationError, ValueError, LookupError, RecursionError) as error:
        raise DocumentError(f"{document.path} is no valid OpenAPI document: {error}") from None
    worst = best_match(errors)
    if worst is not None:
        raise DocumentError(sentence(document, tuple(map(str, worst.absolute_path)), worst.message))


def quick_problems(document: Document) -> list[str]:
    """What the specification's JSON Schema finds wrong, a sentence each."""
    import jsonschema_rs

    schema = _specification(document.version)
    if schema is None:
        return []
    validator = jsonschema_rs.validator_for(schema, offline=True)
    found = []
    for error in validator.iter_errors(document.tree):
        found.append(sentence(document, tuple(map(str, error.instance_path)), error.message[:200]))
        if len(found) == 20:
            break
    return found


def sentence(document: Document, path: tuple[str, ...], message: str) -> str:
    """One problem with its file, line and JSON pointer."""
    line = line_of(document.path, path) if path else None
    where = f"{document.path}{f', line {line}' if line else ''}"
    return f"{where}: {pointer(path) or 'the top'}: {message}"


def _specification(version: str) -> Any:
    package = find_spec("openapi_spec_validator")
    if package is None or package.origin is None:
        return None
    path = Path(package.origin).parent / "resources" / "schemas" / f"v{version[:3]}" / "schema.json"
    return json.loads(path.read_text("utf-8")) if path.is_file() else None
