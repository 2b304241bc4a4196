"""Parameters outside the path that a record was made with, and that what reads or removes it takes as well.

A header that names a tenant, or a query that names a sandbox, says where a record is: without it another one is meant,
or none, and a removal that is answered with 404 has removed nothing. What a change or a removal requires by the name of
a member of its record (`DELETE …?sha=`) is what that record was last shown with, and so is a version in its query that
may be refused (`?rev=`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.told_failures import ABSENT
from contracts.traffic.effects import CHANGING
from mock_server.openapi import field_names, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.exchange import Request, WrittenParameters
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import Credentials
    from contracts.traffic.ledger import Ledger
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, Operation

OF_A_REQUEST = ("if-", "accept", "range", "prefer")
"""How fields begin that speak of one request alone (RFC 9110 sections 12.5, 13.1, 14.2; RFC 7240)."""

_MAY_ASK = frozenset((*CHANGING, "delete"))
_OF_A_VERSION = ("409", "412", "428")
"""How a change or a removal is refused that names no version, or an old one."""


class GivenParameters:
    """What each record of the run was made with, by its resource and key; ``credentials`` say who asks, not where.

    The ledger has it too, for whoever cleans after a run that did not end.
    """

    def __init__(self, credentials: Credentials, ledger: Ledger, behaviours: Mapping[str, Behaviour]) -> None:
        self._credentials, self._behaviours = credentials, behaviours
        self._asked: dict[str, set[tuple[str, str]]] = {}
        """By resource the parameters that changes and removals of its records require."""
        self._versions: dict[str, set[tuple[str, str]]] = {}
        """By operation those of its query that name the version of a record."""
        for behaviour in behaviours.values():
            if behaviour.action in _MAY_ASK and behaviour.resource is not None:
                own = behaviour.key_place.names if behaviour.key_place is not None else ()
                required = {(p.location, p.name) for p in behaviour.operation.parameters if p.required}
                found = {place for place in required if place[0] in ("query", "header") and place[1] not in own}
                self._versions[behaviour.operation.id] = versions = _named_versions(behaviour)
                self._asked.setdefault(behaviour.resource, set()).update(found | versions)
        self._ledger = ledger
        self._given = dict(ledger.given)
        self._taken: dict[str, set[tuple[str, str]]] = {}
        """By resource the parameters that its create takes."""

    def announced(self, create: Behaviour, key: JSON, request: Request) -> None:
        """A create is about to be sent that chooses this key."""
        if isinstance(key, str) and create.action == "create" and (create.resource or "", key) not in self._given:
            self._ledger.gave(create.resource or "", key, self._written(create, request))

    def followed(self, behaviour: Behaviour, key: JSON, request: Request, record: JSON) -> None:
        """Remember what a create that made a record of this key carried, and what the ``record`` is shown with."""
        if behaviour.action == "create":
            self._created(behaviour, key, request)
        resource = behaviour.resource or ""
        if behaviour.action == "delete" and (old := self._given.get((resource, str(key)))):
            versions = self._versions.get(behaviour.operation.id, ())  # of a new record of this key they are none
            self._given[resource, str(key)] = {place: text for place, text in old.items() if place not in versions}
            return
        asked = self._asked.get(resource, ())
        if not asked or not isinstance(key, str) or not isinstance(record, dict) or behaviour.action == "list":
            return
        found = {place: record.get(place[1], _marked(record, place[1])) for place in asked}
        shown = {place: value for place, value in found.items() if isinstance(value, str | int)}
        texts = {place: percent.joined(((place[1], str(value)),)) if place[0] == "query" else str(value)
                 for place, value in shown.items() if not isinstance(value, bool)}  # fmt: skip
        if texts:
            self._given[resource, key] = written = {**self._given.get((resource, key), {}), **texts}
            self._ledger.gave(resource, key, written)

    def _created(self, create: Behaviour, key: JSON, request: Request) -> None:
        if not isinstance(key, str):
            return
        resource = create.resource or ""
        self._taken[resource] = {place for place, _ in self._carried(create, request)}
        self._given[resource, key] = written = self._written(create, request)
        self._ledger.gave(resource, key, written)

    def of(self, resource: str, key: str, operation: Operation) -> WrittenParameters:
        """What a request to the record by this operation carries of it."""
        given = self._given.get((resource, key), {})
        places = ((p.location, p.name) for p in operation.parameters)
        past = self._asked.get(resource, set()) if operation.is_safe else set()  # a read by a version shows that one
        return {place: given[place] for place in places if place in given and place not in past}

    def versions(self, behaviour: Behaviour | None) -> frozenset[tuple[str, str]]:
        """The places in its query where a change or a removal names the version of its record."""
        return frozenset(self._versions.get(behaviour.operation.id, ()) if behaviour is not None else ())

    def last(self, resource: str, key: str, place: tuple[str, str]) -> str | None:
        """What stands at this place in a request to the record of this key, as that was last shown with it."""
        return self._given.get((resource, key), {}).get(place)

    def shown(self, behaviour: Behaviour, key: str) -> WrittenParameters:
        """What a change or a removal of a record requires, as that was last shown with it."""
        given = self._given.get((behaviour.resource or "", key), {}) if behaviour.action in _MAY_ASK else {}
        return {place: given[place] for place in self._asked.get(behaviour.resource or "", ()) if place in given}

    def missed(self, sent: Sent, behaviour: Behaviour) -> bool:
        """Whether a record was not found where a request looked for it by another parameter than it was made with."""
        key, resource = behaviour.key_parameter or "", behaviour.resource or ""
        given = self._given.get((resource, sent.reading.path.get(key, "") if sent.reading is not None else ""))
        if given is None or sent.status not in ABSENT or behaviour.action == "create":
            return False
        asked = dict(self._carried(behaviour, sent.exchange.request))
        return any(asked[place] != given.get(place) for place in self._taken.get(resource, ()) if place in asked)

    def strays(
        self,
        request: Request,
        reading: Reading | None,
        behaviour: Behaviour | None,
        key: JSON,
        named: Callable[[str], bool],
    ) -> str | None:
        """Why a change, a removal or an action may find another record under the same number, None where it can't."""
        if reading is None or behaviour is None or request.is_safe:
            return None
        creates, operation = behaviour.action == "create", behaviour.operation
        keys = [*reading.path.values(), *([key] if isinstance(key, str) and not creates else [])]
        if all(map(named, keys)):
            return None
        wrong = {(v.location, str(v.pointer[0]).lower()) for v in reading.violations if v.pointer}
        resource = behaviour.resource or behaviour.acts_on or ""
        given = {} if creates else self._given.get((resource, key if isinstance(key, str) else ""), {})
        required = {(p.location, p.name) for p in operation.parameters if p.required}
        for place, text in self._carried(behaviour, request):
            is_wrong, made_with = (place[0], place[1].lower()) in wrong, given.get(place)
            if place in self.versions(behaviour):
                continue
            if is_wrong and (made_with or place in required) and self._places(behaviour, resource, place):
                return f"without a right {place[1]} it may be about another record"
            other = text != made_with and (text is None or place in required)
            if made_with and other and place in self._taken.get(resource, ()):
                return f"the record was made with another {place[1]}"
        return None

    def _places(self, behaviour: Behaviour, resource: str, place: tuple[str, str]) -> bool:
        """Whether something else that is asked of one record takes a parameter as well."""
        others = (b for b in self._behaviours.values() if b.resource == resource and b is not behaviour)
        taken = (p for b in others if b.action != "list" for p in b.operation.parameters)
        return any((p.location, p.name.lower()) == (place[0], place[1].lower()) for p in taken)

    def _written(self, create: Behaviour, request: Request) -> WrittenParameters:
        return {place: text for place, text in self._carried(create, request) if text}

    def _carried(self, behaviour: Behaviour, request: Request) -> Iterator[tuple[tuple[str, str], str | None]]:
        """The place of each parameter that may say where a record is, and its text as it stands in the request."""
        for parameter in behaviour.operation.parameters:
            name = parameter.name
            if (
                parameter is behaviour.operation.idempotency_key
                or name in behaviour.trials
                or self._credentials.stand_in(parameter.location, name)
            ):
                continue
            if parameter.location == "header" and not name.lower().startswith(OF_A_REQUEST):
                yield (parameter.location, name), request.header(name)
            elif parameter.location == "query":
                pairs = percent.pairs(request.target.partition("?")[2])
                yield (parameter.location, name), "&".join(pair.text for pair in pairs if pair.name == name) or None


def _named_versions(behaviour: Behaviour) -> set[tuple[str, str]]:
    operation = behaviour.operation
    if not any(response.status in _OF_A_VERSION for response in operation.responses):
        return set()
    asked = (p.name for p in operation.parameters if p.location == "query")
    return {("query", name) for name in asked if field_names.tells_version(name, frozenset())}


def _marked(record: dict[str, JSON], name: str) -> JSON:
    """The version of a record in a member that differs from ``name`` by a mark alone: ``_rev`` for ``rev``."""
    versions = (value for known, value in record.items() if known.strip("_").lower() == name.strip("_").lower())
    return next(versions, None) if field_names.tells_version(name, frozenset()) else None
