"""Decides whether a request may be sent: nothing that this run did not create is ever changed or removed."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.traffic import operation_purpose
from contracts.traffic.creations import is_made_by_status
from contracts.traffic.effects import READS
from contracts.traffic.harmful_reads import harms_by_get
from contracts.traffic.key_members import chooses, read_as, says_more
from contracts.traffic.login_operation import passwords_set
from contracts.traffic.operation_purpose import puts_another, says_create, says_search, takes_away
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contracts.exchange import Request
    from contracts.traffic.creations import Creations
    from contracts.traffic.evidence import Where
    from contracts.traffic.named_records import NamedRecords
    from contracts.traffic.operation_choice import OperationChoice
    from contracts.traffic.ownership import Ownership
    from contracts.traffic.path_keys import PathKeys
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, Operation

_CHANGES = ("delete", "replace", "merge")
UNKNOWN = "nobody knows what this operation changes"
"""Why an action is not sent."""


@dataclass(frozen=True)
class Allowance:
    """What may be sent although the rules would keep it back: one thing, for as long as it is being tried."""

    login: str | None = None
    """The id of an operation that logs somebody in, or refuses to."""
    request: Request | None = None
    """A request that sets a password: who asks and who is meant are accounts that the run made."""
    removal: Where | None = None
    """A record whose removal is tried: reads have just shown that it is not there."""
    change: Where | None = None
    """A record whose change is tried: reads have just shown that it is not there."""
    restored: Where | None = None
    """A record that the run made, and has just removed, which an action is to bring back."""
    below_nobody: frozenset[str] = frozenset()
    """Names of the run's that nobody has: what is asked for below them may be refused, it may not fail."""


