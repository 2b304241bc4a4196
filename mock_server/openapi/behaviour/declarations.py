"""Checks that what an operation's ``x-mock`` names is there: parameters, properties of the body, of the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.errors import DocumentError
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import answer_path, is_expression, request_place
from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.reading.pointers import text as pointer_text
from mock_server.openapi.reading.pointers import tokens
from mock_server.openapi.reading.source import line_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.schemas import Schemas


def check_declarations(document: Document, behaviours: Mapping[str, Behaviour], schemas: Schemas) -> None:
    """Raise DocumentError for the first ``x-mock`` that names what the document does not have."""
    for operation in document.operations:
        if not operation.extension:
            continue
        for path, message in _wrong(operation, behaviours, schemas):
            where = (*operation.pointer, "x-mock", *path)
            line = line_of(document.path, where)
            at = f"{document.path}{f', line {line}' if line else ''}: {pointer_text(where)}"
            raise DocumentError(f"{at}: {message}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """The sentence after "there is no NAME": what was probably meant, and what there is."""
    import difflib

    names = sorted(known)
    close = difflib.get_close_matches(name, names, 1)
    meant = f"; did you mean {close[0]}?" if close else ""
    return f"{meant}{' It' if meant else '; it'} has {', '.join(names) or 'none'}"


def _wrong(
    operation: Operation, behaviours: Mapping[str, Behaviour], schemas: Schemas
) -> Iterator[tuple[tuple[str, ...], str]]:
    extension = operation.extension
    soft = as_dict(extension.get("soft"))
    streams = [media for response in operation.responses for media in response.content if media.is_streamed]
    if "stream" in extension and not streams:
        names = dict.fromkeys(media.name for response in operation.responses for media in response.content)
        yield ("stream",), f"no answer of the operation is a stream; it has {', '.join(names) or 'no content'}"
    if (said := _undocumented(operation, schemas)) is not None:
        yield said
    expressions: list[tuple[tuple[str, ...], JSON]] = [(("key",), extension.get("key"))]
    expressions.append((("soft", "unless"), soft.get("unless")))
    expressions.extend((("answer", name), value) for name, value in as_dict(extension.get("answer")).items())
    for path, value in expressions:
        if is_expression(value):
            message = _wrong_expression(operation, value, schemas)
            if message:
                yield path, message
    kept = as_dict(soft.get("set"))
    known = _record_properties(behaviours[operation.id], behaviours, schemas) if kept else set()
    for name in kept:
        if known and name not in known:
            yield ("soft", "set", name), f"the record has no {name}{suggestion(name, known)}"


def _undocumented(operation: Operation, schemas: Schemas) -> tuple[tuple[str, ...], str] | None:
    """The first thing that is said of the success answer, and that none has: a status, or a place in it."""
    extension = operation.extension
    status, key = extension.get("status"), extension.get("key")
    answers = [one for one in operation.responses if one.status[:1] in "2d"]
    if status is not None:
        answers = [one for one in (operation.response(status),) if one is not None]
        if not answers:
            told = ", ".join(one.status for one in operation.responses) or "none"
            return ("status",), f"the operation documents no {status}; it has {told}"
    places: list[tuple[tuple[str, ...], Pointer]] = []
    places += [(("record",), tokens(extension["record"]))] if "record" in extension else []
    places += [(("answer", name), tokens(name)) for name in as_dict(extension.get("answer"))]
    places += [(("key",), place)] if isinstance(key, str) and (place := answer_path(key)) is not None else []
    shown = [one.json.schema for one in answers if one.json is not None]
    for path, place in places:
        messages = [_wrong_place(schemas, schema, place) for schema in shown]
        if messages and all(messages):
            return path, messages[0]
    return None


def _wrong_place(schemas: Schemas, schema: Schema | None, place: Pointer) -> str:
    """What is wrong with a place in the answer of this schema; nothing where it may be there."""
    for token in place:
        known = schemas.properties(schema)
        if not known or schemas.is_open(schema):
            return ""
        if token not in known:
            return f"the answer has no {token}{suggestion(token, known)}"
        schema = known[token]
    return ""


def _wrong_expression(operation: Operation, text: str, schemas: Schemas) -> str:
    place = request_place(text)
    if place is None:
        return ""
    location, name = place.location, place.names[0]
    if location != "body":
        known = {p.name for p in operation.parameters if p.location == location}
        if location == "path":
            known |= set(path_templates.names(operation.path))
        if location != "header" and name not in known:
            return f"the operation has no {location} parameter {name}{suggestion(name, known)}"
    else:
        schema = operation.request_schema
        known = set(schemas.properties(schema))
        if known and name not in known and not schemas.is_open(schema):
            return f"the body has no {name}{suggestion(name, known)}"
    return ""


def _record_properties(behaviour: Behaviour, behaviours: Mapping[str, Behaviour], schemas: Schemas) -> set[str]:
    """Properties of the records that operations on the same resource take or show."""
    found: set[str] = set()
    for other in behaviours.values():
        if other.resource == behaviour.resource and other.action != "none":
            found |= set(schemas.properties(other.operation.request_schema))
            shown = other.operation.response_schema()
            if other.record is not None and other.action != "list":
                found |= set(schemas.properties(schemas.below(shown, other.record)))
    return found
