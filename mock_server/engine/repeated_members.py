"""What an answer without a record repeats of the request's body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call


def repeated(name: str, is_valid: Callable[[JSON], bool]) -> Callable[[Call, JSON], JSON]:
    """Gives the body's member of this name; MISSING where it was not sent, or the answer may not have its value."""

    def compute(call: Call, _body: JSON) -> JSON:
        value = call.body.get(name, MISSING) if isinstance(call.body, dict) else MISSING
        return value if value is not MISSING and is_valid(value) else MISSING

    return compute
