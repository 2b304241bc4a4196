"""From a request's path, query, headers and cookies to the typed values of an operation's parameters.

OpenAPI 3.0 to 3.2, section Parameter Object. What an operation documents is compiled into slots at its first request;
what it doesn't document is ignored, but for path parameters, which arrive as strings.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.codec.cookies import Cookies
from mock_server.openapi.codec.parameter_readers import ABSENT, reader
from mock_server.openapi.codec.prefer import QUERY_NAMES
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.percent import UnreadableError, decode, group
from mock_server.openapi.schema.shapes import Shape
from mock_server.openapi.schema.validation import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Parameter, Schema
    from mock_server.openapi.schema.schemas import Schemas
    from mock_server.openapi.schema.validation import Validator, Validators


class Parameters(NamedTuple):
    """The values given, by name; what is absent is left out, or has its schema's default."""

    path: dict[str, JSON]
    query: dict[str, JSON]
    header: dict[str, JSON]
    cookie: dict[str, JSON]


class ParameterSlot:
    """One parameter: how it is read, and by which schema it is judged."""

    __slots__ = (
        "_allow_empty", "_default", "_empty", "_fill", "_is_valid", "_location", "_missing", "_name", "_read",
        "_shared", "_validator",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        location: str,
        read: Callable[[JSON], JSON],
        validator: Validator | None = None,
        *,
        required: bool = True,
        default: tuple[JSON, ...] = (),
        allow_empty: bool = False,
        empty: bool = False,
        fill: Callable[[JSON], JSON] | None = None,
    ) -> None:
        self._name = name
        self._location = location
        self._read = read
        self._validator = validator
        self._is_valid: Callable[[JSON], bool] | None = None  # the validator's, once a value is to be judged
        self._missing = Violation(location, (name,), name, "Required, but missing", "required") if required else None
        self._default = default
        self._shared = not (default and isinstance(default[0], dict | list))
        self._allow_empty = allow_empty
        self._fill = fill  # what is left out of an object that was sent
        self._empty = empty  # an object of which nothing is sent is one without properties

    def take(self, source: JSON, values: dict[str, JSON], violations: list[Violation]) -> None:
        """Put the value found in ``source`` under its name, and what is wrong with it to ``violations``."""
        name = self._name
        try:
            value = self._read(source)
        except UnreadableError as error:
            violations.append(Violation(self._location, (name,), name, str(error), "syntax"))
            return
        if value is ABSENT:
            if not self._empty:
                self._left_out(values, violations)
                return
            value = {}
        values[name] = value
        if (self._is_valid or self._compiled())(value):
            if self._fill is not None:
                values[name] = self._fill(value)
        elif self._validator is not None and not (self._allow_empty and value == ""):
            violations += self._validator.violations(value, self._location, (name,))

    def _compiled(self) -> Callable[[JSON], bool]:
        """Whether the schema takes a value; compiled at the first one."""
        self._is_valid = _takes_all if self._validator is None else self._validator.is_valid
        return self._is_valid

    def _left_out(self, values: dict[str, JSON], violations: list[Violation]) -> None:
        if self._missing is not None:
            violations.append(self._missing)
        elif self._default:
            values[self._name] = self._default[0] if self._shared else deepcopy(self._default[0])


def _takes_all(_value: JSON) -> bool:
    return True


_DEPTH = 4


@dataclass(frozen=True, slots=True)
class _Plan:
    path: tuple[ParameterSlot, ...]
    query: tuple[ParameterSlot, ...]
    unasked: dict[str, JSON] | None
    """The values of the query's parameters where there is no query; None where they are to be read all the same."""
    whole_query: tuple[ParameterSlot, ...]
    header: tuple[ParameterSlot, ...]
    header_names: frozenset[bytes]
    cookie: tuple[ParameterSlot, ...]
    has_others: bool
    """Whether any are neither in the path nor names in the query."""
    is_empty: bool
    """Whether there is nothing to read."""


