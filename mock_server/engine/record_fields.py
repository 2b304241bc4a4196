"""What the schemas say of a record's properties: who gives each, what fills it, what is never shown."""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from mock_server.engine.direction import DirectionWalk
from mock_server.engine.kept_inside import time_role
from mock_server.engine.nested_attributes import NestedAttributes
from mock_server.engine.secret_values import is_secret
from mock_server.engine.server_members import ServerMembers, null
from mock_server.engine.typed_values import as_type, empty
from mock_server.engine.version_numbers import counts_versions
from mock_server.openapi.behaviour import field_names, resources
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.schema.example_members import ExampleMembers
from mock_server.openapi.schema.spelled_names import alike_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.engine.record_form import Field
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema


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
        self.server = ServerMembers(behaviour, answer_schema, synthesis)
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
        unsent = (
            self.schemas.unsent(schema, "request")
            | self.synthesis.kinds.unsent(schema, "request")
            | self.behaviour.ignores
        )
        shape = {**self.schemas.properties(self.request), **self.synthesis.kinds.members(self.request)}
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
        sent, shown = self.schemas.properties(self.request), self.schemas.properties(self.answer)
        return {**alike_names(self.schemas, sent, shown), **self._nested.names}

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
        answer = self.schemas.follow(self.answer if self.answer is not None else True)
        return self.schemas.unsent(answer, "response") | self.synthesis.kinds.unsent(answer, "response")

    @cached_property
    def _shown(self) -> dict[str, Schema]:
        shape = {**self.schemas.properties(self.answer), **self.synthesis.kinds.members(self.answer)}
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
                    may_be, types = self.server.may_be, self.schemas.types(shown)
                    made = self.server.documented(shown, name) or empty(types, shown, may_be)
                    make = null if may_be(None, shown) else made or self.synthesis.fresh(shown, name)
            elif name != self.behaviour.property:
                make = None if self._time_role(name) else self.server.made(name, self._shown[name])
            plan.append((name, taken, default, make))
        return tuple(plan)

    @cached_property
    def _versions(self) -> tuple[str, ...]:
        """The server's own members that tell which state of its record is meant: each change gives another value."""
        own = self.own - {self.behaviour.property}
        return tuple(name for name in own if counts_versions(self.schemas, name, self._shown[name]))

    @property
    def server_times(self) -> frozenset[str]:
        """The times of creation and of the last change that are the server's."""
        return frozenset(name for name, _ in self._times)

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
