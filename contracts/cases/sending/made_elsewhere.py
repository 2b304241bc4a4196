"""Records that are made in one collection and have a path in another: `POST /mine` makes `/boxes/{owner}/{box}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.sending.addressing import is_key, own_address
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.operation_purpose import says_copy

if TYPE_CHECKING:
    from contracts.cases.sending.addressing import Addressing
    from contracts.judging.sent import Sent
    from contracts.traffic.ownership import Ownership
    from mock_server.openapi import Behaviour


def made_elsewhere(addressing: Addressing, ownership: Ownership, resource: str, sent: Sent) -> LedgerEntry | None:
    """The record that a create leads to where nothing removes what its own collection holds; None where none is known.

    Its address is that of the answer's Location, or of the record's own link. Its key has to carry the run's tag: the
    address alone is the target's word.
    """
    answer = sent.exchange.answer
    if addressing.removable(resource) or answer is None:
        return None
    address = answer.header("Location") or own_address(sent.body)
    path = (address or "").partition("?")[0].partition("#")[0]
    for behaviour in addressing.behaviours.values() if path else ():
        operation, own = behaviour.operation, behaviour.key_parameter
        found = operation.read_path(path) if behaviour.action == "delete" and own else None
        words = [part for part in operation.path.split("/") if part and "{" not in part]
        if found and words and own in found and ownership.named(found[own]):
            above = tuple((name, value) for name, value in found.items() if name != own)
            return LedgerEntry(behaviour.resource or "", found[own], above)
    return None


def copied(addressing: Addressing, behaviour: Behaviour, sent: Sent) -> str:
    """The key of the record that an action says to have made beside the one that its path names; empty for none."""
    path = sent.reading.path if sent.reading is not None else {}
    named = [*addressing.path_keys.of(behaviour).values()][-1:] if says_copy(behaviour.operation) else []
    for read in addressing.behaviours.values() if named else ():
        if read.action == "read" and read.resource in named:
            shown = addressing.record(read, sent.body) or sent.body
            key = shown.get(addressing.key_name(read)) if isinstance(shown, dict) else None
            return str(key) if is_key(key) and str(key) not in path.values() else ""
    return ""
