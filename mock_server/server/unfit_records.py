"""What becomes of the records that are there when the document changes: which of them its schemas know no more."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from mock_server.engine.collection_names import resource_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.engine.actions.action import Action
    from mock_server.engine.api import Api
    from mock_server.store.protocol import Record

MOST = 10_000
"""How many records of a document are looked at."""

_SHOWING = ("read", "list", "create", "replace", "merge")
_PART = "~"


@dataclass(frozen=True)
class UnfitRecords:
    """So many records of a resource are kept, but do not fit; ``is_served`` where an operation still works on them."""

    resource: str
    count: int
    is_served: bool

    def __str__(self) -> str:
        """It for people."""
        records = f"{self.count} record{'s' if self.count > 1 else ''} of {self.resource}"
        if self.is_served:
            return f"{records} fit the new schema no more: kept as sent, shown with what does not fit made anew"
        return f"{records} kept, on which no operation works any more"


def unfit(before: tuple[Api, ...], after: tuple[Api, ...]) -> Iterator[UnfitRecords]:
    """The resources with records that fitted the documents before, and do not fit those that came after."""
    for old, new in zip(before, after, strict=True):
        records = [*islice(_records(new), MOST)]
        if not records:
            continue
        counted: dict[str, UnfitRecords] = {}
        was, now = _showing(old), _showing(new)
        for resource, record in records:
            if resource in was and not _fits(now.get(resource), new, record) and _fits(was[resource], old, record):
                count = counted[resource].count if resource in counted else 0
                counted[resource] = UnfitRecords(resource, count + 1, resource in now)
        yield from counted.values()


def _records(api: Api) -> Iterator[tuple[str, Record]]:
    for name in api.store.resources():
        if not name.startswith(_PART):
            for _, record in api.store.records(name):
                yield resource_of(name), record


def _showing(api: Api) -> dict[str, Action]:
    """The action by which each resource's records are shown."""
    found: dict[str, Action] = {}
    for kind in _SHOWING:
        for plan in api.plans:
            if plan.behaviour.resource is not None and plan.behaviour.action == kind:
                found.setdefault(plan.behaviour.resource, plan.action)
    return found


def _fits(action: Action | None, api: Api, record: Record) -> bool:
    if action is None:
        return False
    schema = action.record_schema
    if schema is None:
        return True
    fits: bool = api.validators.validator(schema, "response").is_valid(action.composer.shown(record))
    return fits
