"""What becomes of the records that are there when the document changes: which of them its schemas know no more."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from mock_server.engine.collection_names import resource_of
from mock_server.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from mock_server.engine.actions.action import Action
    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.store.protocol import Record

MOST = 10_000
"""How many records of a document are looked at."""

_SHOWING = ("read", "list", "create", "replace", "merge")
_PART = "~"
_STEP = 50
"""Records that are looked at before others get their turn."""


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
            fit = "fits" if self.count == 1 else "fit"
            return f"{records} {fit} the new schema no more: kept as sent, shown with what does not fit made anew"
        return f"{records} kept, on which no operation works any more"


async def unfit(before: tuple[Api, ...], after: tuple[Api, ...]) -> tuple[UnfitRecords, ...]:
    """The resources with records that fitted the documents before, and do not fit those that came after.

    In small steps, between which requests are answered.
    """
    found: list[UnfitRecords] = []
    for old, new in zip(before, after, strict=True):
        records = [*islice(_records(new), MOST)]
        if not records:
            continue
        counted: dict[str, UnfitRecords] = {}
        names = {resource for resource, _ in records}
        was, now = await _showing(old, names), await _showing(new, names)
        for number, (resource, record) in enumerate(records):
            if resource in was and not _fits(now.get(resource), new, record) and _fits(was[resource], old, record):
                count = counted[resource].count if resource in counted else 0
                counted[resource] = UnfitRecords(resource, count + 1, resource in now)
            if number % _STEP == 0:
                await asyncio.sleep(0)
        found += counted.values()
    return tuple(found)


def _records(api: Api) -> Iterator[tuple[str, Record]]:
    for name in api.store.resources():
        if not name.startswith(_PART):
            for _, record in api.store.records(name):
                yield resource_of(name), record


async def _showing(api: Api, names: Set[str]) -> dict[str, Action]:
    """The action by which the records of each of these resources are shown."""
    plans: dict[str, list[OperationPlan]] = {kind: [] for kind in _SHOWING}
    for plan in api.plans:
        with contextlib.suppress(DocumentError):  # one that can't be served shows nothing
            if plan.behaviour.resource in names and plan.behaviour.action in plans:
                plans[plan.behaviour.action].append(plan)
        await asyncio.sleep(0)
    found: dict[str, Action] = {}
    for plan in (plan for kind in _SHOWING for plan in plans[kind]):
        resource = plan.behaviour.resource
        if resource is not None and resource not in found:
            with contextlib.suppress(DocumentError):
                found[resource] = plan.action
    return found


def _fits(action: Action | None, api: Api, record: Record) -> bool:
    if action is None:
        return False
    schema = action.record_schema
    if schema is None:
        return True
    fits: bool = api.validators.validator(schema, "response").is_valid(action.composer.shown(record))
    return fits
