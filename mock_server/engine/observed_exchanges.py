"""Exchanges with a real service, read by the document: which operation was called, with what, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from mock_server.engine.observed_records import ObservedRecords
from mock_server.openapi.codec.decoders import BodySyntaxError, decode
from mock_server.openapi.reading.call import Call
from mock_server.openapi.reading.media_types import is_json, parse
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import MediaType

Fields = Iterable[tuple[bytes, bytes]]


class ObservedExchanges:
    """Takes exchanges with a real service over into the stores of ``apis``."""

    def __init__(self, apis: Sequence[Api]) -> None:
        self._apis = apis
        self._records = ObservedRecords(apis)

    def routed(self, method: str, path: str, query: str) -> tuple[OperationPlan, dict[str, str]] | None:
        """The operation that a raw path means, with its raw path parameters; None where there is none."""
        for api in self._apis:
            methods, values = api.router.match(path, method, query)
            if methods is not None and method in methods:
                return methods[method], values
        return None

    def observe(
        self,
        plan: OperationPlan,
        values: dict[str, str],
        request: tuple[str, str, Fields, bytes],
        answer: tuple[int, Fields, bytes],
    ) -> int:
        """Take over one exchange of ``plan``; how many records it showed, changed or removed.

        ``request`` is path, query, header fields and body, ``answer`` status, header fields and decoded body, fields as
        octets. What does not follow the document is left out.
        """
        path, query, fields, body = request
        status, answered, content = answer
        headers = [(name.lower(), value) for name, value in fields]
        call = Call(plan.operation.method, path, headers, query.encode("latin-1", "replace"))
        parameters, _ = plan.parameters.read(values, call.query_string, headers)
        call.path, call.query = parameters.path, parameters.query
        call.header, call.cookie = parameters.header, parameters.cookie
        if plan.bodies.expected and body:
            kind = next((value for name, value in headers if name == b"content-type"), None)
            call.body, _ = plan.bodies.read(kind, body)
        shown = self._decoded(plan, status, _field(answered, b"content-type"), content)
        return self._records.observe(plan, call, status, shown, _field(answered, b"location"))

    @staticmethod
    def _decoded(plan: OperationPlan, status: int, content_type: str | None, content: bytes) -> JSON:
        """The value of an answer's body; MISSING where there is none, or none that the document describes."""
        response = plan.operation.response(status)
        if response is None or not content:
            return MISSING
        media = _medium(response.content, content_type)
        try:
            value = decode(media, content_type or media.name, content, plan.api.schemas) if media is not None else None
        except BodySyntaxError:
            return MISSING
        return value if isinstance(value, dict | list) else MISSING


def _medium(content: Sequence[MediaType], content_type: str | None) -> MediaType | None:
    """The documented media type of a Content-Type; JSON for any kind of JSON."""
    sent = parse(content_type or "")
    exact = (media for media in content if sent is None or media.essence == sent.essence)
    alike = (media for media in content if media.takes_json and sent is not None and is_json(sent.essence))
    return next(exact, next(alike, None))


def _field(fields: Fields, name: bytes) -> str | None:
    return next((value.decode("latin-1") for given, value in fields if given.lower() == name), None)
