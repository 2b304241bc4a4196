"""Where the records of resources are: the collections that documents have, by the names that people call them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from mock_server.engine.collection_names import collection_name, parents_of
from mock_server.errors import UsageError
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.store import Store


@dataclass(frozen=True)
class ResourcePlace:
    """A resource: the operations that show or take its records, and the path of the collection."""

    api: Api
    name: str
    collection: str
    plans: tuple[OperationPlan, ...]

    def matches(self, name: str) -> tuple[str, ...] | None:
        """The values of the collection's path parameters if ``name`` means this resource."""
        name = name.strip("/")
        if name in (self.name, self.collection.strip("/")) or name == self.collection.rpartition("/")[2]:
            return () if not path_templates.names(self.collection) else None
        found = path_templates.pattern(self.collection.strip("/")).fullmatch(name)
        return tuple(map(unquote, found.groups())) if found else None

    @cached_property
    def plan(self) -> OperationPlan:
        """The operation that knows most of a record."""
        return next((plan for plan in self.plans if plan.behaviour.record is not None), self.plans[0])

    def key_property(self, record: dict[str, JSON]) -> str | None:
        """The property that holds the key of ``record``; None where no record has one."""
        names = [plan.behaviour.property for plan in self.plans]
        return next((name for name in names if name is not None and name in record), next(filter(None, names), None))

    def held(self) -> Iterator[tuple[str, str]]:
        """Paths of the collections that hold records now, with the names by which the store knows them.

        The collection that is below nothing is there without records too.
        """
        if not path_templates.names(self.collection):
            yield self.collection, collection_name(self.name)
            return
        for stored in self.api.store.resources():
            parents = parents_of(stored)
            if stored.partition("|")[0] == collection_name(self.name) and len(parents) == self._depth:
                yield path_templates.filled(self.collection, [quote(parent, safe="") for parent in parents]), stored

    @cached_property
    def _depth(self) -> int:
        return len(path_templates.names(self.collection))


def resource_places(apis: Iterable[Api]) -> list[ResourcePlace]:
    """The resources of all documents."""
    return [place for api in apis for place in _places(api)]


def find_place(places: Sequence[ResourcePlace], name: str) -> tuple[ResourcePlace, tuple[str, ...]]:
    """The resource that ``name`` means, with the keys of its parents; raises UsageError."""
    found = [(place, parents) for place in places if (parents := place.matches(name)) is not None]
    exact = [pair for pair in found if pair[0].collection.strip("/") == name.strip("/")]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        several = ", ".join(place.collection for place, _ in found)
        raise UsageError(f"{name} may be {several}; write the whole path")
    known = ", ".join(place.collection for place in places[:20]) or "none"
    raise UsageError(f"there is no resource {name}; there are {known}")


def shown_resources(store: Store) -> list[str]:
    """The names of a store's collections, without the marks that the mock keeps beside records."""
    return [name for name in store.resources() if not name.rpartition(":")[2].startswith("~")]


def _places(api: Api) -> Iterator[ResourcePlace]:
    found: dict[str, list[OperationPlan]] = {}
    for plan in api.plans:
        if plan.behaviour.resource is not None:
            found.setdefault(plan.behaviour.resource, []).append(plan)
    order = {"read": 0, "create": 1, "list": 2}
    for name, plans in found.items():
        plans.sort(key=lambda plan: (plan.behaviour.record is None, order.get(plan.behaviour.action, 3)))
        listed = next((p for p in plans if p.behaviour.action in ("create", "list")), None)
        path = listed.operation.path if listed else plans[0].operation.path.rpartition("/{")[0]
        yield ResourcePlace(api, name, path, tuple(plans))
