"""Records that are made in one collection and have a path in another: `POST /mine` makes `/boxes/{owner}/{box}`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.cases.sending.addressing import is_key, own_address
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.operation_purpose import says_copy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.sending.addressing import Addressing
    from contracts.judging.sent import Sent
    from contracts.traffic.ownership import Ownership
    from mock_server.openapi import JSON, Behaviour


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


def copied(addressing: Addressing, behaviour: Behaviour, sent: Sent) -> str | None:
    """The key of the record that an action says to have made beside the one that its path names, empty where the answer
    does not show it; None where it says no such thing, or shows the one that was there.
    """
    path = sent.reading.path if sent.reading is not None else {}
    named = [*addressing.path_keys.of(behaviour).values()][-1:] if says_copy(behaviour.operation) else []
    if not named:
        return None
    reads = [read for read in addressing.behaviours.values() if read.action == "read" and read.resource in named]
    found = [str(key) for key in _shown_keys(addressing, reads, sent) if is_key(key)]
    new = [key for key in found if key not in path.values()]
    return new[0] if new else None if found else ""


def _shown_keys(addressing: Addressing, reads: list[Behaviour], sent: Sent) -> Iterator[JSON]:
    """The keys of records that an answer shows, whatever it is wrapped in, or leads to."""
    answer, body = sent.exchange.answer, sent.body
    address = (answer.header("Location") if answer is not None else None) or own_address(body) or ""
    one = body[0] if isinstance(body, list) and len(body) == 1 else body
    inner = [*one.values()] if isinstance(one, dict) and len(one) == 1 else []
    for read in reads:
        for shown in (addressing.record(read, body), one, *inner):
            if isinstance(shown, dict):
                yield shown.get(addressing.key_name(read))
        led = read.operation.read_path(urlsplit(address).path) if address else None
        yield led.get(read.key_parameter or "") if led else None
    yield from (item for item in inner if is_key(item))
