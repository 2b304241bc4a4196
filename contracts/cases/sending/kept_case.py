"""Keys that a service keeps in one case and finds in any: one whose case alone breaks its form is not wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.cases.sending.addressing import Addressing
    from contracts.judging.sent import Sent
    from mock_server.openapi import Behaviour


def is_in_another_case(addressing: Addressing, sent: Sent, behaviour: Behaviour) -> bool:
    """Whether nothing but the path is wrong with a request, and the answer shows its key in the case it is kept in."""
    reading = sent.reading
    if reading is None or not reading.violations or not sent.succeeded:
        return False
    if any(violation.location != "path" for violation in reading.violations):
        return False
    key, shown = addressing.key(reading, behaviour), addressing.answered_key(behaviour, sent.body)
    if not isinstance(key, str) or not isinstance(shown, str):
        return False
    return key != shown and key.casefold() == shown.casefold()
