"""The behaviours of a document's operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour.behaviour import Behaviour
from mock_server.openapi.behaviour.inference import Inference
from mock_server.openapi.behaviour.operation_relations import OperationRelations
from mock_server.openapi.schema.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.reading.document import Document


def behaviours(
    document: Document, schemas: Schemas | None = None, missing: str = "auto", *, related: bool = False
) -> Behaviours:
    """The behaviour of every operation, by operation id; ``missing`` is that of the settings.

    ``related`` finds relations beyond a resource's own paths too (see `related`), which are good guesses, no evidence.
    """
    return Behaviours(document, schemas or Schemas(document), missing, related=related)


_METHODS = {"create": ("POST",), "replace": ("PUT",), "merge": ("PATCH", "PUT", "POST")}


class Behaviours(Mapping[str, Behaviour]):
    """Behaviours by operation id, each worked out when it is first asked for."""

    def __init__(self, document: Document, schemas: Schemas, missing: str, *, related: bool = False) -> None:
        self._document = document
        self._schemas = schemas
        self._known: dict[str, Behaviour] = {}
        self._relations = OperationRelations(document, schemas, missing, related=related)

    def __getitem__(self, name: str) -> Behaviour:
        if name not in self._known:
            operation = self._document.operation(name)
            if operation is None:
                raise KeyError(name)
            self._known[name] = Inference(operation, self._schemas, self._relations).behaviour()
        return self._known[name]

    def learn(self, behaviour: Behaviour) -> None:
        """Know better of one operation than the document told."""
        self._known[behaviour.operation.id] = behaviour

    def operation_of(self, resource: str, action: ActionName) -> str | None:
        """The id of the operation that lists, reads, makes or changes records of the resource at its own path."""
        methods = _METHODS.get(action, ("GET",))
        for operation in (one for method in methods for one in self._relations.named(resource, method)):
            found = self[operation.id]
            if (found.action, found.resource, found.within) == (action, resource, None):
                return operation.id
        return None

    @property
    def words_below(self) -> Mapping[str, Sequence[str]]:
        """By the name of a resource, the last words of those that are right below one record of it."""
        return self._relations.words_below

    def __iter__(self) -> Iterator[str]:
        return (operation.id for operation in self._document.operations)

    def __len__(self) -> int:
        return len(self._document.operations)
