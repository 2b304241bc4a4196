"""Whether a record that is not there is missed or invented: what clients made, what the mock made up, what is gone.

See docs/adr/0005-missing-records.md. What has to be remembered are markers in the store, so it survives a restart.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.engine.collection_names import collection_name, parents_of, resource_of
from mock_server.store import put

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.refusals import Refusals
    from mock_server.engine.shown_inventions import ShownInventions
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.store import Record, Store
    from mock_server.store.protocol import Mark

log = logging.getLogger("mock_server")

_FROM_NOW = "what is missing is missed from now on"
USED = "~used"
CREATED = "~created"
INVENTED = "~invented"
FIRST = "~first"
"""Which records no request made: first ones, and what an operator or the exchanges of a real service gave."""
DELETED = "~deleted"
REMOVED = "~removed"
"""Where records are kept aside that an operation may restore."""


def mark_of_created(resource: str) -> Mark:
    """The mark that says that a client has created a record of this resource."""
    return CREATED, resource_of(resource)


class MissingRecords:
    """Decides for one operation; ``resource`` and ``key`` name the record as the store does.

    ``may_have`` says whether a record could have a key: one that none can have is missed from the first.
    """

    def __init__(
        self,
        behaviour: Behaviour,
        store: Store,
        refusals_: Refusals,
        shown: ShownInventions,
        may_have: Callable[[str], bool],
    ) -> None:
        self._store = store
        self._may_have = may_have
        self._shown = shown
        self._learns = behaviour.missing == "refuse once used"
        self._remembers = behaviour.missing == "invent until deleted"
        self._marks = behaviour.remembers
        self._refuses = behaviour.missing == "refuse" and refusals_.documents(refusals.NOT_FOUND)
        self._reads = behaviour.action in ("read", "delete")
        owner = behaviour.owner if behaviour.action == "read" else None
        self._owner = None if owner is None else owner.resource

    def is_missed(self, resource: str, key: str) -> bool:
        """Whether the request is refused because the record is not there."""
        if not self._learns and not self._remembers:
            return self._refuses
        if self._learns and (self.is_used(resource) or self._is_below_own(resource) or not self._may_have(key)):
            return True
        return self._reads and self._store.holds(DELETED, f"{resource}|{key}")

    def _is_below_own(self, resource: str) -> bool:
        """Whether a client made the record of which this is a collection: what is there, clients made."""
        keys = parents_of(resource) if self._owner is not None else ()
        if not keys or self._owner is None:
            return False
        return self.is_own(collection_name(self._owner, keys[:-1]), keys[-1])

    def is_own(self, resource: str, key: str) -> bool:
        """Whether the record is there because a request made it."""
        there = self._store.holds(resource, key) and not self.is_invented(resource, key)
        return there and not self._store.holds(FIRST, f"{resource}|{key}")

    def is_used(self, resource: str) -> bool:
        """Whether a client has come back to a record of this resource that it created, below whichever parent."""
        return self._store.holds(USED, resource_of(resource))

    def lists_inventions(self, resource: str) -> bool:
        """Whether an empty list shows made up records: until a client has created one of its own."""
        return not self.is_used(resource) and not self._store.holds(*mark_of_created(resource))

    def created(self, resource: str) -> None:
        """A client has created a record."""
        if not self._store.holds(*mark_of_created(resource)):
            self._store.create(*mark_of_created(resource), {})

    def is_invented(self, resource: str, key: str) -> bool:
        """Whether the record is there only because a client changed what the mock had made up."""
        return self._store.holds(INVENTED, f"{resource}|{key}")

    def shown(self, resource: str, key: str) -> None:
        """A client is shown a record that is not there."""
        self._shown.shown(self._store, resource, key)

    def was_shown(self, resource: str, key: str) -> bool:
        """Whether a client has been shown a record that was not there under this key."""
        return self._shown.has(self._store, resource, key)

    def came_back(self, resource: str, key: str) -> None:
        """A client asks for a record that is there."""
        if not self._learns or self.is_used(resource) or self.is_invented(resource, key):
            return
        if self._store.create(USED, resource_of(resource), {}):
            log.info("%s: a client came back to a record that it created; %s", resource_of(resource), _FROM_NOW)

    def invented(self, resource: str, key: str) -> None:
        """A record that was not there is kept, because a client changed it."""
        if self._learns or self._remembers:
            self._store.create(INVENTED, f"{resource}|{key}", {})
            self._store.delete(DELETED, f"{resource}|{key}")

    def adopted(self, resource: str, key: str) -> None:
        """A client creates a record that was invented: from now on it is the client's."""
        self._store.delete(INVENTED, f"{resource}|{key}")
        self.created(resource)

    def deleted(self, resource: str, key: str) -> None:
        """A record that was there is removed."""
        if self._remembers:
            self._store.delete(INVENTED, f"{resource}|{key}")
            self._store.create(DELETED, f"{resource}|{key}", {})
        elif self._marks and self._refuses:
            self._store.create(DELETED, f"{resource}|{key}", {})
        if self._learns:
            self.came_back(resource, key)
            self._store.delete(FIRST, f"{resource}|{key}")
            if self._store.delete(INVENTED, f"{resource}|{key}") or self._marks:
                self._store.create(DELETED, f"{resource}|{key}", {})

    def kept_aside(self, resource: str, key: str, record: Record) -> None:
        """A record that is removed may come back."""
        put(self._store, REMOVED, f"{resource}|{key}", record)

    def restored(self, resource: str, key: str) -> None:
        """A record that was removed is there again."""
        self._store.delete(REMOVED, f"{resource}|{key}")
        self._store.delete(DELETED, f"{resource}|{key}")

    def invention_deleted(self, resource: str, key: str) -> None:
        """A record that only a list showed is removed."""
        if self._learns or self._remembers:
            self._store.create(DELETED, f"{resource}|{key}", {})

    def is_deleted(self, resource: str, key: str) -> bool:
        """Whether a client has removed what the mock had made up."""
        return self._store.holds(DELETED, f"{resource}|{key}")

    def emptied(self, resource: str) -> None:
        """Records of this resource went with the one that owned them: none is invented in their place."""
        self._store.create(USED, collection_name(resource), {})
