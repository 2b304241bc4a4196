"""The record above those of an operation: whether it is missed, and whether a client made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.missing_records import MissingRecords
    from mock_server.openapi.behaviour.behaviour import Behaviour, Owner
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Store

_FEW = 500
"""Of so many records at either end of a list a parent's other name is looked for where none is looked up."""


class OwningRecord:
    """That of one operation."""

    def __init__(self, behaviour: Behaviour, store: Store, missing: MissingRecords) -> None:
        self._learns, self._store, self._missing = behaviour.learns, store, missing
        self._behaviour, self._parent, self._owner = behaviour, behaviour.parent, behaviour.owner

    def missed(self, call: Call, keys: tuple[str, ...]) -> tuple[str, str] | None:
        """Its collection and key where it is missed, None where not; ``keys`` are those of the records above."""
        if self._parent is not None and keys:
            above = collection_name(self._parent.name, keys[:-1]), keys[-1]
        elif self._owner is not None and self._owner.misses:
            above = _named(self._owner, call)
        else:
            return None
        return None if self._store.holds(*above) or self._is_found_otherwise(*above) else above

    def made(self, resource: str, key: Callable[[], str]) -> bool:
        """Whether what an operation is about was made below a record that is missed, whose removal would remove it."""
        behaviour = self._behaviour
        if behaviour.within is not None or behaviour.several or behaviour.action == "create":
            return False
        if behaviour.action == "list":
            return self._store.count(resource) > 0
        return bool(behaviour.key_parameter) and self._store.holds(resource, key())

    def is_own(self, call: Call) -> bool:
        """Whether a client made it: what is below it, clients made too."""
        return self._owner is not None and self._missing.is_own(*_named(self._owner, call))

    def _is_found_otherwise(self, owners: str, key: str) -> bool:
        """Whether a parent may be there all the same: none of its kind is missed yet, or a path may name it so."""
        if not self._learns:
            return False
        if not self._missing.is_used(owners):
            return True
        every = self._store.listing(owners)
        found = every.naming(key)
        if found is not None:
            return len(found) > 0
        first, last = every.part(0, _FEW), every.part(max(_FEW, len(every) - _FEW), len(every))
        return any(key == value for _, record in (*first, *last) for value in record.values())


def _named(owner: Owner, call: Call) -> tuple[str, str]:
    """Its collection and key, as the path has them."""
    keys = [str(call.path.get(name)) for name in owner.names]
    return collection_name(owner.resource, keys[:-1]), keys[-1]
