"""Members of a body that a description asks for in some cases, where no schema requires them.

*Required if no e-mail address is given*, *the body must contain at least one of the two*: what leaves one of them out
conforms to the schema, and whether it is one of these cases only its service can tell.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Schemas

_AT_TIMES = re.compile(
    r"\b(?:required|mandatory|needed|(?:must|has to|have to|needs to|should) (?:also )?be"
    r" (?:provided|given|set|present|specified|supplied|included|passed|filled))\s+(?:only\s+)?(?:if|when|unless)\b",
    re.IGNORECASE,
)
"""How the description of a member says that it is required at times."""
_ONE_OF_SOME = re.compile(
    r"\b(?:at least|exactly) one of\b|\beither\b[^.]{0,60}\bor\b[^.]{0,60}\brequired\b", re.IGNORECASE
)
"""How that of a body says that some of its members may not all be left out."""


def leaves_out_what_is_told(schemas: Schemas, schema: JSON, body: JSON) -> bool:
    """Whether a body lacks a member without which, by a description, it may be incomplete."""
    if not isinstance(body, dict):
        return False
    lacking = {name: item for name, item in schemas.properties(schema).items() if name not in body}
    if any(_says(_AT_TIMES, schemas.keyword(item, "description")) for item in lacking.values()):
        return True
    return bool(lacking) and _says(_ONE_OF_SOME, schemas.keyword(schema, "description"))


def _says(words: re.Pattern[str], text: JSON) -> bool:
    return isinstance(text, str) and words.search(text) is not None
