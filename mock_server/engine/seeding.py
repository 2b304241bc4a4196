"""First records of the resources: from files of the user's, and from the examples of the document.

A file holds a JSON or YAML object: the name of a resource → its records, as a list, or as an object by key. The name is
the path of the collection (``/things``, ``/orgs/acme/things``) or its last word where that is enough. In a folder, each
file is one; a file with a list holds the records of the resource that it is named after.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.engine.missing_records import USED
from mock_server.errors import UsageError
from mock_server.openapi.reading import path_templates, source
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.settings import Settings

log = logging.getLogger("mock_server")

_FILES = (".json", ".yaml", ".yml")


@dataclass(frozen=True)
class _Place:
    """A resource that can be seeded: an operation that shows or takes its records, and the path of the collection."""

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
        return found.groups() if found else None


def seed(apis: Sequence[Api], settings: Settings) -> None:
    """Put the settings' first records into the store; a key that is there already stays as it is."""
    if not settings.seed_data and not settings.seed_examples:
        return
    places = [place for api in apis for place in _places(api)]
    for path in settings.seed_data:
        for file, name, records in _read(path):
            place, parents = _find(places, name, file)
            for record in records:
                _plant(place, parents, record, f"{file}: {name}")
    for place in places if settings.seed_examples else ():
        for parents, record in _examples(place):
            _plant(place, parents, record, f"an example of {place.plans[0].operation}")


def _places(api: Api) -> Iterator[_Place]:
    found: dict[str, list[OperationPlan]] = {}
    for plan in api.plans:
        if plan.behaviour.resource is not None:
            found.setdefault(plan.behaviour.resource, []).append(plan)
    order = {"read": 0, "create": 1, "list": 2}
    for name, plans in found.items():
        plans.sort(key=lambda plan: (plan.behaviour.record is None, order.get(plan.behaviour.action, 3)))
        listed = next((p for p in plans if p.behaviour.action in ("create", "list")), None)
        path = listed.operation.path if listed else plans[0].operation.path.rpartition("/{")[0]
        yield _Place(api, name, path, tuple(plans))


def _read(path: Path) -> Iterator[tuple[Path, str, list[dict[str, JSON]]]]:
    if path.is_dir():
        files = sorted(file for file in path.iterdir() if file.suffix in _FILES)
        if not files:
            raise UsageError(f"{path} holds no .json or .yaml file with records")
    elif path.is_file():
        files = [path]
    else:
        raise UsageError(f"{path} does not exist; --seed-data takes a file or folder with records")
    for file in files:
        content = source.read(file)
        named = {file.stem: content} if isinstance(content, list) else content
        if not isinstance(named, dict):
            raise UsageError(f"{file} holds no records; write resource: [records]")
        for name, records in named.items():
            values = list(records.values()) if isinstance(records, dict) else records
            if not isinstance(values, list) or not all(isinstance(record, dict) for record in values):
                raise UsageError(f"{file}: {name} is no list of records, which are objects")
            yield file, name, values


def _find(places: Sequence[_Place], name: str, file: Path) -> tuple[_Place, tuple[str, ...]]:
    found = [(place, parents) for place in places if (parents := place.matches(name)) is not None]
    exact = [pair for pair in found if pair[0].collection.strip("/") == name.strip("/")]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        several = ", ".join(place.collection for place, _ in found)
        raise UsageError(f"{file}: {name} may be {several}; write the whole path")
    known = ", ".join(place.collection for place in places[:20]) or "none"
    raise UsageError(f"{file}: there is no resource {name}; there are {known}")


def _plant(place: _Place, parents: tuple[str, ...], record: dict[str, JSON], where: str) -> None:
    plan = next((plan for plan in place.plans if plan.behaviour.record is not None), place.plans[0])
    composer, store = plan.action.composer, place.api.store
    names = [other.behaviour.property for other in place.plans]
    name = next((name for name in names if name is not None and name in record), next(filter(None, names), None))
    key = record.get(name, MISSING) if name is not None else MISSING
    if key is MISSING or key is None:
        key = composer.make_key(store.sequence)
        record = {**record, name: key} if name is not None else record
    problem = composer.problem(record)
    if problem:
        log.warning("%s: the record %s breaks the document and is mended where it is shown: %s", where, key, problem)
    resource = collection_name(place.name, parents)
    store.create(resource, str(key), composer.kept(composer.completed(record)))
    store.create(USED, resource, {})


def _examples(place: _Place) -> Iterator[tuple[tuple[str, ...], dict[str, JSON]]]:
    """Records in the documented answers, with the parents that the path parameters' examples name."""
    for plan in place.plans:
        parents = _example_parents(plan, len(path_templates.names(place.collection)))
        response = plan.operation.success()
        media = response.json if response else None
        if media is None or parents is None or plan.behaviour.record is None:
            continue
        for example in media.examples:
            if not plan.api.synthesis.is_usable(media, example):
                continue
            found = at(example.value, plan.behaviour.record)
            for record in found if isinstance(found, list) else [found]:
                if isinstance(record, dict) and record:
                    yield parents, record


def _example_parents(plan: OperationPlan, count: int) -> tuple[str, ...] | None:
    known = {p.name: p for p in plan.operation.parameters if p.location == "path"}
    found = []
    for name in path_templates.names(plan.operation.path)[:count]:
        parameter = known.get(name)
        schema = plan.api.schemas.follow(parameter.schema) if parameter is not None else True
        own = [example.value for example in parameter.examples] if parameter is not None else []
        if isinstance(schema, dict):
            own += [schema[key] for key in ("example", "default") if key in schema]
        if not own:
            return None
        found.append(str(own[0]))
    return tuple(found)
