"""Security Scheme Objects as they are meant: some have the first word of the value in the name of the header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON

_SCHEME_IN_NAME = re.compile(r"authorization[ \t]*:[ \t]*([!#$%&'*+.^_`|~0-9a-z-]+)[ \t]*", re.IGNORECASE)


def as_meant(scheme: dict[str, JSON]) -> dict[str, JSON]:
    """``scheme``, or the HTTP scheme that an API key in a header called ``Authorization: Bearer`` is.

    No field name has a colon (RFC 9110 section 5.1); Swagger 2.0 had no other words for a bearer token.
    """
    in_header = scheme.get("type") == "apiKey" and scheme.get("in") == "header"
    found = _SCHEME_IN_NAME.fullmatch(str(scheme.get("name"))) if in_header else None
    if found is None:
        return scheme
    rest = {name: value for name, value in scheme.items() if name not in ("type", "in", "name")}
    return {"type": "http", "scheme": found[1], **rest}
