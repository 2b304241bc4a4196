"""What an answer says of an operation on several records: how many there were, which, and the records themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer
from mock_server.openapi.behaviour import places
from mock_server.openapi.behaviour.several_at_once import counted_within
from mock_server.openapi.reading.pointers import MISSING, replaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.engine.answers import SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_DONE = (
    r"(?:deleted|removed|destroyed|affected|modified|updated|changed|succeeded|processed"
    r"|created|inserted|imported|added|upserted|replaced|saved)"
)
_HOW_MANY = re.compile(rf"^(?:n|num|total|count)?{_DONE}?(?:count|items|records|rows|total)?$")
_HOW_MANY_NOT = re.compile(r"^(?:n|num|total)?(?:failed|failures?|errors?|skipped|notfound)(?:count)?$")
_WHICH = re.compile(rf"^(?:ids|keys|{_DONE}(?:ids|keys)?)$")


def told_of_one(schemas: Schemas, call: Call, outcome: Outcome | Answer, key: JSON) -> Outcome | Answer:
    """The outcome for the one record of an array, with this key, whose answer may say how many there were."""
    if isinstance(outcome, Answer):
        return outcome
    return outcome._replace(body=told_of_each(schemas, call, outcome.success, outcome.body, [key]))


def told_of_each(schemas: Schemas, call: Call, success: SuccessAnswer, body: JSON, keys: Sequence[JSON]) -> JSON:
    """``body`` as it is after the records with these keys, MISSING where one isn't known, were worked on.

    It is left where it shows one record alone, and where the document wants something else in these places.
    """
    shows_none = success.behaviour.record is None
    if success.schema is None or not (shows_none or success.is_alone):
        return body
    if isinstance(body, Answer):
        if not shows_none:
            return body
        body = success.conforming(success.value(call, MISSING))
    unknown = [MISSING] * len(keys)
    told = (told_of_several(schemas, success.schema, body, known) for known in (keys, unknown))
    return next((one for one in told if success.is_valid(one)), body)


def told_of_several(schemas: Schemas, schema: Schema | None, body: JSON, keys: Sequence[JSON]) -> JSON:
    """``body``, an answer of this schema, as it is after these records were worked on."""
    if schemas.types(schema) & {"integer", "number"} and not schemas.properties(schema):
        return len(keys)
    if not isinstance(body, dict):
        return body
    for name, item in schemas.properties(schema).items():
        plain, types = places.plain(name), schemas.types(item)
        if types & {"integer", "number"}:
            if _HOW_MANY_NOT.match(plain):
                body = replaced(body, (name,), 0)
            elif plain and _HOW_MANY.match(plain):
                body = replaced(body, (name,), len(keys))
        elif plain and _HOW_MANY.match(plain) and (inner := counted_within(schemas, item)) is not None:
            body = replaced(body, (name, inner), len(keys))
        elif "array" in types and _WHICH.match(plain) and not schemas.properties(schemas.items(item)):
            body = body if MISSING in keys else replaced(body, (name,), list(keys))
        elif "array" in types and _HOW_MANY_NOT.match(plain):
            body = replaced(body, (name,), [])
    return body
