"""What the server makes of its own members when a record is made, by their names and the document's values."""

from __future__ import annotations

import copy
import re
from functools import cached_property, partial
from typing import TYPE_CHECKING

from mock_server.clock import written
from mock_server.engine.expiry import HOUR
from mock_server.engine.kept_inside import tells_event
from mock_server.engine.typed_values import NUMBERS
from mock_server.engine.version_numbers import counts_versions, first_version
from mock_server.openapi.behaviour import field_names
from mock_server.openapi.behaviour.refusals_inside import FAULT
from mock_server.openapi.reading.pointers import MISSING, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema

_TELLING = re.compile(
    r"(?:^|_|-)(?:u?u?id|key|token|secret|hash|code|number|slug|etag|url|uri|href|link)s?$"
    r"|(?:Id|Key|Token|Secret|Url|Uri|Number)$"
)
"""Names of values that tell records apart: an example's value would be the same in all."""


class ServerMembers:
    """The members of the records of one operation that no request gives."""

    def __init__(self, behaviour: Behaviour, answer_schema: Schema | None, synthesis: Synthesis) -> None:
        self._behaviour, self._answer, self._synthesis = behaviour, answer_schema, synthesis
        self._schemas = synthesis.schemas

    def made(self, name: str, schema: Schema) -> Callable[[], JSON] | None:
        """What makes a member that is no time of the record itself."""
        types = self._schemas.types(schema)
        if self.expires == (name,):
            return partial(self._in_an_hour, types)
        if (end := field_names.END.search(name)) is not None:
            if "null" in types and (end["time"] is not None or types == {"string", "null"}):
                return null
            if name not in self._schemas.required(self._answer) and types == {"string"}:
                return _omit
        nullable = partial(self.may_be, None, schema)
        if FAULT.match(name) and (name not in self._schemas.required(self._answer) or nullable()):
            return null if nullable() else _omit  # nothing has failed yet
        made = self.documented(schema, name)
        if (
            made is None
            and nullable()
            and (tells_event(self._schemas, name, schema) or field_names.REASON.search(name))
        ):
            return null  # neither of the creation nor of a change: what it tells of has not happened yet
        below = types and any(one.endswith(f"/{name}") for one in self._behaviour.below)
        if below and types <= {"array", "null"} and self.may_be([], schema):
            return list
        if made is None and (field_names.TALLY.search(name) or (below and types <= NUMBERS)) and self.may_be(0, schema):
            return _none
        is_flag = types - {"null"} == {"boolean"} and field_names.tells_event(name)
        if made is None and is_flag and self.may_be(False, schema):
            return _not_yet
        if made is None and field_names.TALLIES.search(name):
            none = dict.fromkeys(self._schemas.properties(schema), 0)
            if none and self.may_be(none, schema):
                return none.copy
        if made is None and counts_versions(self._schemas, name, schema):
            first = first_version(self._schemas, name, schema, self.may_be)
            return self._synthesis.fresh(schema, name) if first is None else partial(copy.deepcopy, first)
        return made or self._synthesis.fresh(schema, name)

    def may_be(self, value: JSON, schema: Schema) -> bool:
        """Whether a value is allowed by the letter, so that no client may be surprised by it."""
        return bool(self._synthesis.validators.validator(schema, "response", strict=True).is_valid(value))

    @cached_property
    def expires(self) -> tuple[str, ...] | None:
        """Where a record holds the time at which it ends, where the document says so."""
        lean = self._schemas.follow(self._answer) if self._answer is not None else None
        extension = lean.get("x-mock") if isinstance(lean, dict) else None
        place = extension.get("expires") if isinstance(extension, dict) else None
        return tokens(place) if isinstance(place, str) else None

    def _in_an_hour(self, types: frozenset[str]) -> JSON:
        time = self._synthesis.values.milliseconds() + HOUR
        return written(time) if "string" in types or not types else time // 1000

    def documented(self, schema: Schema, name: str) -> Callable[[], JSON] | None:
        """A value that the document itself gives for a property of the server's: default, example, first of an enum."""
        lean = self._schemas.said_of(schema)
        if _TELLING.search(name) or lean.get("format") == "uuid" or "x-mock" in lean:
            return None
        options = lean.get("enum")
        given = [lean[key] for key in ("default", "example") if key in lean]
        given += [*(lean.get("examples") or ())[:1], *(_at_first(options) if isinstance(options, list) else ())]
        if "pattern" in lean and "default" not in lean:
            return None
        valid = self._synthesis.validators.validator(schema, "response").is_valid
        value = next((value for value in given if valid(value)), MISSING)
        return None if value is MISSING else partial(copy.deepcopy, value)


def _at_first(options: list[JSON]) -> list[JSON]:
    """The values of an enum, those first that no end has: a record does not begin as expired or cancelled."""
    return sorted(options, key=lambda option: isinstance(option, str) and field_names.ENDED.match(option) is not None)


def _omit() -> JSON:
    return MISSING


def _none() -> JSON:
    """How many of something there are at first."""
    return 0


def _not_yet() -> JSON:
    """What a flag says of what has not happened."""
    return False


def null() -> JSON:
    """What nobody gave, where that may be told."""
    return None
