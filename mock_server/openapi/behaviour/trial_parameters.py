"""Parameters by which a request is tried and changes nothing: `dryRun=All`, `validate_only=true`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation

_NAMED = re.compile(r"dry[_-]?run|(?:validate|validation)[_-]?only", re.IGNORECASE)
_SAID = re.compile(
    r"(?:\b(?:not|never|without)|n['’]t) (?:(?:be|being|actually|really) )*(?:persist|sav|stor)(?:e|ed|ing)?\b",
    re.IGNORECASE,
)
_OFF = ("", "false", "0", "no", "off", "none", "disabled")


def trial_parameters(operation: Operation) -> frozenset[str]:
    """Those of the query of an operation that changes something, by their names or by what is said of them."""
    if operation.is_safe:
        return frozenset()
    asked = [parameter for parameter in operation.parameters if parameter.location == "query"]
    said = {p.name: str(p.raw.get("description") or "") for p in asked}
    return frozenset(name for name, text in said.items() if _NAMED.fullmatch(name) or _SAID.search(text))


def is_on(value: JSON) -> bool:
    """Whether a value of such a parameter asks for a trial."""
    return value is not None and str(value).lower() not in _OFF
