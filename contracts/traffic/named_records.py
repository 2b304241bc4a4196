"""Which records a body names: a service may follow the key in it, whatever the path says, and change another's record.

Services that save what they read take ``{"id": 1, …}`` for record 1, under any path and method, and so with records
inside the record. The body of a run names the run's own records, or none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.free_texts import values
from contracts.traffic.key_members import as_member
from contracts.traffic.record_references import IDENTIFIER
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from contracts.traffic.credentials import Pairs
    from contracts.traffic.evidence import Where
    from contracts.traffic.free_texts import Place
    from contracts.traffic.ownership import Ownership
    from contracts.traffic.path_keys import PathKeys
    from contracts.traffic.record_references import RecordReferences
    from mock_server.openapi import JSON, Behaviour

_PATH, _BODY = "$request.path.", "$request.body#"
IDENTIFIERS = frozenset({"id", "uuid", "guid"})
"""Names of what tells records apart, and nothing else of them."""
_REFERENCE = re.compile(r"(?i:(?:^|[_.-])(?:uu|gu)?ids?)$|[a-z0-9](?:Id|ID|Uuid|UUID)s?$")
_DATA = "data"
_UUID = re.compile(r"(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DEEPEST = 20
_HOLDERS = (dict, list)


class NamedRecords:
    """The records in bodies; ``key_name`` tells the member that holds a record's key."""

    def __init__(self, ownership: Ownership, key_name: Callable[[Behaviour], str], given: Mapping[str, str]) -> None:
        self.ownership = ownership
        self.references: RecordReferences | None = None
        """Which members refer to other records; without them none does."""
        self.keys: PathKeys | None = None
        """Which records a path names; without them a record is told by its own key alone."""
        self._key_name = key_name
        self._given = given
        self._members: dict[str, frozenset[str]] = {}

    def is_key(self, behaviour: Behaviour, name: str) -> bool:
        """Whether a member of this name may be taken for the key of the record, although the key is elsewhere."""
        return name != _chosen(behaviour) and field_names.plain(name) in self._names(behaviour)

    def strange(
        self, behaviour: Behaviour, body: JSON, path: Mapping[str, str], tried: Where | None = None
    ) -> str | None:
        """Why this body may reach a record that is not the run's own, None where it can't; ``path`` leads there.

        It may name the one whose change is ``tried``, which is not there.
        """
        for owner, name, value in self._named(behaviour, body):
            is_tried = owner is None and tried is not None and tried == self._where(behaviour, value, path)
            if not is_tried and not self._is_own(behaviour, owner, value, path):
                return f"its body names {name} {value!r}, which was not created by this run"
        return self.strange_references(behaviour, body)

    def strange_references(
        self, behaviour: Behaviour, body: JSON, places: Collection[Place] | None = None
    ) -> str | None:
        """Why this body refers to a record that is neither the run's own nor given by the caller, None where not.

        Only at ``places``, where they are given.
        """
        known = self.references.of(behaviour) if self.references is not None else {}
        for place, resource in known.items():
            name = next(part for part in reversed(place) if part != "*")
            for value in values(body, place) if places is None or place in places else ():
                text = self.references.key(behaviour, place, value) if self.references is not None else str(value)
                own = self._made_any(text, resource or None)
                if _is_plain(value) and not own and self._given.get(name) not in (text, str(value)):
                    return f"its body names {name} {value!r}, which was not created by this run"
        return None

    def strange_reference(self, behaviour: Behaviour, body: JSON) -> str | None:
        """As `strange`, of any record at all: for operations of which nobody can say what they change. Where the
        document says of which resource a key is, as the linkage of JSON:API does, it is one of that.
        """
        places = self.references.of(behaviour) if self.references is not None else {}
        told = {place: kind for place, kind in places.items() if kind and values(body, place)}
        if told and (why := self.strange_references(behaviour, body)) is not None:
            return why
        own = {str(value) for place in told for value in values(body, place)}
        names = {next(part for part in reversed(place) if part != "*") for place in told}
        for name, value in _members(body):
            for item in value if isinstance(value, list) else [value]:
                given = self._given.get(name) == str(item) or (name in names and str(item) in own)
                known = self.references.resource_named(name) if self.references is not None else None
                if _REFERENCE.search(name) and _is_plain(item) and not given and not self._made_any(str(item), known):
                    return f"its body names {name} {item!r}, which was not created by this run"
        return None

    def owned(
        self, behaviour: Behaviour, body: JSON, path: Mapping[str, str], required: Collection[str], query: Pairs = ()
    ) -> JSON:
        """``body`` so that it names no other record: by the key of the request, by none, or by one that nobody has.

        A change leaves the key of its record alone: renamed, it would be lost to whoever removes it.
        """
        place = behaviour.key_place
        own = place.names[0] if place is not None and place.location in ("path", "query") else ""
        key = (dict(query) if place is not None and place.location == "query" else path).get(own)
        if behaviour.action in ("merge", "replace") and key is not None:
            names = {field_names.plain(own), field_names.plain(self._key_name(behaviour))}
            names |= {f"new{name}" for name in names}
            body = _unmoved(body, behaviour.envelope, key, names, set(required), behaviour.action == "replace")
        if self.strange(behaviour, body, path) is None:
            return body
        return self._mended(behaviour, body, path, key, required)

    def _mended(
        self,
        behaviour: Behaviour,
        value: JSON,
        path: Mapping[str, str],
        key: str | None,
        required: Collection[str],
        owner: str | None = None,
    ) -> JSON:
        if isinstance(value, list):
            return [self._mended(behaviour, item, path, key, required, owner) for item in value]
        if not isinstance(value, dict):
            return value
        mended = {}
        keys = {name for name, _ in self._keys(behaviour, value, top=owner is None)}
        for name, item in value.items():
            if name not in keys:
                inner = _inside(behaviour, owner, name)
                mended[name] = self._mended(behaviour, item, path, key, required, inner)
            elif self._is_own(behaviour, self._kind(owner, value), item, path):
                mended[name] = item
            elif key is not None and owner is None:
                mended[name] = as_member(key, counts=isinstance(item, int))
            elif owner is not None or name in required:
                mended[name] = self._fresh(item)
        return mended

    def _named(
        self, behaviour: Behaviour, body: JSON, owner: str | None = None, depth: int = 0
    ) -> Iterator[tuple[str | None, str, JSON]]:
        """The members by which records may be found, each with the member that holds the record: none at the top."""
        if depth > _DEEPEST:
            return
        if isinstance(body, list):
            for item in body:
                if isinstance(item, _HOLDERS):
                    yield from self._named(behaviour, item, owner, depth + 1)
        elif isinstance(body, dict):
            for name, value in self._keys(behaviour, body, top=owner is None):
                yield self._kind(owner, body), name, value
            for name, item in body.items():
                if isinstance(item, _HOLDERS):
                    yield from self._named(behaviour, item, _inside(behaviour, owner, name), depth + 1)

    def _keys(self, behaviour: Behaviour, record: dict[str, JSON], *, top: bool) -> Iterator[tuple[str, JSON]]:
        """The members of one record by which a service may find it; an id alone is a reference, and changes nothing."""
        if not top and len(record) < 2:
            return
        names = self._names(behaviour) if top else IDENTIFIERS
        chosen = _chosen(behaviour) if top else None
        for name, value in record.items():
            if isinstance(name, str) and name != chosen and field_names.plain(name) in names and _is_plain(value):
                yield name, value

    def _names(self, behaviour: Behaviour) -> frozenset[str]:
        operation = behaviour.operation.id
        if operation not in self._members:
            found = {*IDENTIFIERS, field_names.plain(self._key_name(behaviour))}
            if behaviour.key is not None and behaviour.key.startswith(_PATH):
                found.add(field_names.plain(behaviour.key.removeprefix(_PATH)))
            self._members[operation] = frozenset(found)
        return self._members[operation]

    def _is_own(self, behaviour: Behaviour, owner: str | None, value: JSON, path: Mapping[str, str]) -> bool:
        """Whether the record that a key names is the run's: that of the operation at the top, another one inside."""
        if owner is None:
            resource, above, text = self._where(behaviour, value, path)
            return self.ownership.owns(resource, text, above)
        return self._made_any(str(value), self.references.resource_named(owner) if self.references else None)

    def _where(self, behaviour: Behaviour, value: JSON, path: Mapping[str, str]) -> Where:
        """Where the operation's own record of this key is."""
        above = self.keys.above(behaviour, path) if self.keys is not None else ()
        return behaviour.resource or "", above, str(value)

    def _kind(self, owner: str | None, record: dict[str, JSON]) -> str | None:
        """What tells of which resource a record inside a body is: its type where that names one, else ``owner``.

        A type counts under the ``data`` of JSON:API, and in a reference whose own name says nothing; any other record's
        may be anything.
        """
        if owner is None or self.references is None:
            return owner
        refers = record.keys() <= IDENTIFIER and self.references.resource_named(owner) is None
        told = record.get("type") if owner == _DATA or refers else None
        if not isinstance(told, str):
            return owner
        return told if self.references.resource_named(told) else owner

    def _made_any(self, text: str, resource: str | None) -> bool:
        return self.ownership.named(text) or self.ownership.made_any(text, resource)

    def _fresh(self, value: JSON) -> JSON:
        names = self.ownership.names
        if isinstance(value, str):
            return names.uuid(len(value)) if _UUID.fullmatch(value) else names.fresh()
        return int(names.digits(0))


