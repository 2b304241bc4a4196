"""What the schemas say of a record's properties: who gives each, what fills it, what is never shown."""

from __future__ import annotations

import copy
import re
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from mock_server.clock import written
from mock_server.engine.direction import DirectionWalk
from mock_server.engine.expiry import HOUR
from mock_server.engine.kept_inside import tells_event, time_role
from mock_server.engine.nested_attributes import NestedAttributes
from mock_server.engine.outcome_words import FAULT
from mock_server.engine.secret_values import is_secret
from mock_server.engine.typed_values import NUMBERS, as_type, empty
from mock_server.engine.version_numbers import counts_versions, first_version
from mock_server.openapi.behaviour import field_names, resources
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.pointers import MISSING, tokens
from mock_server.openapi.schema.example_members import ExampleMembers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.engine.record_form import Field
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema

_TELLING = re.compile(
    r"(?:^|_|-)(?:u?u?id|key|token|secret|hash|code|number|slug|etag|url|uri|href|link)s?$"
    r"|(?:Id|Key|Token|Secret|Url|Uri|Number)$"
)
"""Names of values that tell records apart: an example's value would be the same in all."""


class RecordFields:
    """The properties of the records that one operation works on; compiled at their first use.

    Rules: a property that the answer's schema and the request share is kept as sent; one that is ``readOnly``, or that
    only the answer has, is the server's; a ``default`` fills what was left out; what neither knows is ignored, unless
    the schema is open.
    """

    def __init__(self, behaviour: Behaviour, answer_schema: Schema | None, synthesis: Synthesis) -> None:
        self.behaviour = behaviour
        self.synthesis = synthesis
        self.schemas = synthesis.schemas
        self.request = self._wrapped(behaviour)
        self.answer = answer_schema
        self._walk = DirectionWalk(synthesis.schemas)

    def _wrapped(self, behaviour: Behaviour) -> Schema | None:
        """The schema of what a request sends, as it stands in the record."""
        operation = behaviour.operation
        found: Schema | None = self.schemas.below(ExampleMembers(self.schemas).request(operation), behaviour.envelope)
        if operation.request_body is None and behaviour.action == "create":
            asked = {p.name: p.schema for p in operation.parameters if p.location == "query"}
            found = {"type": "object", "properties": asked, "additionalProperties": False} if asked else None
        if behaviour.queried:
            asked = {p.name: p.schema for p in operation.parameters if p.location == "query"}
            beside = {"type": "object", "properties": {name: asked[name] for name in behaviour.queried}}
            found = {"allOf": [found, beside]} if self.schemas.properties(found) else beside
        for name in reversed(behaviour.inside if found is not None else ()):
            found = {"type": "object", "properties": {name: found}}
        return found

    @cached_property
    def _taken(self) -> dict[str, Schema]:
        schema = self.schemas.follow(self.request if self.request is not None else True)
        unsent = self.schemas.unsent(schema, "request") | self.behaviour.ignores
        shape = self.schemas.properties(self.request)
        return {self._spelled.get(name, name): item for name, item in shape.items() if name not in unsent}

    @property
    def given(self) -> frozenset[str]:
        """The members that requests give."""
        return frozenset(self._taken)

    @property
    def own(self) -> frozenset[str]:
        """The members that are the server's."""
        return frozenset(self._shown.keys() - self._taken.keys())

    @cached_property
    def _spelled(self) -> dict[str, str]:
        """Names that the answer spells in another way than the request: ``FriendlyName``, ``friendly_name``."""
        shown = self.schemas.properties(self.answer)
        by_plain = {field_names.plain(name): name for name in reversed(list(shown))}
        sent = self.schemas.properties(self.request)
        other = {name: by_plain.get(field_names.plain(name)) for name in sent if name not in shown}
        found = {name: alike for name, alike in other.items() if alike is not None and alike not in sent}
        return {**found, **self._nested.names}

    @cached_property
    def _nested(self) -> NestedAttributes:
        shown = self.schemas.properties(self.answer)
        return NestedAttributes(self.synthesis, self.schemas.properties(self.request), shown)

    def spelled(self, body: JSON, old: Mapping[str, JSON] = MappingProxyType({}), *, replaces: bool = True) -> JSON:
        """What a request sent, under the names that the answer has."""
        if not self._spelled or not isinstance(body, dict):
            return body
        out: dict[str, JSON] = {self._spelled.get(str(name), str(name)): value for name, value in body.items()}
        return self._nested.put(out, old, replaces=replaces) if self._nested.names else out

    @cached_property
    def _is_owned_below(self) -> bool:
        """Whether a create may send, within a member, what is the server's to give."""
        owned = (self._walk.has_hidden(item, "readOnly") for item in self._taken.values())
        return self.behaviour.action == "create" and any(owned)

    def _given(self, body: JSON) -> JSON:
        """What of a request's body is the client's to give: a change may send back what it was shown."""
        return self._walk.hidden(self.request, body, "readOnly") if self._is_owned_below else body

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """Properties that no answer shows."""
        return self.schemas.unsent(self.schemas.follow(self.answer if self.answer is not None else True), "response")

    @cached_property
    def _shown(self) -> dict[str, Schema]:
        shape = self.schemas.properties(self.answer)
        bare: dict[str, Schema] = {name: True for name in self.schemas.required(self.answer) if name not in shape}
        return {name: item for name, item in {**shape, **bare}.items() if name not in self._hidden}

    @cached_property
    def _takes_anything(self) -> bool:
        return self.request is not None and self.schemas.is_open(self.request)

    @cached_property
    def _shows_anything(self) -> bool:
        return self.answer is None or self.schemas.is_open(self.answer)

    @cached_property
    def _plan(self) -> tuple[Field, ...]:
        """Per property: name, whether the request may give it, its default, and how the server makes it."""
        must = self.schemas.required(self.answer)
        plan: list[Field] = []
        for name in dict.fromkeys((*self._shown, *self._taken)):
            taken = name in self._taken
            default: JSON = MISSING
            make: Callable[[], JSON] | None = None
            if taken:
                schema = self.schemas.follow(self._taken[name])
                default = schema.get("default", MISSING) if isinstance(schema, dict) else MISSING
                if name in must and name in self._shown and default is MISSING:
                    shown = self._shown[name]
                    made = self._documented(shown, name) or empty(self.schemas.types(shown), shown, self._may_be)
                    make = _null if self._may_be(None, shown) else made or self.synthesis.fresh(shown, name)
            elif name != self.behaviour.property:
                make = self._server_made(name, self._shown[name])
            plan.append((name, taken, default, make))
        return tuple(plan)

    def _server_made(self, name: str, schema: Schema) -> Callable[[], JSON] | None:
        if self._time_role(name):
            return None
        types = self.schemas.types(schema)
        if self.expires == (name,):
            return partial(self._in_an_hour, types)
        if (end := field_names.END.search(name)) is not None:
            if "null" in types and (end["time"] is not None or types == {"string", "null"}):
                return _null
            if name not in self.schemas.required(self.answer) and types == {"string"}:
                return _omit
        nullable = partial(self._may_be, None, schema)
        if FAULT.match(name) and (name not in self.schemas.required(self.answer) or nullable()):
            return _null if nullable() else _omit  # nothing has failed yet
        made = self._documented(schema, name)
        if made is None and nullable() and (tells_event(self.schemas, name, schema) or field_names.REASON.search(name)):
            return _null  # neither of the creation nor of a change: what it tells of has not happened yet
        below = types and any(one.endswith(f"/{name}") for one in self.behaviour.below)
        if below and types <= {"array", "null"} and self._may_be([], schema):
            return list
        if (
            made is None
            and (field_names.TALLY.search(name) or (below and types <= NUMBERS))
            and self._may_be(0, schema)
        ):
            return _none
        is_flag = types - {"null"} == {"boolean"} and field_names.tells_event(name)
        if made is None and is_flag and self._may_be(False, schema):
            return _not_yet
        if made is None and field_names.TALLIES.search(name):
            none = dict.fromkeys(self.schemas.properties(schema), 0)
            if none and self._may_be(none, schema):
                return none.copy
        if made is None and counts_versions(self.schemas, name, schema):
            first = first_version(self.schemas, name, schema, self._may_be)
            return self.synthesis.fresh(schema, name) if first is None else partial(copy.deepcopy, first)
        return made or self.synthesis.fresh(schema, name)

    @cached_property
    def _versions(self) -> tuple[str, ...]:
        """The server's own members that tell which state of its record is meant: each change gives another value."""
        own = self.own - {self.behaviour.property}
        return tuple(name for name in own if counts_versions(self.schemas, name, self._shown[name]))

    def _may_be(self, value: JSON, schema: Schema) -> bool:
        """Whether a value is allowed by the letter, so that no client may be surprised by it."""
        return bool(self.synthesis.validators.validator(schema, "response", strict=True).is_valid(value))

    @cached_property
    def expires(self) -> tuple[str, ...] | None:
        """Where a record holds the time at which it ends, where the document says so."""
        lean = self.schemas.follow(self.answer) if self.answer is not None else None
        extension = lean.get("x-mock") if isinstance(lean, dict) else None
        place = extension.get("expires") if isinstance(extension, dict) else None
        return tokens(place) if isinstance(place, str) else None

    def _in_an_hour(self, types: frozenset[str]) -> JSON:
        time = self.synthesis.values.milliseconds() + HOUR
        return written(time) if "string" in types or not types else time // 1000

    def _documented(self, schema: Schema, name: str) -> Callable[[], JSON] | None:
        """A value that the document itself gives for a property of the server's: default, example, first of an enum."""
        lean = self.schemas.said_of(schema)
        if _TELLING.search(name) or lean.get("format") == "uuid" or "x-mock" in lean:
            return None
        options = lean.get("enum")
        given = [lean[key] for key in ("default", "example") if key in lean]
        given += [*(lean.get("examples") or ())[:1], *(_at_first(options) if isinstance(options, list) else ())]
        if "pattern" in lean and "default" not in lean:
            return None
        valid = self.synthesis.validators.validator(schema, "response").is_valid
        value = next((value for value in given if valid(value)), MISSING)
        return None if value is MISSING else partial(copy.deepcopy, value)

    @cached_property
    def _times(self) -> tuple[tuple[str, str], ...]:
        """The server's own time fields: name and whether it is of the creation or of the last change."""
        found = ((name, self._time_role(name)) for name in self._shown if name not in self._taken)
        return tuple((name, role) for name, role in found if role)

    def _time_role(self, name: str) -> str:
        return "" if name in self._taken else time_role(self.schemas, name, self._shown[name])

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """Properties of which only a hash is kept."""
        shapes_ = {**self._taken, **self._shown}
        return tuple(name for name, item in shapes_.items() if is_secret(self.schemas.follow(item)))

    @property
    def inherited(self) -> tuple[tuple[str, str], ...]:
        """Properties that hold the key of a parent, and the path parameter that gives it."""
        return tuple((name, parameter) for name, parameter, _ in self._inherited)

    def parents_of(self, record: dict[str, JSON], path: Mapping[str, JSON]) -> dict[str, JSON]:
        """The parents' keys that the path gives to a made-up record."""
        shown = [(name, path[parameter], types) for name, parameter, types in self._inherited if parameter in path]
        return {name: as_type(value, types) for name, value, types in shown if name in record}

    @cached_property
    def _inherited(self) -> tuple[tuple[str, str, frozenset[str]], ...]:
        """Properties that hold the key of a parent: their name, the path parameter, their types."""
        found, shapes = [], {**self._taken, **self._shown}
        by_plain = {field_names.plain(name): name for name in shapes}
        for before, parameter in path_templates.owners(self.behaviour.operation.path):
            if self.behaviour.key_parameter == parameter:
                continue
            name = next((by_plain[one] for one in resources.parent_names(before, parameter) if one in by_plain), None)
            if name is not None and name != self.behaviour.property:
                types = self.schemas.types(shapes[name])
                if not types & {"object", "array"}:
                    found.append((name, parameter, types))
        return tuple(found)


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


def _null() -> JSON:
    """What nobody gave, where that may be told."""
    return None
