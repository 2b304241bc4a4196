"""Texts that a description calls UUIDs, where no schema gives them the format.

*The UUID of the stub* is a form like any other to who reads it: its service reads the text as one before it looks
for the record. *The name or the UUID of a server* takes other texts as well, and binds nobody.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Parameter, Schemas

_SAYS = re.compile(r"\b(?:uuids?|guids?)\b", re.IGNORECASE)
_ALSO = re.compile(r"\b(?:or|and|not|alias|either|slug|if|names?)\b", re.IGNORECASE)
"""Words by which a description speaks of other texts too."""
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def takes_uuids(schemas: Schemas, parameter: Parameter) -> bool:
    """Whether a description of the parameter says that its value, a text to the schema, is a UUID and nothing else."""
    said = (parameter.raw.get("description"), schemas.keyword(parameter.schema, "description"))
    texts = [text for text in said if isinstance(text, str)]
    told = any(_SAYS.search(text) for text in texts) and not any(_ALSO.search(text) for text in texts)
    return told and "string" in schemas.types(parameter.schema)


def is_uuid(text: str) -> bool:
    """Whether a text has the form of a UUID, of any version (RFC 9562 section 4)."""
    return _UUID.fullmatch(text) is not None


def names_no_uuid(schemas: Schemas, reading: Reading) -> bool:
    """Whether the path of a request has a text that is none of the UUIDs which a description asks for there."""
    return any(
        parameter.location == "path"
        and not is_uuid(reading.path.get(parameter.name, ""))
        and takes_uuids(schemas, parameter)
        for parameter in reading.operation.parameters
    )
