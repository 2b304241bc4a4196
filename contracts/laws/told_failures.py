"""Failures of which a document says that they are of the request: ``500: The job was not found``."""

from __future__ import annotations

from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING

from contracts.traffic.operation_words import words
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from mock_server.openapi import Operation

ABSENT = (404, 410)
_SENT = frozenset({
    "argument", "attribute", "body", "character", "combination", "content", "credential", "cursor", "data", "date",
    "element", "email", "entity", "entry", "field", "filter", "form", "format", "header", "id", "identifier", "input",
    "item", "json", "key", "length", "member", "name", "number", "object", "operation", "option", "page", "param",
    "parameter", "password", "path", "payload", "property", "query", "record", "reference", "request", "resource",
    "syntax", "time", "timestamp", "token", "type", "url", "user", "username", "uuid", "value", "xml",
})  # fmt: skip
"""What a request has, or asks for."""
_PARTS = frozenset(
    {"argument", "body", "field", "format", "id", "input", "name", "number", "param", "parameter", "value"}
)
"""Of those what another noun may stand before (*invalid status value*)."""
_WRONG = frozenset({"invalid", "malformed", "missing", "unknown"})
_IS = frozenset({"are", "is", "was", "were"})
_BETWEEN = _WRONG | {"a", "an", "and", "any", "given", "mandatory", "or", "provided", "required", "some", "the", "this"}
_INSIDE = frozenset({
    "api", "backend", "cause", "config", "configuration", "database", "dependency", "disk", "environment", "error",
    "exception", "failure", "fault", "internal", "issue", "problem", "provider", "reason", "runtime", "server",
    "storage", "system", "upstream",
})  # fmt: skip
"""What a service has, and what befalls it: nobody who asks can mend that."""
_NEVER = frozenset({"api", "error", "exception", "failure"})
"""Of those what is not meant, whatever paths are called."""
_NOT_THERE = field_names.Telling(
    r"not (?:be )?(?:found|exist\w*|parsed)|no such|bad request"
    r"|(?:argument|body|data|field|input|json|parameter|payload|query|request|value|xml)s?\b[\w ]* not (?:be )?read",
    but=r"(?:database|disk|storage|configuration) [\w ]*not (?:be )?read",
)
_FAULTY = field_names.Telling("|".join(_WRONG), but=r"(?:reason|cause) is unknown")


def fails_to_find(status: int, operation: Operation) -> bool:
    """Whether a documented failure is said to be one of the request, in a document that has no other word for a record
    that is not there.
    """
    response = operation.response(status)
    if response is None or response.status == "default" or says_absent(operation):
        return False
    text = response.description
    return _NOT_THERE.told_in(text) or any(_is_of_request(operation, said) for said in _FAULTY.told_by(text))


def says_absent(operation: Operation) -> bool:
    """Whether the document has a 404 or 410, or a range with them."""
    told = (operation.response(status) for status in ABSENT)
    return any(response is not None and response.status != "default" for response in told)


def _is_of_request(operation: Operation, said: str) -> bool:
    """Whether what a sentence calls wrong or missing is sent or asked for, or called as what paths lead to."""
    told = words(said)
    ones = [field_names.singular(word) for word in told]
    paths = {field_names.singular(word) for one in operation.document.operations for word in words(one.path)}
    own = _SENT | (paths - _NEVER)
    inside = _INSIDE - (paths - _NEVER)
    for place, word in enumerate(told):
        if word not in _WRONG:
            continue
        if _IS.intersection(told[place - 1 : place]) and own.intersection(ones[place - 2 : place - 1]):
            return True
        rest = list(dropwhile(_BETWEEN.__contains__, ones[place:]))
        if not rest or rest[0] in inside:
            continue
        noun = rest[0] in own and _INSIDE.isdisjoint(rest[1:2])
        if (noun or _PARTS.intersection(rest[1:2])) and not _is_inside(rest, inside):
            return True
    return False


def _is_inside(told: list[str], inside: frozenset[str]) -> bool:
    """Whether these words go on with whose it is, and that is a part of the service (*key of the provider*)."""
    told = [word for word in told if word not in _BETWEEN or word == "or"]
    return any(before in ("from", "of") and word in inside for before, word in pairwise(told))
