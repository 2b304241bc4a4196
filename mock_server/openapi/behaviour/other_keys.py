"""Properties other than the key by which the path of a record may name it: a SKU in one of two paths, `idOrName`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, record_keys, resources
from mock_server.openapi.reading.name_words import words

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.operation_relations import OperationRelations
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas


def other_key(
    operation: Operation,
    known: OperationRelations,
    schemas: Schemas,
    resource: Resource | None,
    parameter: str,
    like: set[str],
    name: str | None,
) -> str | None:
    """The property that a path's ``parameter`` names beside the record's key ``name``, None where it names no other.

    ``like`` are the properties that requests give to a record.
    """
    if resource is None or resource.key is None or not parameter:
        return None
    if known.related and (text := _by_text(known, schemas, resource, parameter, name)) is not None:
        return text
    either = _either(parameter) if known.related else ()
    if not either and places.plain(parameter) == places.plain(resource.key):
        return None
    if either:
        shown = known.record_schema(resource)
    else:
        answer = known.answer(operation)
        shown = schemas.below(answer, places.find_record(schemas, answer, like, parameter) or ())
    wanted = {places.plain(word) for word in either or (parameter,)} - {places.plain(name or "")}
    found = next((member for member in schemas.properties(shown) if places.plain(member) in wanted), None)
    return None if found == name else found


def _by_text(
    known: OperationRelations, schemas: Schemas, resource: Resource, parameter: str, name: str | None
) -> str | None:
    """The name of records whose key is a number, where their path takes a text that is called no key: `{repo}`."""
    shown = schemas.properties(known.record_schema(resource))
    counted = name in shown and schemas.types(shown[name]) - {"null"} == {"integer"}
    if not counted or resources.is_likely_key(parameter) or schemas.types(resource.key_schema) != {"string"}:
        return None
    by_plain = {places.plain(member): member for member in shown if "string" in schemas.types(shown[member])}
    return next((by_plain[one] for one in record_keys.weak_names(parameter, resource) if one in by_plain), None)


def _either(parameter: str) -> tuple[str, ...]:
    """The two properties of which a path parameter names either: of `projectIdOrKey`, `project_id_or_key`."""
    parts = words(parameter)
    middle = parts.index("or") if "or" in parts[1:-1] else 0
    return (parts[middle - 1], "".join(parts[middle + 1 :])) if middle else ()