class ParameterReader:
    """Reads the parameters of one operation; compiled at its first use."""

    def __init__(self, operation: Operation, validators: Validators) -> None:
        self._operation = operation
        self._validators = validators
        self._plan: _Plan | None = None

    def read(
        self, path: Mapping[str, str], query: bytes, headers: Sequence[tuple[bytes, bytes]]
    ) -> tuple[Parameters, list[Violation]]:
        """The values of the parameters and everything that is wrong with them; never raises for what a client sent.

        ``path`` holds the raw text of each path parameter, still percent-encoded, one character an octet; ``query``
        the raw query string; ``headers`` the pairs of ASGI, names in lower case.
        """
        plan = self._plan or self._compile()
        if plan.is_empty:
            return tuple.__new__(Parameters, ({}, {}, {}, {})), []  # in a third of the time of its own
        values: dict[str, JSON] = {}
        asked: dict[str, JSON] = {}
        violations: list[Violation] = []
        for slot in plan.path:
            slot.take(path, values, violations)
        if query or plan.unasked is None:
            _read_query(plan.query, query, asked, violations)
        elif plan.unasked:
            asked = plan.unasked.copy()
        parameters: Parameters = tuple.__new__(Parameters, (values, asked, {}, {}))
        if plan.has_others:
            _read_others(plan, query, headers, parameters, violations)
        return parameters, violations

    @property
    def are_of_line(self) -> bool:
        """Whether all of them stand in path and query: of the same ones the same is read."""
        return all(parameter.location in ("path", "query") for parameter in self._operation.parameters)

    def _compile(self) -> _Plan:
        parameters = self._operation.parameters
        by_location: dict[str, list[Parameter]] = {}
        for parameter in parameters:
            by_location.setdefault(parameter.location, []).append(parameter)
        reserved = self._reserved_query_names()
        slots = {
            location: tuple(self._slot(parameter, reserved) for parameter in found)
            for location, found in by_location.items()
        }
        documented = {parameter.name for parameter in by_location.get("path", ())}
        undocumented = [name for name in path_templates.names(self._operation.path) if name not in documented]
        asked = slots.get("query", ())
        self._plan = _Plan(
            path=slots.get("path", ()) + tuple(_plain_slot(name) for name in undocumented),
            query=asked,
            unasked=_unasked(asked),
            whole_query=slots.get("querystring", ()),
            header=slots.get("header", ()),
            header_names=frozenset(
                parameter.name.lower().encode("utf-8", "replace") for parameter in by_location.get("header", ())
            ),
            cookie=slots.get("cookie", ()),
            is_empty=not slots and not undocumented,
            has_others=not slots.keys() <= {"path", "query"},
        )
        return self._plan

    def _slot(self, parameter: Parameter, reserved: frozenset[str]) -> ParameterSlot:
        schemas = self._validators.schemas
        shape, validator = Shape(schemas, parameter.schema), self._validators.validator(parameter.schema, "request")
        default = shape.default if shape.default and validator.is_valid(shape.default[0]) else ()
        return ParameterSlot(
            parameter.name,
            "query" if parameter.location == "querystring" else parameter.location,
            reader(parameter, shape, schemas, reserved),
            validator,
            required=parameter.required,
            default=default,
            allow_empty=parameter.allow_empty and parameter.location == "query",
            fill=_filler(schemas, parameter.schema),
            empty=parameter.required and _is_spread(parameter) and shape.types == {"object"},
        )

    def _reserved_query_names(self) -> frozenset[str]:
        """Names that an exploded object doesn't take for its properties."""
        schemes = self._operation.document.security_schemes.values()
        keys = [str(scheme.get("name")) for scheme in schemes if scheme.get("in") == "query"]
        own = [parameter.name for parameter in self._operation.parameters if parameter.location == "query"]
        return frozenset((*keys, *own, *QUERY_NAMES))


def _filler(schemas: Schemas, schema: Schema | None, depth: int = 0) -> Callable[[JSON], JSON] | None:
    """Gives an object what its schema has a ``default`` for, at any depth; None where there is none."""
    own: dict[str, JSON] = {}
    below: dict[str, Callable[[JSON], JSON]] = {}
    for name, item in schemas.certain_properties(schema).items() if depth < _DEPTH else ():
        lean = schemas.follow(item)
        if isinstance(lean, dict) and "default" in lean:
            own[name] = lean["default"]
        inner = _filler(schemas, item, depth + 1)
        if inner is not None:
            below[name] = inner
    if not own and not below:
        return None

    def fill(value: JSON) -> JSON:
        if not isinstance(value, dict):
            return value
        whole = {**deepcopy(own), **value}
        return {name: below[name](item) if name in below and name in value else item for name, item in whole.items()}

    return fill


def _read_query(
    slots: tuple[ParameterSlot, ...], query: bytes, values: dict[str, JSON], violations: list[Violation]
) -> None:
    if not slots:
        return
    try:
        given = group(query.decode("latin-1"))
    except UnreadableError as error:
        violations.append(Violation("query", (), "query", str(error), "syntax"))
        return
    for slot in slots:
        slot.take(given, values, violations)


def _unasked(slots: tuple[ParameterSlot, ...]) -> dict[str, JSON] | None:
    """The values of the query's parameters where there is no query, None where they aren't the same each time."""
    values: dict[str, JSON] = {}
    violations: list[Violation] = []
    _read_query(slots, b"", values, violations)
    return None if violations or any(isinstance(value, dict | list) for value in values.values()) else values


def _read_others(
    plan: _Plan,
    query: bytes,
    headers: Sequence[tuple[bytes, bytes]],
    parameters: Parameters,
    violations: list[Violation],
) -> None:
    for slot in plan.whole_query:
        slot.take(query.decode("latin-1"), parameters.query, violations)
    if plan.header:
        given: dict[bytes, list[bytes]] = {}
        for name, value in headers:
            if name in plan.header_names:
                given.setdefault(name, []).append(value)
        for slot in plan.header:
            slot.take(given, parameters.header, violations)
    if plan.cookie:
        cookies = Cookies([value for name, value in headers if name == b"cookie"])
        for slot in plan.cookie:
            slot.take(cookies, parameters.cookie, violations)


def _is_spread(parameter: Parameter) -> bool:
    """Whether the properties of an object are parameters of the query, which then says nothing of an empty one."""
    plain = parameter.location == "query" and parameter.content is None
    return plain and parameter.style == "form" and parameter.explode


def _plain_slot(name: str) -> ParameterSlot:
    return ParameterSlot(name, "path", lambda path: decode(path[name]) if name in path else ABSENT)
