"""Bodies that are addresses alone (text/uri-list, RFC 2483 section 5), as associations of Spring Data REST are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import field_names, media_types

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour, Operation

_ADDRESSES = "text/uri-list"


def takes_addresses(operation: Operation) -> bool:
    """Whether the body of an operation is addresses and nothing else."""
    media = operation.request_media
    return media is not None and media_types.essence(media.name) == _ADDRESSES


class LinkedRecords:
    """Puts the address of a record of the run's own where the last word of a path tells of which resource it is one."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self._addresses: dict[str, str | None] = {}

    def settled(self, behaviour: Behaviour, body: JSON) -> JSON:
        """``body``, or the address of a record where it is to be one and one can be had."""
        if not isinstance(body, str) or not takes_addresses(behaviour.operation):
            return body
        words = [part for part in behaviour.operation.segments if part and "{" not in part]
        cycle = self._named(words[-1]) if words else None
        if cycle is None:
            return body
        if cycle.resource not in self._addresses:
            self._addresses[cycle.resource] = None  # what it needs itself is none
            with self.steps.sender.asking.making():
                self._addresses[cycle.resource] = self._address(cycle)
        return self._addresses[cycle.resource] or body

    def _named(self, word: str) -> Lifecycle | None:
        """The only resource of the document's top that is called so and that the run can make."""
        wanted = field_names.singular(word.lower())
        found = [
            cycle
            for resource, cycle in self.steps.cycles.items()
            if "{" not in resource and field_names.singular(resource.rpartition("/")[2].lower()) == wanted
        ]
        return found[0] if len(found) == 1 and found[0].makes is not None and found[0].removable else None

    def _address(self, cycle: Lifecycle) -> str | None:
        key = self.steps.record_of(cycle)
        look = self.steps.on_item(cycle, "read", key) if key is not None else None
        return f"{self.steps.sender.asking.target.url}{look.target.partition('?')[0]}" if look is not None else None
