"""Which documented refusals are of a record that is not there: by their status, or by what is said of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading import name_words, path_templates
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Response

_OF_REQUESTS = re.compile(r"4(?!01|03|0[5-9])\d\d")
_MISSING = re.compile(
    r"not[- ]?found|no[- ]?such|(?:does|do)(?: ?not|n't) ?exist|not[- ]?exist|NotFound|NoSuch|non-?existent",
    re.IGNORECASE,
)
_BESIDE = frozenset((
    "the", "a", "an", "this", "that", "any", "such", "is", "was", "could", "can", "be", "with", "by", "of", "for",
    "given", "specified", "requested", "provided", "supplied", "named", "id", "key", "name", "code", "error",
    "record", "resource", "object", "entity", "item", "exception",
))  # fmt: skip
"""Words that may stand beside the name of the operation's own records."""


def says_missing(operation: Operation, response: Response) -> bool:
    """Whether it is the refusal of what is not there: 404, 410, a 400 that says so, another 4xx that says nothing else.

    A 422 that says so of something else (*the category does not exist*, to who changes a product), or among others,
    is of a request's content.
    """
    if response.status in ("404", "410"):
        return True
    told = response.raw.get("description") if _OF_REQUESTS.fullmatch(response.status) else None
    if not isinstance(told, str) or _MISSING.search(told) is None:
        return False
    return response.status == "400" or _speaks_of(operation, _MISSING.sub(" ", told))


def _speaks_of(operation: Operation, told: str) -> bool:
    """Whether nothing is named but the records that the operation's path names."""
    path = path_templates.filled(operation.path, ("",) * len(path_templates.names(operation.path)))
    own = {singular(word) for word in name_words.words(path)}
    return {singular(word) for word in name_words.words(told) if word not in _BESIDE} <= own
