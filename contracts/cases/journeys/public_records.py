"""Records that say themselves who may see them: ``private: false``, ``visibility: public``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.cases.journeys.parent_journeys import parent_of
from contracts.cases.lists.listed_records import made
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Schemas

_ALONE, _SHARED = re.compile(r"(?:is)?private"), re.compile(r"(?:is)?public")
"""What a member is called that says, by true or false, who may see its record."""
_SEEN = frozenset(("visibility", "access", "privacy", "accesslevel"))
"""What one is called that says so by a word."""
_OF_OTHERS = frozenset(("access", "accesslevel"))
"""Those that may be about something else: the network that a site answers on."""
_SAYS_WHO = re.compile(r"(?i)\b(?:who|whom|everybody|everyone|anybody|anyone|visib\w+|see|read|view|users?)\b")
_MAY_BE_REFUSED = frozenset({"state", "valid-accepted"})


def says_public(record: JSON) -> bool:
    """Whether a record says of itself that everybody may see it: ``private: false``, ``visibility: public``."""
    members = {field_names.plain(name): value for name, value in record.items()} if isinstance(record, dict) else {}
    return any(
        (_ALONE.fullmatch(name) and value is False)
        or (_SHARED.fullmatch(name) and value is True)
        or (name in _SEEN and isinstance(value, str) and value.lower() == "public")
        for name, value in members.items()
    )


def kept_private(schemas: Schemas, schema: JSON, body: JSON) -> JSON:
    """A body that says, where it can, that nobody but the owner may see the record."""
    if not isinstance(body, dict):
        return body
    said: dict[str, JSON] = {}
    for name, item in schemas.properties(schema).items():
        plain, kinds = field_names.plain(name), schemas.types(item)
        if "boolean" in kinds and (_ALONE.fullmatch(plain) or _SHARED.fullmatch(plain)):
            said[name] = _ALONE.fullmatch(plain) is not None
        elif plain in _SEEN and "private" in (schemas.keyword(item, "enum") or ()):
            said[name] = "private"
    return {**body, **said}


def made_private(steps: RecordSteps, cycle: Lifecycle, number: int) -> tuple[list[str], JSON]:
    """The keys of new records, and their body: of what nobody else may see where it can say so and that is taken."""
    create = cycle["create"]
    body = steps.full(create) if create is not None else {}
    private = kept_private(steps.schemas, create.operation.request_schema, body) if create is not None else body
    if create is not None and private != body and steps.samples.valid(create.operation.request_schema, private):
        with steps.sender.collector.leaving_open(_MAY_BE_REFUSED):  # it may be what another plan has
            keys = [key for key in made(steps, cycle, [private] * number) if key is not None]
        if keys:
            return keys, private
    return [key for key in made(steps, cycle, [body] * number) if key is not None], body


def is_public(steps: RecordSteps, cycle: Lifecycle, shown: JSON) -> bool:
    """Whether a record, or one above it, says itself that everybody may see it."""
    if says_public(_about_itself(steps, cycle, shown)):
        return True
    above, create, parents = parent_of(steps, cycle), cycle.makes, steps.parents(cycle) or {}
    read, names = above["read"] if above is not None else None, create.parents if create is not None else ()
    if above is None or read is None or not names or names[-1] not in parents:
        return False
    with steps.sender.collector.unobserved():
        sent = steps.act(above, "read", parents[names[-1]], "look whether everybody may see what is above it")
    record = steps.sender.addressing.record(read, sent.body) if sent is not None and sent.succeeded else None
    return is_public(steps, above, record)


def _about_itself(steps: RecordSteps, cycle: Lifecycle, shown: JSON) -> JSON:
    """A record without a word of access that no client writes, and of which nothing says whom it lets in."""
    if not isinstance(shown, dict):
        return shown
    create, read, schemas = cycle.makes, cycle["read"], steps.schemas
    written = schemas.properties(create.operation.request_schema if create is not None else None)
    success = read.operation.success() if read is not None else None
    known = schemas.below(success.schema, read.record or ()) if success is not None and read is not None else None
    members = schemas.properties(known)
    return {
        name: value
        for name, value in shown.items()
        if field_names.plain(name) not in _OF_OTHERS
        or name in written
        or "private" in (schemas.keyword(members.get(name), "enum") or ())
        or _SAYS_WHO.search(schemas.description(members.get(name)))
    }
