"""Times as people write them: a number with ``ms``, ``s``, ``m`` or ``h``; a bare number counts milliseconds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.clock import UNITS

if TYPE_CHECKING:
    from mock_server.json_types import JSON

_DURATION = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h)?", re.ASCII)


def seconds_of(value: JSON) -> float | None:
    """The seconds that ``value`` says, None where it is no time."""
    found = _DURATION.fullmatch(str(value)) if value is not None else None
    return None if found is None else float(found[1]) * UNITS[found[2] or "ms"] / 1000
