"""Builds requests: an operation with path, query, headers, cookies, body and credentials becomes bytes.

How a value is written is the codec's affair (`mock_server.openapi`); texts that a probe gives travel as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from contracts.cases.sending.asked_times import AskedTimes
from contracts.exchange import Request
from contracts.traffic import format_clarity as formats
from contracts.traffic.periods import beginning_of, given_in_order
from mock_server.openapi import MISSING, RequestWriter, field_names, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.cases.values.typical_values import TypicalValues
    from contracts.exchange import Headers, WrittenParameters
    from contracts.traffic.credentials import CredentialParts, Credentials, Pairs
    from mock_server.openapi import JSON, MediaType, Operation, Parameter

_NOTHING: WrittenParameters = {}
STYLE_MARKS = {"label": ".", "matrix": ";=."}
"""The marks of a path style, which travel as they are."""


class Requests:
    """Builds the requests of one run, with typical values wherever none are given."""

    def __init__(
        self,
        samples: TypicalValues,
        credentials: Credentials,
        owned: Callable[[Operation, JSON, Mapping[str, str], Pairs], JSON] = lambda operation, body, path, query: body,
    ) -> None:
        self.samples = samples
        self.credentials = credentials
        self.owned = owned
        """Makes a body name no record of somebody else's."""
        self.writer = RequestWriter(samples.schemas, f"{samples.tag}-")
        self.shown: Callable[[Operation, Mapping[str, str]], WrittenParameters] = lambda operation, path: _NOTHING
        """What a change or a removal of the record that a path names requires, as that was shown with it."""
        self.fresh: Callable[[Callable[[str], bool]], str] | None = None
        """A name that was not sent before and that fits."""
        self.asked_in_body: frozenset[str] = frozenset()
        """The ids of operations that are asked in a body for what is read: without one they are asked nothing."""
        self._typical: dict[tuple[str, str, str], str | None] = {}
        self._examples: dict[str, JSON] = {}
        """By an operation's id the first example of its body that conforms, MISSING where none does."""
        self.times = AskedTimes(self.writer, self._typical)

    def build(
        self,
        operation: Operation,
        *,
        path: Mapping[str, str] | None = None,
        query: Pairs = (),
        body: JSON = MISSING,
        raw: bytes | None = None,
        media: str | None = None,
        headers: Headers = (),
        access: CredentialParts | None = None,
        on_wire: WrittenParameters = _NOTHING,
    ) -> Request:
        """A request; ``query`` is added to the required parameters, ``raw`` takes the place of ``body``.

        The texts of ``path`` and ``query`` travel percent-encoded, and in the path with the marks of their style;
        those of ``on_wire``, by location and name, as they are.
        """
        access = access if access is not None else self.credentials.default(operation)
        on_wire = {**self.shown(operation, path or {}), **on_wire}
        if any(name.lower() == "if-match" for name, _ in headers):  # it says already which version is meant
            on_wire = {place: text for place, text in on_wire.items() if not _names_version(*place)}
        given = {name.partition("[")[0] for name, _ in query} | {name for name, _ in (*query, *access.query)}
        carried = {value.partition("=")[0] for name, value in access.headers if name.lower() == "cookie"}
        pairs = [
            *self._required(operation, ("query", "querystring"), given, on_wire),
            percent.joined((*query, *access.query), "[]"),
        ]
        named = {name.lower() for name, _ in (*headers, *access.headers)}  # a key may be a parameter as well
        fields = [*self._fields(operation, named, on_wire), *headers, *access.headers]
        crumbs = [
            *self._required(operation, ("cookie",), carried, on_wire),
            *(v for n, v in fields if n.lower() == "cookie"),
        ]
        fields = [(name, value) for name, value in fields if name.lower() != "cookie"]
        if crumbs:
            fields.append(("Cookie", "; ".join(crumbs)))
        data, written = raw, None
        if data is None and body is MISSING and operation.id in self.asked_in_body:
            body = self.body(operation)
        if data is None and body is not MISSING:
            body = self.owned(operation, body, path or {}, query)
            data, written = self.encoded(operation.request_media, body)
        if data is not None and media is None and not any(name.lower() == "content-type" for name, _ in fields):
            documented = operation.request_media
            media = written or (documented.name if documented is not None else "application/json")
        if media:
            fields.append(("Content-Type", media))
        return Request(
            operation.method, self._target(operation, path or {}, pairs, on_wire), tuple(fields), data, operation.id
        )

    def body(self, operation: Operation) -> JSON:
        """The smallest valid body, by what the run knows of texts that are taken; MISSING where there is none."""
        media = operation.request_media
        if media is None:
            return MISSING
        if operation.id not in self._examples:  # some validators take as long as a request to look at a large one
            schema = media.schema if media.schema is not None else True
            right = (one.value for one in media.examples if self.samples.valid(schema, one.value))
            self._examples[operation.id] = next(right, MISSING)
        example = self._examples[operation.id]
        if example is not MISSING:
            return self.samples.typical(media.schema) if isinstance(example, dict) else example
        return self.samples.typical(media.schema) if media.schema is not None else "text"

    def encoded(self, media: MediaType | None, value: JSON) -> tuple[bytes, str | None]:
        """The octets of a body and the Content-Type they have; JSON where the operation documents nothing."""
        if media is None or media.is_json:
            return orjson.dumps(value), None
        return self.writer.body(media, value)

    def _target(self, operation: Operation, path: Mapping[str, str], pairs: list[str], texts: WrittenParameters) -> str:
        target = operation.wire_path
        declared = {p.name: p for p in operation.parameters if p.location == "path"}
        for name in operation.path_names:
            text = path.get(name)
            if text is None and name not in declared:
                text = self.samples.given.get(name)
            if text is None and name in declared:
                written = self._text(operation, declared[name], texts) or percent.encode(self.samples.tag)
            else:
                written = self.segment(operation, name, self.samples.tag if text is None else text)
            target = target.replace(f"{{{name}}}", written)
        query = "&".join(filter(None, pairs))
        return f"{target}?{query}" if query else target

    def segment(self, operation: Operation, name: str, text: str) -> str:
        """The text of a path parameter as it travels, with the marks of its style."""
        parameter = next((p for p in operation.parameters if (p.location, p.name) == ("path", name)), None)
        if parameter is None or parameter.content is not None or parameter.style not in STYLE_MARKS:
            return percent.encode(text)
        written = self.writer.parameter(parameter, text)
        return percent.encode(text, STYLE_MARKS[parameter.style]) if written is None else written

    def _fields(self, operation: Operation, given: set[str], written: WrittenParameters) -> list[tuple[str, str]]:
        return [
            (parameter.name, text)
            for parameter in operation.parameters
            if parameter.location == "header"
            if self._is_sent(parameter, written) or (_preconditions(parameter) and asks_for_versions(operation))
            if parameter.name.lower() not in given and (text := self._text(operation, parameter, written)) is not None
        ]

    def _required(
        self, operation: Operation, locations: tuple[str, ...], given: set[str], written: WrittenParameters
    ) -> list[str]:
        """The parameters of these places that are required or written and not given, as they stand on the wire."""
        return [
            text
            for parameter in operation.parameters
            if parameter.location in locations and self._is_sent(parameter, written) and parameter.name not in given
            if (text := self._text(operation, parameter, written)) is not None
        ]

    def _is_sent(self, parameter: Parameter, written: WrittenParameters) -> bool:
        return _is_sent(parameter, written) or parameter.name in self.samples.given

    def _text(self, operation: Operation, parameter: Parameter, written: WrittenParameters) -> str | None:
        """A typical value as it is written in its place, None where it has no form there."""
        if (parameter.location, parameter.name) in written:
            return written[parameter.location, parameter.name]
        if parameter is operation.idempotency_key and self.fresh is not None:
            own = self.fresh(lambda text: self.samples.valid(parameter.schema, text))
            return self.writer.parameter(parameter, own)
        key = (operation.id, parameter.location, parameter.name)
        if key not in self._typical:
            self._typical[key] = self._written(operation, parameter)
        return self._typical[key]

    def _written(self, operation: Operation, parameter: Parameter) -> str | None:
        """The first typical value that has a form there."""
        written = (self.writer.parameter(parameter, value) for value in self._values(operation, parameter))
        return next((text for text in written if text is not None), None)

    def _values(self, operation: Operation, parameter: Parameter) -> Iterator[JSON]:
        """Typical values, of a time that a read asks for one that was: few services know what will be."""
        schema = parameter.schema
        given = [example.value for example in parameter.examples if self.samples.valid(schema, example.value)]
        typical = self.samples.typical(schema, parameter.name)
        asked = (typical,) if parameter.name in self.samples.given else _preconditions(parameter)
        been = (
            formats.PAST.get(typical)
            if operation.is_safe and parameter.location == "query" and isinstance(typical, str)
            else None
        )
        before = [been] if self.samples.valid(schema, been or MISSING) else []
        yield from (*asked, *given[:1])
        yield from (self._behind_its_beginning(operation, parameter, value) for value in (*before, typical))
        yield from (self.samples.full(schema), self.samples.generated(schema))

    def _behind_its_beginning(self, operation: Operation, parameter: Parameter, value: JSON) -> JSON:
        """``value``, or a day after the time that begins the period whose end a query asks for with it."""
        asked = {each.name: each for each in operation.parameters if each.location == "query"}
        members = {name: each.schema for name, each in asked.items()}
        begin = beginning_of(self.samples.schemas, members, parameter.name) if parameter.location == "query" else None
        if begin is None:
            return value
        first = next(self._values(operation, asked[begin]))
        moved = given_in_order(self.samples.schemas, members, {begin: first, parameter.name: value})[parameter.name]
        return moved if self.samples.valid(parameter.schema, moved) else value


def asks_for_versions(operation: Operation) -> bool:
    """Whether the document says that the operation is refused where it names no version (RFC 6585 section 3)."""
    return any(response.status == "428" for response in operation.responses)


def _names_version(location: str, name: str) -> bool:
    return location == "query" and field_names.tells_version(name, frozenset())


def _preconditions(parameter: Parameter) -> tuple[JSON, ...]:
    """What holds of any record that is there, for the header that asks for one (RFC 9110 section 13.1.1)."""
    return ("*",) if parameter.location == "header" and parameter.name.lower() == "if-match" else ()


def _is_sent(parameter: Parameter, written: WrittenParameters) -> bool:
    return parameter.required or (parameter.location, parameter.name) in written
