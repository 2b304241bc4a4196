"""Settings that a service goes by where a request has none: an object that its answer shows filled all the same.

What a record is configured with has to be something, and a document seldom says what. Where its words speak of
settings, an object of them that was left out may come back as the service's own, as long as nothing in it is the run's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas

_SETTINGS = re.compile(r"(?i)config|settings?\b|options?\b|preferences?\b|defaults?\b|polic(?:y|ies)\b|server[- ]side")


def are_settings(schemas: Schemas, name: str, schema: JSON, value: JSON) -> bool:
    """Whether ``value``, shown as the member ``name`` of this schema, is an object of settings by the document's words.

    These are its name, the names of its members, and its description.
    """
    return isinstance(value, dict) and any(_SETTINGS.search(text) for text in _told(schemas, name, schema))


def _told(schemas: Schemas, name: str, schema: JSON) -> Iterator[str]:
    yield name.replace("_", " ")
    description = schemas.keyword(schema, "description")
    if isinstance(description, str):
        yield description
    yield from (member.replace("_", " ") for member in schemas.properties(schema))
