"""What an answer tells of each of several records around it: `{"index": 0, "status": 201, "order": {…}}`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.outcome_words import succeeded
from mock_server.openapi.behaviour import places
from mock_server.openapi.reading.pointers import at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema

_PLACE = re.compile(r"^(?:item|request|row|line)?(?:index|position|number)$|^(?:row|line)$")
_STATUS = re.compile(r"^(?:http)?(?:status|code|statuscode|result|outcome)$")
_WORDS = {
    "create": ("created", "inserted", "imported", "added", "saved"),
    "merge": ("updated", "changed", "modified", "patched"),
    "replace": ("updated", "replaced", "changed", "saved"),
}
_WELL = ("success", "succeeded", "successful", "ok", "done", "completed", "processed", "accepted")


class Results:
    """Those of one answer, in which ``member`` of each item of an array holds the record."""

    def __init__(
        self, behaviour: Behaviour, member: str, schema: Schema | None, frame: JSON, synthesis: Synthesis
    ) -> None:
        schemas, place = synthesis.schemas, behaviour.record or ()
        self._member = member
        item, words = schemas.below(schema, place), (*_WORDS.get(behaviour.action, ()), *_WELL)
        self._known = schemas.properties(item)
        made = at(frame, place)
        self._around = dict(succeeded(schemas, item, made)) if isinstance(made, dict) else {}
        for name, value in self._around.items():
            if _STATUS.match(places.plain(name)) and name != member:
                self._around[name] = self._status(
                    value, words, synthesis.validators.validator(self._known[name], "response")
                )
        self._numbers = [name for name in self._around if _PLACE.match(places.plain(name))]

    def _status(self, value: JSON, words: Sequence[str], validator: JSON) -> JSON:
        """How it went: a number, or one of the words that are allowed."""
        if isinstance(value, int) and not isinstance(value, bool):
            return next((code for code in (201, 200) if words[0] == "created" and validator.is_valid(code)), 200)
        if not isinstance(value, str):
            return value
        ways = (way for word in words for way in (word, word.upper(), word.capitalize()))
        return next((way for way in ways if validator.is_valid(way)), value)

    def around(self, record: JSON) -> dict[str, JSON]:
        """The item that holds this record, the first of all."""
        first = dict.fromkeys((n for n in self._numbers if isinstance(self._around[n], int)), 0)
        return {**self._around, **first, self._member: record}

    def numbered(self, items: Sequence[JSON]) -> list[JSON]:
        """The items with the place of each among all."""
        return [
            {**item, **{name: item[name] + place for name in self._numbers if isinstance(item.get(name), int)}}
            if isinstance(item, dict)
            else item
            for place, item in enumerate(items)
        ]
