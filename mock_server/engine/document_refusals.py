"""Refusals in the shape that a document gives its errors, for whoever speaks in a service's place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.documented_refusal import summary
from mock_server.engine.refusals import Fallback, Kind, Refusals
from mock_server.openapi.generator.synthesis import Synthesis
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators
from mock_server.values import Values

if TYPE_CHECKING:
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Response
    from mock_server.openapi.schema.validation import Violation


class WrittenRefusal(NamedTuple):
    """A refusal ready to be sent: ``headers`` are pairs of octets, Content-Length among them."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class DocumentRefusals:
    """Writes them; what an operation does not describe is modelled on what the document's other errors look like."""

    def __init__(self, document: Document) -> None:
        synthesis = Synthesis(Validators(Schemas(document)), Values(1))
        self._synthesis, self._fallback = synthesis, Fallback(document, synthesis)
        self._known: dict[str, Refusals] = {}

    def refuse(
        self, operation: Operation, statuses: tuple[int, ...], message: str, violations: list[Violation]
    ) -> WrittenRefusal:
        """The refusal with the first of these statuses that the operation documents, else with the first of all.

        The violations are listed where the error has a list of them, else the message tells them.
        """
        refusals = self._known.get(operation.id)
        if refusals is None:
            refusals = self._known[operation.id] = Refusals(operation, self._synthesis, self._fallback)
        kind = Kind(f"{statuses} {message}", statuses, message)
        said = f"{message}: {summary(violations)}" if violations else message
        if (model := self._model(operation)) is not None and not refusals.documents(kind):
            found = refusals.modelled(model, kind, violations, said)
        else:
            found = refusals.refuse(kind, violations, said)
        return WrittenRefusal(found.status, tuple(found.headers), found.body)

    def _model(self, operation: Operation) -> Response | None:
        """The response that an undescribed error looks like: one without an example, which would name a status."""
        own = operation.first_refusal
        found = own if own is not None and own.json is not None else self._fallback.response
        return found if found is not None and found.json is not None and not found.json.examples else None
