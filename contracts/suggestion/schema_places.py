"""Finds the part of a document that speaks of a part of an answer or a request, as a JSON pointer and a line.

References are followed: a pointer found here leads through no ``$ref``, so that it can be shown, or changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi import MockServerError, Schemas, media_types, pointers

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Finding
    from mock_server.openapi import Document, MediaType, Operation


_LOCATIONS = ("query", "path", "header", "cookie")
_EXCERPT = 14
_WIDEST = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a document's files; ``line`` counts from 1."""

    file: Path
    pointer: pointers.Pointer
    line: int
    excerpt: tuple[str, ...] = ()


def descend(
    document: Document, pointer: pointers.Pointer, path: pointers.Pointer
) -> tuple[pointers.Pointer, pointers.Pointer]:
    """From the schema at ``pointer`` to the one that speaks of the value at ``path``.

    Returns its pointer, where a final reference is not followed, and the part of ``path`` that no schema speaks of.
    """
    for index, token in enumerate(path):
        step = _step(document, pointer, token, 0)
        if step is None:
            return pointer, path[index:]
        pointer = step
    return pointer, ()


def answer_place(document: Document, operation: Operation, finding: Finding) -> pointers.Pointer:
    """What the document says of the part of the answer, or of the request, that ``finding`` is about."""
    answer, place = finding.exchange.answer, finding.place
    location, _, name = place.partition(" ")
    if location in _LOCATIONS and (parameter := _parameter(operation, location, name)) is not None:
        return document.locate(parameter)[0]
    if location == "body" and operation.request_body is not None:
        path = tuple(part for part in name.replace("/", ".").split(".") if part)
        return _in_body(document, operation.request_body.content, path) or operation.request_body.pointer
    response = operation.response(answer.status) if answer is not None else None
    if response is None:
        return (*operation.pointer, "responses")
    if location == "header":
        return document.locate((*response.pointer, "headers", name))[0]
    if place.startswith("/"):
        return _in_body(document, response.content, pointers.tokens(place)) or document.locate(response.pointer)[0]
    return document.locate(response.pointer)[0]


class Places:
    """The places of findings in one document; each is looked up once."""

    def __init__(self, document: Document | None) -> None:
        self._document = document
        self._known: dict[pointers.Pointer, Place] = {}
        self._texts: dict[Path, tuple[str, ...]] = {}

    @classmethod
    def of(cls, path: str) -> Places:
        """The places in the document at ``path``; without any where it can't be read any more."""
        from mock_server.openapi import load_document

        try:
            return cls(load_document(path))
        except MockServerError:
            return cls(None)

    def place(self, finding: Finding) -> Place | None:
        """Where the document speaks of what ``finding`` is about, None where there is no such operation."""
        operation = self._document.operation(finding.operation) if self._document else None
        if self._document is None or operation is None:
            return None
        pointer = answer_place(self._document, operation, finding)
        if pointer not in self._known:
            self._known[pointer] = self._read(self._document, pointer)
        return self._known[pointer]

    def _read(self, document: Document, pointer: pointers.Pointer) -> Place:
        file, line = document.file_of(pointer), document.line_of(pointer)
        if file not in self._texts:
            self._texts[file] = tuple(file.read_text("utf-8", "replace").splitlines())
        return Place(file, pointer, line, _block(self._texts[file], line))


def _block(lines: tuple[str, ...], line: int) -> tuple[str, ...]:
    """The block that begins on ``line``: it and what is indented further."""
    found = lines[line - 1 : line - 1 + _EXCERPT]
    if not found or max(map(len, found)) > _WIDEST:
        return ()
    depth = len(found[0]) - len(found[0].lstrip())
    for index, text in enumerate(found[1:], 1):
        if text.strip() and len(text) - len(text.lstrip()) <= depth:
            found = found[:index]
            break
    return tuple(text[depth:] for text in found)


def json_media(content: tuple[MediaType, ...]) -> MediaType | None:
    """The first media type that is JSON."""
    return next((media for media in content if media_types.is_json(media.name)), None)


def _in_body(document: Document, content: tuple[MediaType, ...], path: pointers.Pointer) -> pointers.Pointer | None:
    """The schema of the value at ``path`` in a body with a JSON media type, or with the first one there is."""
    media = json_media(content) or next(iter(content), None)
    if media is None or media.schema is None:
        return None
    start, _ = document.locate((*media.pointer, "schema"))
    return descend(document, start, path)[0]


def _parameter(operation: Operation, location: str, name: str) -> pointers.Pointer | None:
    return next(
        (
            parameter.pointer
            for parameter in operation.parameters
            if parameter.location == location and parameter.name.lower() == name.lower()
        ),
        None,
    )


def _step(document: Document, pointer: pointers.Pointer, token: str, depth: int) -> pointers.Pointer | None:
    pointer, schema = document.locate(pointer)
    if not isinstance(schema, dict) or depth > 20:
        return None
    properties = schema.get("properties")
    if isinstance(properties, dict) and token in properties:
        return (*pointer, "properties", token)
    if token.isdigit() and isinstance(schema.get("items"), dict):
        return (*pointer, "items")
    for key, index, _ in Schemas.branches(schema):
        found = _step(document, (*pointer, key, str(index)), token, depth + 1)
        if found is not None:
            return found
    if isinstance(schema.get("additionalProperties"), dict) and "properties" not in schema:
        return (*pointer, "additionalProperties")
    return None
