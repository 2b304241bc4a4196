"""One operation of which is found out what it does, and what was concluded so far, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import resources
from mock_server.openapi.behaviour.behaviour import Reason
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.operation_relations import OperationRelations
    from mock_server.openapi.behaviour.relation import Relation
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas


class OneOperation:
    """What is known of it before anything is concluded."""

    def __init__(self, operation: Operation, schemas: Schemas, known: OperationRelations) -> None:
        self.operation = operation
        self.schemas = schemas
        self.known = known
        self.resource = known.resources.get(path_templates.shape(operation.path))
        self.declared = operation.extension
        self._noun = resources.noun(self.resource)
        self.reasons: list[Reason] = []
        self.relation: Relation | None = None

    def _say(self, name: str, conclusion: str, why: str) -> None:
        declared = name in self.declared
        self.reasons.append(
            Reason(conclusion, "declared" if declared else "inferred", f"x-mock.{name}" if declared else why)
        )
