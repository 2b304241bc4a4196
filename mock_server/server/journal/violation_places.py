"""Where in the document stands what a request breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.reading.media_types import essence
from mock_server.openapi.reading.pointers import text, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.validation import Violation
    from mock_server.server.journal.entry import Entry

_MOST_REFERENCES = 20


def violation_places(
    violations: Iterable[Violation], operation: Operation, entry: Entry
) -> Iterator[tuple[Violation, str]]:
    """Each violation with a JSON pointer, to the schema's keyword where it is found, else to what is around it."""
    for violation in violations:
        place = _base(violation, operation, entry)
        yield violation, text(_below(place, violation, operation))


def _base(violation: Violation, operation: Operation, entry: Entry) -> tuple[str, ...]:
    body = operation.request_body
    if violation.location == "body" and body is not None:
        sent = essence(entry.header(b"content-type").decode("latin-1"))
        media = next((item for item in body.content if essence(item.name) == sent), None)
        media = media or (body.content[0] if len(body.content) == 1 else None)
        return body.pointer if media is None else (*media.pointer, "schema")
    named = violation.pointer[0] if violation.pointer else None
    for parameter in operation.parameters:
        if parameter.location == violation.location and parameter.name.lower() == str(named).lower():
            return (*parameter.pointer, "schema")
    return operation.pointer


def _below(place: tuple[str, ...], violation: Violation, operation: Operation) -> tuple[str, ...]:
    """The place of the keyword, as far as properties, items and references lead to it."""
    way = list(violation.pointer if violation.location == "body" else violation.pointer[1:])
    if violation.keyword == "required":
        way = way[:-1]
    node = _at(place, operation)
    place, node = _followed(place, node, operation)
    for token in way:
        step = ("items",) if isinstance(token, int) else ("properties", str(token))
        inner: JSON = node
        for name in step:
            inner = as_dict(inner).get(name)
        if not isinstance(inner, dict):
            return place
        place, node = _followed((*place, *step), inner, operation)
    return (*place, violation.keyword) if violation.keyword in as_dict(node) else place


def _at(place: tuple[str, ...], operation: Operation) -> JSON:
    node: JSON = operation.document.tree
    for token in place:
        node = operation.follow(node)
        if isinstance(node, list):
            node = node[int(token)] if token.isdigit() and int(token) < len(node) else None
        else:
            node = as_dict(node).get(token)
    return node


def _followed(place: tuple[str, ...], node: JSON, operation: Operation) -> tuple[tuple[str, ...], JSON]:
    """What a reference within the document leads to, and where that is."""
    for _ in range(_MOST_REFERENCES):
        target = as_dict(node).get("$ref")
        if not isinstance(target, str) or not target.startswith("#/"):
            break
        place = tokens(target)
        node = _at(place, operation)
    return place, node
