"""Where what a create made can be read: the value of its `Location` (RFC 9110 section 10.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.call import Call


def location(call: Call, operation_path: str, item: str, key: JSON) -> str:
    """The address of the record with this key; ``item`` is its path template, below ``operation_path``."""
    asked = call.url.rstrip("/").split("/")
    start = max(0, len(asked) - len(operation_path.strip("/").split("/")))
    given, wanted = asked[start:], item.lstrip("/").split("/")
    found = [quote(segment) for segment in asked[:start]]
    for place, segment in enumerate(wanted):
        last = place >= len(wanted) - (1 if wanted[-1] else 2)
        if path_templates.PARAMETER.search(segment) is None:
            found.append(quote(segment))
        elif last or place >= len(given):
            found.append(path_templates.PARAMETER.sub(lambda _: quote(str(key), safe=""), segment))
        else:
            found.append(quote(given[place]))
    return f"{call.origin}{'/'.join(found)}"


def tells_location(behaviour: Behaviour) -> bool:
    """Whether a create says where its record is: where that is documented, or the body does not show the key."""
    if behaviour.location is None:
        return False
    documented = (r for r in behaviour.operation.responses if r.status == behaviour.status)
    named = any(header.name.lower() == "location" for response in documented for header in response.headers)
    return named or not behaviour.shows_key
