"""First records of the resources: from files of the user's, the examples of the document, and recorded traffic.

A file holds a JSON or YAML object: the name of a resource → its records, as a list, or as an object by key. The name is
the path of the collection (``/things``, ``/orgs/acme/things``) or its last word where that is enough. In a folder, each
file is one; a file with a list holds the records of the resource that it is named after. `$schema` is for editors.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.engine.missing_records import FIRST, USED
from mock_server.engine.recorded_traffic import seed_from_archive
from mock_server.engine.resource_places import find_place, resource_places
from mock_server.errors import UsageError
from mock_server.openapi.reading import path_templates, source
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.resource_places import ResourcePlace
    from mock_server.json_types import JSON
    from mock_server.settings import Settings

log = logging.getLogger("mock_server")

_FILES = (".json", ".yaml", ".yml")


def seed(apis: Sequence[Api], settings: Settings) -> None:
    """Put the settings' first records into the store; a key that is there already stays as it is."""
    for path in settings.seed_har:
        seed_from_archive(path, apis)
    if not settings.seed_data and not settings.seed_examples:
        return
    places = resource_places(apis)
    for path in settings.seed_data:
        for file, name, records in _read(path):
            try:
                place, parents = find_place(places, name)
            except UsageError as error:
                raise UsageError(f"{file}: {error}") from None
            for record in records:
                _plant(place, parents, record, f"{file}: {name}")
    for place in places if settings.seed_examples else ():
        for parents, record in _examples(place):
            _plant(place, parents, record, f"an example of {place.plans[0].operation}")


def _files(path: Path) -> list[Path]:
    """The files with records that are meant by a path; raises UsageError where there is none."""
    takes = "--seed-data takes a file or folder with records"
    try:
        if path.is_dir():
            files = sorted(file for file in path.iterdir() if file.suffix in _FILES)
            if not files:
                raise UsageError(f"{path} holds no .json or .yaml file with records")
            return files
        if path.is_file():
            return [path]
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror or error}; {takes}") from None
    raise UsageError(f"{path} does not exist; {takes}")


def _read(path: Path) -> Iterator[tuple[Path, str, list[dict[str, JSON]]]]:
    for file in _files(path):
        content = source.read(file)
        named = {file.stem: content} if isinstance(content, list) else content
        if not isinstance(named, dict):
            raise UsageError(f"{file} holds no records; write resource: [records]")
        for name, records in named.items():
            if name == "$schema":
                continue
            values = list(records.values()) if isinstance(records, dict) else records
            if not isinstance(values, list) or not all(isinstance(record, dict) for record in values):
                raise UsageError(f"{file}: {name} is no list of records, which are objects")
            yield file, name, values


def _plant(place: ResourcePlace, parents: tuple[str, ...], record: dict[str, JSON], where: str) -> None:
    plan = place.plan
    composer, store, name = plan.action.composer, place.api.store, place.key_property(record)
    key = record.get(name, MISSING) if name is not None else MISSING
    if key is MISSING or key is None:
        key = composer.make_key(store.sequence)
        record = {**record, name: key} if name is not None else record
    problem = composer.problem(record)
    if problem:
        log.warning("%s: the record %s breaks the document and is mended where it is shown: %s", where, key, problem)
    resource = collection_name(place.name, parents)
    if store.create(resource, str(key), composer.kept(composer.completed(record))):
        store.create(FIRST, f"{resource}|{key}", {})
    store.create(USED, resource, {})


def _examples(place: ResourcePlace) -> Iterator[tuple[tuple[str, ...], dict[str, JSON]]]:
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
