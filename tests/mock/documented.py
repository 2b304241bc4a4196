"""What the document says of an answer, read and checked without any code of the product."""

from __future__ import annotations

import functools
import json
from typing import Any

import yaml
from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker

from tests.running import DOCUMENT

BASE = "/api/v1"
ERROR = {
    "type": "object",
    "required": ["error", "message", "code"],
    "properties": {"error": {"type": "string"}, "message": {"type": "string"}, "code": {"type": "integer"}},
}


@functools.cache
def document() -> dict[str, Any]:
    """Our document, parsed."""
    return dict(yaml.load(DOCUMENT.read_bytes(), yaml.CSafeLoader))


def template(method: str, target: str) -> str | None:
    """The path template of the operation that a request target reaches, None where none covers it."""
    path = target.partition("#")[0].partition("?")[0]
    if not path.startswith(f"{BASE}/"):
        return None
    segments = path.removeprefix(f"{BASE}/").split("/")
    for known, item in document()["paths"].items():
        parts = known[1:].split("/")
        fits = (part == given or (part[0] == "{" and given) for part, given in zip(parts, segments, strict=False))
        if len(parts) == len(segments) and all(fits):
            return str(known) if method.isupper() and method.lower() in item else None
    return None


@functools.cache
def checker(method: str, path: str | None, status: int) -> Any:
    """A validator of an answer's body; None where the document has no such answer."""
    if path is None:
        rules = ERROR if status in (400, 404, 405, 408, 431, 501) else None
    else:
        response = document()["paths"][path][method.lower()]["responses"].get(str(status))
        if response is not None and "$ref" in response:
            response = _at(response["$ref"])
        rules = None if response is None else response["content"]["application/json"]["schema"]
    if rules is None:
        return None
    whole = {**rules, "components": document()["components"]}
    return OAS30ReadValidator(whole, format_checker=oas30_format_checker)


def problems(method: str, target: str, status: int, content_type: str, body: bytes) -> list[str]:
    """Everything in which an answer departs from the document, a sentence each; HEAD answers have no body."""
    rules = checker(method, template(method, target), status)
    if target.partition("?")[0] == "/" and status == 200:  # the front page, no operation
        return [] if content_type.startswith("text/html") else [f"the front page is {content_type}"]
    if rules is None:
        return [f"{status} is not documented for {method} {target[:80]}"]
    found = [] if content_type == "application/json" else [f"the media type is {content_type!r}"]
    if method == "HEAD":
        return found + (["a body in an answer to HEAD"] if body else [])
    try:
        value = json.loads(body)
    except ValueError as error:
        return [*found, f"the body is no JSON: {error}: {body[:80]!r}"]
    found += [f"{error.json_path}: {error.message}" for error in rules.iter_errors(value)]
    if isinstance(value, dict) and "code" in value and value["code"] != status:
        found.append(f"code is {value['code']}, the status {status}")
    return found


def _at(pointer: str) -> Any:
    node: Any = document()
    for token in pointer.removeprefix("#/").split("/"):
        node = node[token]
    return node
