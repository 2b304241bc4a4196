"""Reads a whole request by its document: which operation it calls, the typed values it carries, what is wrong with it.

The same router, parameter reader and body reader that serve the mock, for whoever holds a request as octets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mock_server.openapi.codec.bodies import BodyReader
from mock_server.openapi.codec.decoders import Binary, BodySyntaxError, decode
from mock_server.openapi.codec.parameter_readers import reader
from mock_server.openapi.codec.parameters import ParameterReader, Parameters
from mock_server.openapi.codec.router import Router
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.full_names import choices, forms
from mock_server.openapi.reading.json_text import text_of
from mock_server.openapi.reading.percent import UnreadableError
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.shapes import Shape
from mock_server.openapi.schema.validation import Validators

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.codec.bodies import Fault
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType, Parameter
    from mock_server.openapi.schema.validation import Violation


@dataclass(slots=True)
class ReadRequest:
    """A request as its operation understands it.

    ``raw_path`` holds the path parameters as they travelled, ``parameters`` the typed values; ``body`` is the decoded
    body, MISSING where there is none, `Binary` for octets; ``fault`` says what kind of thing is wrong with a body.
    """

    operation: Operation
    raw_path: dict[str, str]
    parameters: Parameters
    body: JSON = MISSING
    violations: list[Violation] = field(default_factory=list)
    fault: Fault | None = None

    def path_texts(self) -> dict[str, str]:
        """The path parameters as texts, decoded and without the marks of their styles."""
        styles = {p.name: p.style for p in self.operation.parameters if p.location == "path"}
        return {
            name: unquote(raw)
            if styles.get(name, "simple") == "simple" or name not in self.parameters.path
            else text_of(self.parameters.path[name])
            for name, raw in self.raw_path.items()
        }

    @property
    def is_binary(self) -> bool:
        """Whether the body is octets, of which a schema says nothing."""
        return isinstance(self.body, Binary)


class RequestReader:
    """Routes and reads the requests of one document; readers are compiled at their first use."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.schemas = Schemas(document)
        self.validators = Validators(self.schemas)
        self._readers: dict[str, tuple[ParameterReader, BodyReader]] = {}
        self._router: Router[Operation] = Router()
        self._based: Router[Operation] = Router()
        for operation in document.operations:
            known, some = forms(operation), choices(operation)
            self._router.add(operation.path, operation.method, operation, known, some)
            for base in operation.base_paths:
                self._based.add(base + operation.path, operation.method, operation, known, some)

    def route(self, method: str, target: str, hint: str | None = None) -> tuple[Operation, dict[str, str]] | None:
        """The operation of a request target and its raw path parameters; None where no operation covers it.

        The path may stand below the API's base path or hold it. ``hint`` is the id of the operation that is meant,
        of several whose templates differ in the names of their parameters alone.
        """
        path, _, query = target.partition("?")
        for router in (self._router, self._based):
            methods, values = router.match(path, method, query)
            if methods is None or method not in methods:
                continue
            operation = methods[method]
            meant = operation
            if hint and operation.id != hint:
                meant = next((o for o in self.document.operations if o.id == hint), operation)
            if meant is not operation and meant.method == method:
                one, other = (path_templates.on_the_wire(o.path) for o in (meant, operation))
                if path_templates.spelled(one) == path_templates.spelled(other):
                    return meant, dict(zip(path_templates.names(one), values.values(), strict=False))
            return operation, values
        return None

    def at(self, target: str) -> list[Operation]:
        """The operations that a request target leads to, one for each method that its path has anywhere."""
        path, _, query = target.partition("?")
        return [
            (router.match(path, method, query)[0] or methods)[method]
            for router in (self._router, self._based)
            for methods in (router.match(path, "", query)[0] or {},)
            for method in methods
        ]

    def read(
        self,
        operation: Operation,
        raw_path: dict[str, str],
        query: bytes,
        headers: Sequence[tuple[bytes, bytes]],
        body: bytes,
    ) -> ReadRequest:
        """What a request to ``operation`` says; header names are in lower case. Never raises for what a client sent."""
        known = self._readers.get(operation.id)
        if known is None:
            known = ParameterReader(operation, self.validators), BodyReader(operation, self.validators)
            self._readers[operation.id] = known
        parameters, violations = known[0].read(raw_path, query, headers)
        content_type = next((value for name, value in headers if name == b"content-type"), None)
        value, refused = known[1].read(content_type, body)
        found = ReadRequest(operation, raw_path, parameters, value, violations)
        if refused is not None:
            found.fault = refused[0]
            found.violations = [*violations, *refused[1]]
            if found.fault != "invalid":
                found.body = MISSING
        return found

    def body(self, media: MediaType, content_type: str, data: bytes) -> tuple[JSON, str | None]:
        """The value of a body, of a request or of an answer, and None; or None and what is wrong with its syntax."""
        try:
            return decode(media, content_type, data, self.schemas), None
        except BodySyntaxError as error:
            return None, str(error)

    def header(self, header: Parameter, fields: Sequence[str]) -> tuple[JSON, str | None]:
        """The value of a header of an answer by its fields, and None; or None and why it can't be read."""
        name = header.name.lower().encode("utf-8", "replace")
        read = reader(header, Shape(self.schemas, header.schema), self.schemas, ())
        try:
            return read({name: [field.encode("utf-8", "surrogateescape") for field in fields]}), None
        except UnreadableError as error:
            return None, str(error)