class Safety:
    """The rules of one run: what is the run's own, how much it may create, which operations were left out."""

    def __init__(
        self,
        ownership: Ownership,
        creations: Creations,
        *,
        read_only: bool = False,
        choice: OperationChoice | None = None,
        given: Mapping[str, str] | None = None,
        allow_actions: bool = False,
    ) -> None:
        self.ownership = ownership
        self.creations = creations
        self.read_only = read_only
        self.choice = choice
        self.given = dict(given or {})
        self.allow_actions = allow_actions
        self.named: NamedRecords | None = None
        """Which records a body names; without it a body names none."""
        self.keys: PathKeys | None = None
        """Which record each part of a path names; without them a key is anybody's of whom it may be."""
        self.copying: set[str] = set()
        """Resources whose changes were seen to make other records: no more of them are sent."""
        self._allowance = Allowance()
        self.plain_keys = False
        """Whether keys without the run's tag may be created: only after creates and deletes proved exact."""

    @contextlib.contextmanager
    def allowing(self, allowance: Allowance) -> Iterator[None]:
        """Meanwhile what it names may be sent."""
        before, self._allowance = self._allowance, allowance
        try:
            yield
        finally:
            self._allowance = before

    def readable(self, behaviours: Mapping[str, Behaviour]) -> set[str]:
        """The resources whose records can be looked at."""
        reads = [b for b in behaviours.values() if b.action == "read" and b.resource is not None]
        return {b.resource or "" for b in reads if self.choice is None or not self.choice.leaves_out(b.operation)}

    def forbids(
        self,
        request: Request,
        reading: Reading | None,
        behaviour: Behaviour | None,
        key: JSON,
        beside: Sequence[Operation] = (),
    ) -> str | None:
        """Why ``request`` may not be sent, None where it may; ``beside`` are the operations of its path."""
        if request.breaks_out:
            return "a line end in its target or in a header field would begin another field, or another request"
        safe = request.is_safe
        if self.read_only and not safe:
            return "only reading is allowed"
        if reading is not None and self.choice is not None and (why := self.choice.leaves_out(reading.operation)):
            return why
        if reading is None or behaviour is None:
            return self._beside(beside) if safe else "nobody knows what an undocumented request changes"
        if safe and behaviour.action in (*READS, "none"):
            return self._stopping(reading.operation)
        return (
            self._strange_parent(reading, behaviour)
            or self._strange_body(reading, behaviour)
            or self._changing(reading, behaviour, key)
            or (self._strange_password(reading, behaviour) if request != self._allowance.request else None)
        )

    def _beside(self, operations: Sequence[Operation]) -> str | None:
        """Why a method that is not documented may not be sent to the path of these: a HEAD may do what a GET does."""
        reads = [operation for operation in operations if operation.method == "GET"] or operations
        left = [self.choice.leaves_out(operation) for operation in reads] if self.choice is not None else []
        if left and all(left):
            return left[0]
        return next(filter(None, map(self._stopping, operations)), None)

    def _stopping(self, operation: Operation) -> str | None:
        """Why a read may not be sent: nobody would answer the rest of the run, or by its words it is none."""
        return UNKNOWN if harms_by_get(operation) and not (self.allow_actions or self._asked_for(operation)) else None

    def _strange_body(self, reading: Reading, behaviour: Behaviour) -> str | None:
        """Nothing is sent whose body may be taken for another's record."""
        if self.named is None or behaviour.action == "delete":
            return None
        if behaviour.action != "none":
            return self.named.strange(behaviour, reading.body, reading.path, self._allowance.change)
        if self.allow_actions or self._asked_for(behaviour.operation):
            return None
        return self.named.strange_reference(behaviour, reading.body)

    def _changing(self, reading: Reading, behaviour: Behaviour, key: JSON) -> str | None:
        operation, resource = behaviour.operation.id, behaviour.resource or ""
        if behaviour.action == "create":
            why = self.creations.forbid(operation, reading)
            return why or self.keeps_back(behaviour) or self._create(behaviour, key, reading)
        if behaviour.action in READS:
            own = self.ownership.made_any(str(key), resource) or operation_purpose.takes_nothing(behaviour.operation)
            return None if own or self._may_act(reading, behaviour) else UNKNOWN
        if behaviour.action in _CHANGES:
            text = key if isinstance(key, str) else ""
            above = self.keys.above(behaviour, reading.path) if self.keys is not None else ()
            removes, where = behaviour.action == "delete", (resource, above, text)
            asked = self.allow_actions or self._asked_for(behaviour.operation)
            if not asked and says_more(behaviour, reading):
                return UNKNOWN
            if where == (self._allowance.removal if removes else self._allowance.change):
                return None
            if not self.ownership.owns(resource, text, above):
                return f"{text!r} was not created by this run" if text else "it names no record that this run made"
            if self._chooses_by_query(reading, behaviour):
                return UNKNOWN
            if behaviour.action != "delete" and resource in self.copying:
                return "changes of this resource make other records"
            creates = behaviour.action != "delete" and not self.ownership.made(resource, text, above)
            return self.creations.forbid(operation) if creates else None
        own = behaviour.acts_on is not None and self.ownership.made_any(str(key), behaviour.acts_on)
        own = own and not (says_more(behaviour, reading) or operation_purpose.says_copy(behaviour.operation))
        if not (own or self._may_act(reading, behaviour)):
            return UNKNOWN
        below = own or self._below_own(behaviour, reading)
        if says_create(behaviour.operation) and not (below or self._marked(reading.body)):
            return "what it would make does not carry the run's name, and nothing says how it is removed"
        return None if says_search(behaviour.operation) else self.creations.forbid(operation, reading)

    def _chooses_by_query(self, reading: Reading, behaviour: Behaviour) -> bool:
        """Whether its query may choose what a change is about, whichever record its body names: without a condition it
        is all that there are. What every operation takes chooses nothing, unless it is called as a condition is.
        """
        place, operation = behaviour.key_place, behaviour.operation
        if place is None or place.location != "body" or self.allow_actions or self._asked_for(operation):
            return False
        return operation_purpose.takes_of_its_own(operation) or chooses(operation, reading.body)

    def _strange_password(self, reading: Reading, behaviour: Behaviour) -> str | None:
        """Why an action may not give the password that its body has."""
        if behaviour.action in ("create", *_CHANGES) or self._below_own(behaviour, reading):
            return None
        body = reading.body if isinstance(reading.body, dict) else {}
        strange = [name for name in passwords_set(body) if self.given.get(name) != body[name]]
        if not strange or self._asked_for(behaviour.operation):
            return None
        return f"it may set the password of the user who asks; --value {strange[0]}=… says which one"

    def _below_own(self, behaviour: Behaviour, reading: Reading) -> bool:
        """Whether what an operation makes is part of records that the run made, and goes with them."""
        return bool(reading.path) and all(self._made(behaviour, name, reading.path) for name in reading.path)

    def _marked(self, body: JSON) -> bool:
        """Whether one text of a body carries the run's tag; a body without texts can't."""
        stack, texts = [body], []
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                texts.append(item)
            elif isinstance(item, dict | list):
                stack.extend(item.values() if isinstance(item, dict) else item)
        return not texts or any(self.ownership.names.owns(text) for text in texts)

    def _may_act(self, reading: Reading, behaviour: Behaviour) -> bool:
        """Whether an operation that is no part of a record's life may be sent.

        It was asked for, it says that it makes something new, or all that it names is the run's own.
        """
        operation = behaviour.operation
        if self.allow_actions or self._asked_for(behaviour.operation):
            return True
        strange = {
            name: value
            for name, value in reading.path.items()
            if not (self.ownership.named(value) or self._made(behaviour, name, reading.path))
            and not self._is_restored(behaviour, name, reading.path)
        }
        if says_search(operation):
            return not strange
        if says_create(operation):
            return all(self.given.get(name) == value for name, value in strange.items())
        return not all(map(field_names.is_to_be, reading.path)) and not strange

    def _asked_for(self, operation: Operation) -> bool:
        """Whether the user named the operation, or a login is what is being tried."""
        asked = self.choice is not None and self.choice.asks_for(operation)
        return asked or operation.id == self._allowance.login

    def _strange_parent(self, reading: Reading, behaviour: Behaviour) -> str | None:
        """Nothing is created or changed below a record that the run did not make and that nobody named for it."""
        for name in behaviour.parents:
            value = reading.path.get(name, "")
            if self.given.get(name) == value or (value in self._allowance.below_nobody and self.ownership.named(value)):
                continue
            if not self._made(behaviour, name, reading.path) and not (
                behaviour.action == "delete" and self.ownership.named(value)
            ):
                return f"the parent {value!r} was not created by this run"
        return None

    def _made(self, behaviour: Behaviour, name: str, path: Mapping[str, str]) -> bool:
        """Whether the run made the record that this parameter of the path names."""
        if self.keys is None:
            return self.ownership.made_any(path.get(name, ""))
        return self.keys.is_made(self.ownership, behaviour, name, path)

    def _is_restored(self, behaviour: Behaviour, name: str, path: Mapping[str, str]) -> bool:
        """Whether this parameter of the path names the record that is to be brought back."""
        if self.keys is None or self._allowance.restored is None:
            return False
        resource, above = self.keys.places(behaviour, path).get(name, ("", ()))
        return self._allowance.restored == (resource, above, path.get(name, ""))

    def keeps_back(self, behaviour: Behaviour) -> str | None:
        """Why what looks like a create may not be sent: nothing reads what it makes, and its words take something away,
        its path has one thing that is there already, or nothing tells that it makes anything.
        """
        operation, read = behaviour.operation, behaviour.resource in self.ownership.readable
        if read or self.allow_actions or self._asked_for(operation):
            return None
        return UNKNOWN if takes_away(operation) or puts_another(operation) or is_made_by_status(behaviour) else None

    def _create(self, behaviour: Behaviour, key: JSON, reading: Reading) -> str | None:
        text = read_as(key)
        if behaviour.key is None or text is None or not text.strip() or self.ownership.named(text):
            return None
        above = self.keys.above(behaviour, reading.path) if self.keys is not None else ()
        if (behaviour.resource or "", above, text) in self.ownership.missed:
            return None
        if self.plain_keys and self.ownership.exact.get(behaviour.resource or ""):
            return None
        return f"the key {key!r} does not tell whose it is"
