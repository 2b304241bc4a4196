"""Records looked at and set beside the API, in whole collections or one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.engine.documented_refusal import summary
from mock_server.engine.record_editing import EditedResource
from mock_server.engine.resource_places import resource_places
from mock_server.errors import UsageError
from mock_server.server.admin.answering import done, given, problem
from mock_server.server.admin.called_sandbox import called_sandbox

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.answers import Answer
    from mock_server.engine.resource_places import ResourcePlace
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock

PAGE = 100

_CONFLICT = 409
"""For a call that is right by the admin API's own document, and a record that is none by the served one."""


def list_resources(mock: LiveMock, call: Call) -> Answer:
    """The resources of all documents, with how many records each has."""
    with mock.sandboxes.within(called_sandbox(mock, call)):
        return given({"resources": [shown for place in resource_places(mock.apis) for shown in _collections(place)]})


def list_records(mock: LiveMock, call: Call) -> Answer:
    """A page of a resource's records in order of creation."""

    def listed(resource: EditedResource) -> Answer:
        held, after = resource.listing(), call.query.get("after")
        place = None if after is None else held.place(after)
        if after is not None and place is None:
            return problem(404, f"after: there is no record {after[:80]!r} behind which to begin")
        total, begin = len(held), 0 if place is None else place + 1
        end = begin + call.query.get("limit", PAGE)
        page = held.part(begin, end)
        shown = [{"key": key, "record": record} for key, record in page]
        members, more = _record_members(resource.place), page and end < total
        return given({"records": shown, "total": total, "next": page[-1][0] if more else None, "members": members})

    return _within(mock, call, listed)


def get_record(mock: LiveMock, call: Call) -> Answer:
    """One record as it is kept."""

    def read(resource: EditedResource) -> Answer:
        record = resource.read(call.path["key"])
        return _missing(call) if record is None else given(record)

    return _within(mock, call, read)


def put_record(mock: LiveMock, call: Call) -> Answer:
    """Keep a record under a key, whether there was one or not."""
    return _within(mock, call, lambda resource: _put(resource, call, call.body))


def patch_record(mock: LiveMock, call: Call) -> Answer:
    """Change a record by a merge patch (RFC 7396)."""

    def changed(resource: EditedResource) -> Answer:
        record = resource.changed(call.path["key"], call.body)
        return _missing(call) if record is None else _put(resource, call, record)

    return _within(mock, call, changed)


def put_records(mock: LiveMock, call: Call) -> Answer:
    """Other records in the place of all that a resource has."""

    def replaced(resource: EditedResource) -> Answer:
        records: dict[str, Any] = {}
        for index, record in enumerate(call.body):
            key = resource.key_of(record)
            if key is None:
                return problem(
                    _CONFLICT, f"records.{index}: has no key; give it {resource.place.key_property({}) or 'one'}"
                )
            if key in records:
                return problem(
                    _CONFLICT, f"records.{index}: there is another with the key {key[:80]!r}; give each its own"
                )
            records[key] = resource.whole(key, record)
            refused = _refused(resource, call, records[key], f"records.{index}.")
            if refused is not None:
                return refused
        resource.empty()
        for key, record in records.items():
            resource.put(key, record)
        return done()

    return _within(mock, call, replaced)


def delete_record(mock: LiveMock, call: Call) -> Answer:
    """Remove a record; from now on it is missed."""
    return _within(mock, call, lambda resource: done() if resource.discard(call.path["key"]) else _missing(call))


def delete_records(mock: LiveMock, call: Call) -> Answer:
    """Remove every record of a resource."""

    def emptied(resource: EditedResource) -> Answer:
        resource.empty()
        return done()

    return _within(mock, call, emptied)


def _within(mock: LiveMock, call: Call, do: Callable[[EditedResource], Answer]) -> Answer:
    """Do something to the resource that the path names, in the sandbox that is meant."""
    with mock.sandboxes.within(called_sandbox(mock, call)):
        try:
            resource = EditedResource.found(resource_places(mock.apis), call.path["resource"])
        except UsageError as error:
            return problem(404, f"resource: {error}")
        return do(resource)


def _put(resource: EditedResource, call: Call, record: dict[str, JSON]) -> Answer:
    key = call.path["key"]
    wrong = resource.wrong_key(key, record)
    if wrong:
        return problem(_CONFLICT, wrong)
    whole = resource.whole(key, record)
    refused = _refused(resource, call, whole, "record.")
    if refused is not None:
        return refused
    is_new = resource.put(key, whole)
    return given(resource.read(key), 201 if is_new else 200)


def _refused(resource: EditedResource, call: Call, record: dict[str, JSON], where: str) -> Answer | None:
    violations = [] if call.query.get("force") else resource.violations(record)
    if not violations:
        return None
    told = [violation._replace(field=where + violation.field) for violation in violations]
    return problem(_CONFLICT, f"{summary(told)}; with ?force=true it is kept all the same")


def _collections(place: ResourcePlace) -> list[dict[str, JSON]]:
    return [
        {
            "resource": path,
            "name": place.name,
            "document": place.api.document.title,
            "key": place.key_property({}),
            "records": place.api.living.count(stored),
        }
        for path, stored in place.held()
    ]


def _missing(call: Call) -> Answer:
    return problem(404, f"There is no record {call.path['key'][:80]!r} in {call.path['resource'][:80]}")


def _record_members(place: ResourcePlace) -> list[dict[str, JSON]]:
    """Name, types and what else helps of each described member, in the document's order."""
    schemas, schema = place.api.schemas, place.plan.action.record_schema
    required = schemas.required(schema)
    return [
        {
            "name": name,
            "types": sorted(schemas.types(member)),
            "enum": schemas.keyword(member, "enum"),
            "format": schemas.keyword(member, "format"),
            "description": schemas.keyword(member, "description"),
            "required": name in required,
            "readOnly": schemas.keyword(member, "readOnly") is True,
        }
        for name, member in schemas.properties(schema).items()
    ]
