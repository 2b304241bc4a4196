"""Settings that a service goes by where a request has none: an object that its answer shows filled all the same.

What a record is configured with has to be something, and a document seldom says what. Where its words say that it is
settings, an object of them that was left out may come back as the service's own, as long as nothing in it is the run's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Schemas

_NAMES = re.compile(r"configs?|configurations?|settings?|options|preferences?|prefs|defaults|polic(?:y|ies)")
"""Last words of names of settings. A single `default` or `option` says which one of several a thing is."""
_IS = re.compile(
    r"(?i)\W*(?:(?!(?:as|at|by|for|from|if|in|of|on|that|to|under|used|when|where|which|with)\b)[\w'’-]+ ){0,4}"
    r"(?:settings?|preferences?|config(?:uration)?s?)\b"
)
"""How a description begins that says what a member is: *the settings of the printer*, not *used by its settings*."""


def are_settings(schemas: Schemas, name: str, schema: JSON, value: JSON) -> bool:
    """Whether ``value``, shown as the member ``name`` of this schema, is an object of settings by the document's words.

    These are its name, the names of its members, and what its description begins with.
    """
    if not isinstance(value, dict):
        return False
    if _IS.match(schemas.description(schema)):
        return True
    names = (name, *schemas.properties(schema))
    return any(_NAMES.fullmatch(word) for one in names for word in field_names.words(one)[-1:])