def _unmoved(body: JSON, envelope: tuple[str, ...], key: str, names: set[str], required: set[str], whole: bool) -> JSON:
    """``body`` of a change without what may give its record another key, or with the one that it has.

    So at every level down to the record, which lies in the ``envelope``.
    """
    if not isinstance(body, dict):
        return body
    kept = {}
    for name, value in body.items():
        names_it = field_names.plain(name) in names and isinstance(value, str | int | float) and value != ""
        moves = names_it and not isinstance(value, bool) and str(value) != key
        if name in envelope[:1]:
            kept[name] = _unmoved(value, envelope[1:], key, names, required, whole)
        elif not moves:
            kept[name] = value
        elif whole or envelope or name in required:
            kept[name] = as_member(key, counts=isinstance(value, int))
    return kept


def _members(body: JSON, depth: int = 0) -> Iterator[tuple[str, JSON]]:
    if depth > _DEEPEST:
        return
    if isinstance(body, list):
        for item in body:
            yield from _members(item, depth + 1)
    elif isinstance(body, dict):
        for name, value in body.items():
            yield str(name), value
            yield from _members(value, depth + 1)


def _inside(behaviour: Behaviour, owner: str | None, name: str) -> str | None:
    """The owner of what a member holds; what leads to the operation's own record has none."""
    return owner if owner is None and name in behaviour.envelope else name


def _chosen(behaviour: Behaviour) -> str | None:
    """The member in which the caller chooses the key, for which other rules hold."""
    if behaviour.key is None or not behaviour.key.startswith(_BODY):
        return None
    return behaviour.key.rpartition("/")[2]


def _is_plain(value: JSON) -> bool:
    """Whether a value may be a key; nothing, and what holds others, is none."""
    return isinstance(value, str | int | float) and bool(str(value).strip())
