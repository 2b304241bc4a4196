"""Texts of a request that may have a grammar of the service's own, of which the document says no more than `string`.

What a query, a cursor or an expression has to look like nobody knows but the service; and a key with marks that usual
keys don't have may be refused as malformed where another one would be missing. Of a number in the query a description
may say which ones there are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.free_texts import free_texts, is_free
from contracts.traffic.told_choices import is_no_choice
from contracts.traffic.told_forms import misses_a_told_form
from contracts.traffic.told_requirements import tells_of_another, tells_of_states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, MediaType, Operation, Schemas

_USUAL = re.compile(r"[A-Za-z0-9._~-]{0,64}")
"""Keys that stand in a path as they are (RFC 3986 section 2.3), and are not long."""
_OF_PATCHES = frozenset({"op", "path", "value", "from"})
"""Members of an operation of JSON Patch (RFC 6902 section 4)."""


def in_own_grammar(schemas: Schemas, reading: Reading) -> bool:
    """Whether a free text in the query (in a list too), a number there that is none of those which a description
    explains, an unusual text in the path, a text without the form that its description shows, or a list of operations
    on members (JSON Patch, SCIM) may be what is refused.
    """
    if takes_operations(schemas, reading.operation.request_media) or misses_a_told_form(schemas, reading):
        return True
    for parameter in reading.operation.parameters:
        asked = parameter.location == "query" and parameter.name in reading.values.get("query", {})
        if asked and next(free_texts(schemas, parameter.schema), None) is not None:
            return True
        if asked and is_no_choice(schemas, parameter, reading.values["query"][parameter.name]):
            return True
        odd = parameter.location == "path" and not _USUAL.fullmatch(reading.path.get(parameter.name, ""))
        if odd and is_free(schemas, parameter.schema) and not schemas.keyword(parameter.schema, "maxLength"):
            return True
    return False


def refuses_a_state_alone(schemas: Schemas, operation: Operation, behaviours: Iterable[Behaviour]) -> bool:
    """Whether a documented 400 or 422 of an action can be about nothing but the state of the record in its path.

    Its request has nothing else that could be wrong: no parameter elsewhere, and no member in its body. A new record
    below that one is refused for no state unless the document says so.
    """
    listed = {response.status for response in operation.responses} & {"400", "422", "4XX"}
    if operation.method != "POST" or not operation.path_names or not listed:
        return False
    elsewhere = any(item.location != "path" for item in operation.parameters)
    taken = operation.request_schema
    if elsewhere or schemas.properties(taken) or schemas.types(taken) - {"object"}:
        return False
    creates = any(item.action == "create" for item in behaviours if item.operation is operation)
    return not creates or any(
        tells(operation, status) for tells in (tells_of_states, tells_of_another) for status in (400, 422)
    )


def refuses_texts_alone(
    schemas: Schemas, reading: Reading, behaviours: Iterable[Behaviour], met: Callable[[str, str | None], bool] | None
) -> bool:
    """Whether a documented 400 or 422 can be about nothing but which texts a path takes: all else is right by itself.

    No request of such an operation breaks its schema. Where records are found by the text, which are not there is
    another refusal's matter (404, 410), and those that the document has an operation to make are not refused. A key
    that is nobody's, by what is ``met``, may be none in the form that the service gives its keys, where nobody else
    names any; so may that of a record above.
    """
    operation, known = reading.operation, list(behaviours)
    listed = {response.status for response in operation.responses}
    if not listed & {"400", "422", "4XX"}:
        return False
    own = [item for item in known if item.operation is operation]
    if not listed & {"404", "410"} and operation.request_body is None and _takes_texts_alone(schemas, operation):
        made = {item.resource for item in known if item.action == "create" or item.creates}
        return all(item.resource not in made for item in own)
    named = {item.resource for item in known if item.creates or (item.action == "create" and item.key is not None)}
    mine = (item for item in own if item.resource is not None and item.resource not in named)
    keys: dict[str, str | None] = {item.key_parameter: item.resource for item in mine}
    for name in operation.path_names:
        above = [item for item in known if _ends_with(item.operation, item.key_parameter, operation, name)]
        if above and all(item.resource not in named for item in above):
            keys[name] = above[0].resource
    return met is not None and any(
        keys.get(item.name) is not None
        and is_free(schemas, item.schema)
        and not met(reading.path.get(item.name, ""), keys[item.name])
        for item in operation.parameters
    )


def _ends_with(above: Operation, key: str, operation: Operation, name: str) -> bool:
    """Whether the path of a record above an operation ends with this key of the operation's, whatever it is called."""
    leading, found, _ = operation.path.partition(f"{{{name}}}")
    return found != "" and _unnamed(above.path) == _unnamed(leading + found) and above.path.endswith(f"{{{key}}}")


def _unnamed(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def _takes_texts_alone(schemas: Schemas, operation: Operation) -> bool:
    """Whether an operation has parameters, all of them in the path and any text to the document."""
    return bool(operation.parameters) and all(
        item.location == "path" and is_free(schemas, item.schema) and not _is_bounded(schemas, item.schema)
        for item in operation.parameters
    )


def _is_bounded(schemas: Schemas, schema: JSON) -> bool:
    return any(schemas.keyword(schema, word) for word in ("minLength", "maxLength"))


def takes_operations(schemas: Schemas, media: MediaType | None) -> bool:
    """Whether a body changes a record by a list of operations on its members."""
    return media is not None and ("json-patch" in media.name.lower() or _lists_operations(schemas, media.schema))


def _lists_operations(schemas: Schemas, schema: JSON) -> bool:
    """Whether a body is a list of operations on the members of a record, or has one (RFC 6902; RFC 7644, 3.5.2)."""
    return _lists(schemas, schema) or operations_member(schemas, schema) is not None


def operations_member(schemas: Schemas, schema: JSON) -> str | None:
    """The member of a body that is a list of operations on those of a record (SCIM's PatchOp), None without one."""
    return next((name for name, item in schemas.properties(schema).items() if _lists(schemas, item)), None)


def _lists(schemas: Schemas, schema: JSON) -> bool:
    return "array" in schemas.types(schema) and _is_operation(schemas, schemas.items(schema))


def _is_operation(schemas: Schemas, schema: JSON) -> bool:
    members = schemas.properties(schema)
    if {"op", "path", "value"} <= members.keys() <= _OF_PATCHES and "path" in schemas.required(schema):
        return True
    options = schemas.keyword(members.get("op"), "enum")
    verbs = {str(option).lower() for option in options} if isinstance(options, list) else set()
    return "path" in members and "replace" in verbs
