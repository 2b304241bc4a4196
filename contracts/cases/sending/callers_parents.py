"""Where the records lie that creates make: below which parents of the caller's own, and whether anybody knows it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.sending.addressing import is_key, own_address
from contracts.cases.sending.given_parameters import OF_A_REQUEST
from contracts.cases.sending.left_records import DOUBT
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.sending.addressing import Addressing
    from contracts.exchange import Answer
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import Credentials
    from contracts.traffic.ownership import Ownership
    from mock_server.openapi import JSON, Behaviour


class CallersParents:
    """Learns them from the answers to creates; ``pair`` takes the same thing as target and mock call it."""

    def __init__(self, addressing: Addressing, ownership: Ownership, credentials: Credentials) -> None:
        self._addressing, self._ownership, self._credentials = addressing, ownership, credentials
        self.pair: Callable[[str, JSON], object] = lambda mine, theirs: None
        self.asked: str | None = None
        """The resource whose record is being made to be looked at there: what an answer tells is no proof."""

    def elsewhere(self, behaviour: Behaviour, sent: Sent) -> bool:
        """Whether a record lives below others than those below which a look found one of the run's."""
        known = self._addressing.path_keys.callers.get(behaviour.resource or "") if behaviour.shown_parents else None
        return known is not None and sent.reading is not None and not known.items() <= sent.reading.path.items()

    def astray(self, behaviour: Behaviour, sent: Sent, key: JSON) -> str | None:
        """Why nobody knows where the record of a create lies, None where that is known: under a number of the run's
        another may be found with a parameter that the create lacked, or had wrong.
        """
        if not self._follow(behaviour, sent):
            return "nothing in its answer says where it is found"
        if sent.reading is None or (isinstance(key, str) and self._ownership.named(key)):
            return None
        told = [
            (v.location, str(v.pointer[0]))
            for v in sent.reading.violations
            if v.location in ("query", "header") and v.pointer
        ]
        wrong = next((place for place in told if self._places(behaviour, *place)), None)
        return f"{DOUBT}made without a right {wrong[1]}, and nobody knows where it is then" if wrong else None

    def _places(self, create: Behaviour, location: str, name: str) -> bool:
        """Whether a parameter may say where a record is: what is asked of one record takes it as well."""
        if self._credentials.stand_in(location, name) or (
            location == "header" and name.lower().startswith(OF_A_REQUEST)
        ):
            return False
        others = (b for b in self._addressing.behaviours.values() if b.resource == create.resource and b is not create)
        taken = ((p.location, p.name.lower()) for b in others if b.action != "list" for p in b.operation.parameters)
        return (location, name.lower()) in taken

    def _follow(self, behaviour: Behaviour, sent: Sent) -> bool:
        """Learn where a create's record lives; whether that is known of this record, or can be looked at.

        The first ones that are told are those of the run; another user's records live elsewhere.
        """
        if not behaviour.shown_parents:
            return True
        known, resource = self._addressing.path_keys.callers, behaviour.resource or ""
        found = self._told(behaviour, sent.body, sent.exchange.answer)
        if resource not in known and resource != self.asked:
            return False
        if found and resource not in known:
            known[resource] = found
            theirs = self._told(behaviour, sent.mock_body, sent.exchange.mock)
            for name, value in found.items():
                self.pair(value, theirs.get(name))
        if found and sent.reading is not None:
            sent.reading = replace(sent.reading, path={**sent.reading.path, **found})
        return bool(found)

    def _told(self, behaviour: Behaviour, body: JSON, answer: Answer | None) -> dict[str, str]:
        """The parents that an answer tells, an address rather than members; nothing where it leaves one out."""
        record = self._addressing.record(behaviour, body)
        url = record.get("url") if isinstance(record, dict) else None
        for address in (answer.header("Location") if answer is not None else None, own_address(record), url):
            path = address.partition("?")[0].partition("#")[0] if isinstance(address, str) else ""
            for other in self._addressing.behaviours.values() if path else ():
                found = other.operation.read_path(path) if other.action == "read" else None
                if found and other.resource == behaviour.resource and all(found.values()):
                    return {name: found[name] for name, _ in behaviour.shown_parents if name in found}
        shown = {name: pointers.at(record, place, None) for name, place in behaviour.shown_parents}
        return {name: str(value) for name, value in shown.items()} if all(map(is_key, shown.values())) else {}
