"""Records that say themselves who may see them: ``private: false``, ``visibility: public``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.cases.journeys.parent_journeys import parent_of
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour, Schemas

_ALONE, _SHARED = re.compile(r"(?:is)?private"), re.compile(r"(?:is)?public")
"""What a member is called that says, by true or false, who may see its record."""
_SEEN = frozenset(("visibility", "access", "privacy", "accesslevel"))
"""What one is called that says so by a word."""


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


def private_body(steps: RecordSteps, create: Behaviour) -> JSON:
    """A whole body, of what nobody else may see where it can say so."""
    body, schema = steps.full(create), create.operation.request_schema
    private = kept_private(steps.schemas, schema, body)
    return private if steps.samples.valid(schema, private) else body


def is_public(steps: RecordSteps, cycle: Lifecycle, shown: JSON) -> bool:
    """Whether a record, or one above it, says itself that everybody may see it."""
    if says_public(shown):
        return True
    above, create, parents = parent_of(steps, cycle), cycle.makes, steps.parents(cycle) or {}
    read, names = above["read"] if above is not None else None, create.parents if create is not None else ()
    if above is None or read is None or not names or names[-1] not in parents:
        return False
    with steps.sender.collector.unobserved():
        sent = steps.act(above, "read", parents[names[-1]], "look whether everybody may see what is above it")
    record = steps.sender.addressing.record(read, sent.body) if sent is not None and sent.succeeded else None
    return is_public(steps, above, record)
