"""What a document has for accounts: how people sign up, where accounts are shown, and what sets a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.journeys.mass_assignment import OWN_NAMES
from contracts.traffic.login_operation import login_operations, passwords_set
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.traffic.login_operation import LoginOperation
    from mock_server.openapi import JSON, Document, Operation, Schemas

_DEEPEST = 5


def sign_ups(document: Document, schemas: Schemas, login: LoginOperation) -> list[Operation]:
    """The operations that take a name and a password as this login does, and log nobody in."""
    logins = {known.operation.id for known in login_operations(document, schemas, {})}
    return [
        operation
        for operation in document.operations
        if operation.method == "POST" and not operation.path_names and operation.id not in logins
        if {login.user, login.password} <= _members(schemas, operation, login.inside or ()).keys()
    ]


def password_setters(document: Document, schemas: Schemas) -> Iterator[tuple[Operation, str]]:
    """The operations that set the password of whom their path names, with the member that has it."""
    for operation in document.operations:
        members = _members(schemas, operation, ())
        names = passwords_set(dict.fromkeys(members))
        one = operation.method in ("POST", "PUT", "PATCH") and len(operation.path_names) == len(names) == 1
        if one and set(schemas.required(operation.request_schema)) <= {*names}:
            yield operation, names[0]


def showing(document: Document, schemas: Schemas, user: str) -> list[Operation]:
    """The operations that need no key and show accounts by the name with which they log in."""
    return [
        operation
        for operation in document.operations
        if operation.method == "GET" and not operation.path_names
        if _has(schemas, operation.response_schema(), user, 0)
    ]


def one_of(body: JSON, member: str, value: str) -> dict[str, JSON]:
    """The object of an answer that has this value, empty where none has."""
    stack = [body]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if item.get(member) == value:
                return item
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return {}


def claims(schemas: Schemas, sign_up: Operation, inside: tuple[str, ...], shown: dict[str, JSON]) -> dict[str, JSON]:
    """What an account shows that nobody may write who signs up, with other values than it has."""
    writable = {n for n, s in _members(schemas, sign_up, inside).items() if schemas.keyword(s, "readOnly") is not True}
    found: dict[str, JSON] = {}
    for name, value in shown.items():
        usual = OWN_NAMES.get(field_names.plain(name))
        if name in writable or usual is None or type(usual) is not type(value):
            continue
        claim = not value if isinstance(value, bool) else usual
        found |= {name: claim} if claim != value else {}
    return found


def _members(schemas: Schemas, operation: Operation, inside: tuple[str, ...]) -> dict[str, JSON]:
    return dict(schemas.properties(schemas.below(operation.request_schema, inside)))


def _has(schemas: Schemas, schema: JSON, name: str, depth: int) -> bool:
    """Whether a value of the schema has, somewhere in it, a member of this name."""
    members = schemas.properties(schema)
    if name in members or depth == _DEEPEST:
        return name in members
    items = schemas.keyword(schema, "items")
    below = [*members.values(), *([items] if items is not None else [])]
    return any(_has(schemas, part, name, depth + 1) for part in below)
