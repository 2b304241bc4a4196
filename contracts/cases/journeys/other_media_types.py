"""Creates that take several media types: what is sent in another than the usual one (XML, a form) is kept as well."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import remove_it
from contracts.cases.journeys.reading import read_as_written
from contracts.cases.records.independence import within_family
from mock_server.openapi import media_types

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import Behaviour, MediaType

_XML = ("application/xml", "text/xml")
_MOST = 3
"""Media types of one create that are tried."""


def other_media_types(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each create whose records can be removed, and that takes more than one media type."""
    for cycle in steps.cycles.values():
        create = cycle["create"]
        if create is not None and cycle.removable and _others(create):
            yield f"other media types of {cycle.resource}", partial(made_by_others, cycle=cycle)


def _others(create: Behaviour) -> list[MediaType]:
    """The media types in which members can be written, beside the one that is usually sent."""
    usual, body = create.operation.request_media, create.operation.request_body
    known = (*_XML, media_types.FORMS[0])
    content = body.content if body is not None else ()
    return [media for media in content if media is not usual and media.essence in known and media.schema][:_MOST]


@within_family
def made_by_others(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A record with every member by each media type comes back, and is read, as it was sent."""
    create, parents = cycle["create"], steps.parents(cycle)
    if create is None or parents is None:
        return
    for media in _others(create):
        if not steps.may_create(cycle):
            return
        chosen = steps.fresh(cycle) if cycle.chosen else None
        body = steps.keyed(create, steps.samples.full(media.schema or {}), chosen)
        if not isinstance(body, dict) or not steps.samples.valid(media.schema, body):
            continue
        body = steps.owned(create.operation, body, parents)
        data, kind = steps.requests.encoded(media, body)
        request = steps.requests.build(create.operation, path=parents, raw=data, media=kind)
        sent = steps.send(request, f"create by {media.essence}", (f"by {media.essence}",))
        key = steps.key_of(cycle, sent, chosen)
        if key is not None:
            read_as_written(steps, cycle, key, body, f"read what was created by {media.essence}")
            remove_it(steps, cycle, key)
