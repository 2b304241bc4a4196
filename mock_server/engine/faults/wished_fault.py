"""What one request wishes to become of its answer, by ``Prefer: fault=…`` or ``__fault`` in the query."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from mock_server.engine.faults.fault_rule_error import FaultRuleError
from mock_server.engine.faults.rule_reading import read_rule
from mock_server.engine.faults.rule_text import what_in

if TYPE_CHECKING:
    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.openapi.codec.prefer import Preference


def wished_fault(wish: Preference) -> FaultRule | None:
    """The rule for this one request; None where there is none that can be read (RFC 7240 section 2)."""
    return None if wish.fault is None else _read(wish.fault)


@lru_cache(maxsize=256)
def _read(text: str) -> FaultRule | None:
    try:
        rule = read_rule(what_in(text), "Prefer")
    except FaultRuleError:
        return None
    return None if rule.quota is not None or rule.answers else rule
