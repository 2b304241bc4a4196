"""Which record an exchange is about: the key in a request, the key in an answer, the ledger's entry for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.cases.lifecycle import part_of
from contracts.traffic.ledger import Entry
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Behaviour


class Addressing:
    """Reads keys by the behaviours of one document."""

    def __init__(self, behaviours: Mapping[str, Behaviour]) -> None:
        self.behaviours = behaviours
        self._keys = {name: part_of(behaviour.key) for name, behaviour in behaviours.items()}
        self._removable = {b.resource for b in behaviours.values() if b.action == "delete"}

    def removable(self, resource: str) -> bool:
        """Whether the document has an operation that removes records of this resource."""
        return resource in self._removable

    def answered_key(self, behaviour: Behaviour, body: Any) -> Any:
        """The key in the answer to a create, None where it has none."""
        if behaviour.answer_key is None or body is MISSING:
            return None
        try:
            found = pointers.look_up(body, pointers.tokens(behaviour.answer_key.removeprefix("$response.body")))
        except LookupError:
            return None
        return found if isinstance(found, str | int) and not isinstance(found, bool) else None

    def key(self, reading: Reading | None, behaviour: Behaviour | None) -> Any:
        """The key in a request, of whatever type was sent; whole numbers as text."""
        if reading is None or behaviour is None:
            return None
        part = self._keys[behaviour.operation.id]
        found = part.find(reading.path, reading.query, reading.body) if part is not None else None
        return str(found) if isinstance(found, int) and not isinstance(found, bool) else found

    def entry(self, reading: Reading | None, behaviour: Behaviour | None, key: Any) -> Entry | None:
        """The ledger's entry for this key, None where nothing could remove it."""
        if reading is None or behaviour is None or behaviour.resource is None or not isinstance(key, str):
            return None
        return (
            Entry(behaviour.resource, key, self.parents(reading, behaviour))
            if self.removable(behaviour.resource)
            else None
        )

    def parents(self, reading: Reading, behaviour: Behaviour) -> tuple[tuple[str, str], ...]:
        """The other path parameters of the request."""
        part = self._keys[behaviour.operation.id]
        own = part.names[0] if part is not None and part.location == "path" else None
        return tuple((name, value) for name, value in reading.path.items() if name != own)

    def hard(self, behaviour: Behaviour, reading: Reading) -> bool:
        """Whether this delete is for good."""
        if behaviour.soft is None:
            return True
        part = part_of(behaviour.soft.unless)
        value = part.find(reading.path, reading.query, reading.body) if part is not None else None
        return str(value).lower() in ("true", "1", "yes", "on")
