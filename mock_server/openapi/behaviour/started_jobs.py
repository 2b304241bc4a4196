"""Operations whose 202 shows a job that is a record elsewhere: ``POST /reports`` beside ``/operations/{id}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour import places, record_keys, resources
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import answer_path
from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.operation_relations import OperationRelations
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas

_WHAT = ("resource", "result", "target", "output", "entity", "object")
_URL = re.compile(r"(?:url|uri|href|link|location)$")


class Starts(NamedTuple):
    """What an operation starts: the resource of the job, the path of one, the parameters of what that is below, where
    the answer shows it, its key; and the members that tell the key of what the operation makes, or lead to it."""

    resource: str
    item: str
    above: tuple[str, ...]
    place: tuple[str, ...]
    key: str
    made: tuple[str, ...]
    leads: tuple[str, ...]


class StartedJobs(ShownSchemas):
    """Finds what operations of one document start."""

    def __init__(self, schemas: Schemas, known: OperationRelations) -> None:
        super().__init__(schemas, known)

    def find(self, operation: Operation, own: Resource | None) -> Starts | None:
        """The one resource of jobs that nobody else makes whose record the 202 of an operation shows."""
        response = operation.success(("201", "200", "202"))
        if operation.method == "GET" or response is None or response.status != "202":
            return None
        named = path_templates.names(operation.path)
        jobs = [owner for owner in dict.fromkeys(self._known.resources.values())
                if owner.item is not None and owner != own and owner.parents == named[: len(owner.parents)]
                and self._known.has(owner, "GET") and not self._known.has(owner, "POST")
                and self._shows(operation, owner)]  # fmt: skip
        if len(jobs) != 1:
            return None
        (owner,) = jobs
        record = self._known.record_schema(owner)
        key = record_keys.key_property(self._schemas, record, owner.key, owner)
        place = places.find_record(self._schemas, response.schema, set(self._names(record)), key)
        if key is None or place is None or owner.item is None:
            return None
        made, leads = self._targets(operation, owner, own, key)
        return Starts(owner.name, owner.item, owner.parents, place, key, made, leads)

    def _targets(
        self, operation: Operation, owner: Resource, own: Resource | None, key: str
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The members of a job that tell what the operation made: by links of the document, and by their names."""
        noun = singular(places.plain(resources.noun(own)))
        whose = {f"{word}{end}" for word in (noun, *_WHAT) if word for end in ("id", "key", "uuid", "name")}
        names = [name for name in self._names(self._known.record_schema(owner)) if name != key]
        made = [name for name in names if places.plain(name) in whose]
        leads = [name for name in names if _URL.search(places.plain(name))
                 and _URL.sub("", places.plain(name)) in (noun, *_WHAT)]  # fmt: skip
        for reading in (operation, *self._known.of(owner, "GET")):
            response = reading.success(("200", "202"))
            for raw in (response.links if response is not None else {}).values():
                told = as_dict(as_dict(reading.follow(raw)).get("parameters"))
                value = told.get(own.key or "") if own is not None else None
                path = answer_path(value) if isinstance(value, str) else None
                made += path[-1:] if path and path[-1] in names and path[-1] not in made else ()
        return tuple(made), tuple(leads)
