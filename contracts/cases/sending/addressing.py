"""Which record an exchange is about: the key in a request, the key in an answer, the ledger's entry for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.key_members import nested_key
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.path_keys import PathKeys
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from contracts.exchange import Answer
    from contracts.traffic.evidence import Where
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour


_SEE_OTHER = 303
"""Which leads to the result of what was done (RFC 9110 section 15.4.4)."""
LINKS = ("_links", "links")
"""The members in which a record has its links (HAL, JSON:API)."""
_OWN = ("href", "self")
"""The members in which a record without links has its own address."""


class Addressing:
    """Reads keys by the behaviours of one document."""

    def __init__(self, behaviours: Mapping[str, Behaviour]) -> None:
        self.behaviours = behaviours
        self._keys = {name: behaviour.key_place for name, behaviour in behaviours.items()}
        self._keys_answered = {b.resource: b.answer_key for b in behaviours.values() if b.answer_key}
        self._parameters = {b.resource: b.key_parameter for b in behaviours.values() if b.resource and b.key_parameter}
        self.claimed: dict[str, set[str]] = {}
        """By operation the members that were sent although they are the server's own: they prove nothing."""
        self._nested = {b.resource: names[-2:] for b in behaviours.values() if (names := nested_key(b))}
        self._removable = {b.resource for b in behaviours.values() if b.action == "delete"}
        self.path_keys = PathKeys(behaviours)
        self.assigned: set[str] = set()
        """Creates for which the service assigns the key although a body may name one."""
        self.misnamed: set[str] = set()
        """Resources whose creates answer with the key of something else."""
        self.led_by: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
        """What led to the records that creates answered: a path of their own names fewer parents than their removal."""

    def learn(self, behaviour: Behaviour) -> None:
        """Read this create's keys by what was learnt of it: the service assigns them."""
        self._keys[behaviour.operation.id] = behaviour.key_place
        self.assigned.add(behaviour.operation.id)

    def removable(self, resource: str) -> bool:
        """Whether the document has an operation that removes records of this resource."""
        return resource in self._removable

    def answered_key(self, behaviour: Behaviour, body: JSON) -> JSON:
        """The key in the answer to a create, None where it has none, or that of something else."""
        if behaviour.resource in self.misnamed:
            return None
        path, body = behaviour.answer_path, _alone(behaviour, body)
        found = pointers.at(body, path) if path is not None else self._undocumented(behaviour, body)
        return self._last_of(behaviour, found) if is_key(found) else None

    def _last_of(self, behaviour: Behaviour, key: JSON) -> JSON:
        """The key in a name that is the path of its record (``shelves/7``), as it is where it is no such name."""
        if not isinstance(key, str) or "/" not in key:
            return key
        parts = key.split("/")
        for other in self.behaviours.values():
            place = self._keys[other.operation.id]
            if other.resource == behaviour.resource and place is not None and place.location == "path":
                tail = other.operation.path.split("/")[-len(parts) :]
                if tail[-1] == f"{{{place.names[0]}}}" and _fits(tail[:-1], parts):
                    return parts[-1]
        return key

    def _undocumented(self, behaviour: Behaviour, body: JSON) -> JSON:
        """The key in an answer of which no schema tells where it stands: the one member that has its name.

        It is at the top, or in one of the objects there; its name is that of the parameter of the record's path, or
        `id` where that ends so.
        """
        parameter = self._parameters.get(behaviour.resource or "", "")
        if behaviour.action != "create" or behaviour.key is not None or not parameter or not isinstance(body, dict):
            return None
        plain = parameter.lower().replace("_", "").replace("-", "")
        names = (plain, "id") if plain.endswith("id") else (plain,)
        for level in ([body], [item for item in body.values() if isinstance(item, dict)]):
            for name in names:
                found = [
                    v for item in level for n, v in item.items() if n.lower().replace("_", "") == name and is_key(v)
                ]
                if found:
                    return found[0] if len(found) == 1 else None
        return None

    def located_key(self, behaviour: Behaviour, answer: Answer | None) -> str | None:
        """The key in the path that the answer's Location names (RFC 9110 section 10.2.2), None where it names none."""
        return self._of_address(behaviour, answer.header("Location") if answer is not None else None)

    def linked_key(self, behaviour: Behaviour, body: JSON, sent: Collection[str] = ()) -> str | None:
        """The key in the path that the link `self` of an answer's record names (HAL, JSON:API), or the member that has
        its address and is none that may be ``sent``; None for none.
        """
        record, names = self.record(behaviour, body), (*LINKS, *(name for name in _OWN if name not in sent))
        links = {name: record[name] for name in names if name in record} if isinstance(record, dict) else {}
        return self._of_address(behaviour, own_address(links))

    def leads_to_new(self, behaviour: Behaviour, answer: Answer | None) -> bool:
        """Whether a create is answered with 303 and the address of a record of its resource."""
        if behaviour.action != "create" or answer is None or answer.status != _SEE_OTHER:
            return False
        return self.located_key(behaviour, answer) is not None

    def _of_address(self, behaviour: Behaviour, location: str | None) -> str | None:
        """The key in the path that an address names, where that is a record of the resource."""
        if not location or behaviour.resource is None:
            return None
        path = location.partition("?")[0].partition("#")[0].rstrip("/")
        for other in self.behaviours.values():
            part = self._keys[other.operation.id]
            template = other.operation.path.rstrip("/")
            if other.resource != behaviour.resource or part is None or part.location != "path":
                continue
            before, _, after = template.rpartition("}")
            if not before.endswith(f"{{{part.names[0]}") or "/" in after:
                continue
            found = other.operation.read_path(path)
            if found is not None:
                return found[part.names[0]]
        return None

    def record(self, behaviour: Behaviour, body: JSON) -> JSON:
        """The record in an answer, None where it shows none."""
        return pointers.at(_alone(behaviour, body), behaviour.record, None) if behaviour.record is not None else None

    def items(self, behaviour: Behaviour, body: JSON) -> list[tuple[str | None, JSON]]:
        """The records of a list in an answer, each with its key where it shows one."""
        found = self.record(behaviour, body)
        if not isinstance(found, list):
            found = body
        if isinstance(found, dict):
            found = next((value for value in found.values() if isinstance(value, list)), None)
        if not isinstance(found, list):
            return []
        if (holds := behaviour.each_in) is not None:
            found = [item.get(holds, item) if isinstance(item, dict) else item for item in found]
        place = self._nested.get(behaviour.resource) or (self.key_name(behaviour),)
        keys = [pointers.at(item, place, None) if isinstance(item, dict) else item for item in found]
        keys = [
            self._of_address(behaviour, own_address(item)) if key is None else key
            for key, item in zip(keys, found, strict=True)
        ]
        good = [str(self._last_of(behaviour, key)) if is_key(key) else None for key in keys]
        return list(zip(good, found, strict=True))

    def key_name(self, behaviour: Behaviour) -> str:
        """The member of a record that holds its key."""
        answer = self._keys_answered.get(behaviour.resource)
        return behaviour.property or (behaviour.answer_key or answer or "id").rpartition("/")[2]

    def without_key(self, behaviour: Behaviour, body: JSON) -> JSON:
        """A request's body without the key that it chooses, and without what no client may write; None for no body."""
        part, claimed = self._keys[behaviour.operation.id], self.claimed.get(behaviour.operation.id, ())
        if claimed and isinstance(body, dict):
            body = {name: value for name, value in body.items() if name not in claimed}
        if behaviour.action == "create" and part is None and isinstance(body, dict):  # the service assigns the key
            body = {name: value for name, value in body.items() if name != behaviour.property}
        if body is MISSING or part is None or part.location != "body" or not isinstance(body, dict):
            return None if body is MISSING else body
        return {name: value for name, value in body.items() if name != part.names[0]} if len(part.names) == 1 else body

    def key(self, reading: Reading | None, behaviour: Behaviour | None) -> JSON:
        """The key in a request, of whatever type was sent; whole numbers as text."""
        if reading is None or behaviour is None:
            return None
        part = self._keys[behaviour.operation.id]
        found = part.find(reading.path, reading.query, reading.body) if part is not None else None
        return str(found) if isinstance(found, int) and not isinstance(found, bool) else found

    def entry(self, reading: Reading | None, behaviour: Behaviour | None, key: JSON) -> LedgerEntry | None:
        """The ledger's entry for this key, None where nothing could remove it."""
        if reading is None or behaviour is None or behaviour.resource is None or not isinstance(key, str):
            return None
        if not self.removable(behaviour.resource):
            return None
        if behaviour.shown_parents and behaviour.resource not in self.path_keys.callers:
            return None
        return self.entry_of(behaviour.resource, key, self.parents(reading, behaviour))

    def entry_of(self, resource: str, key: str, parents: tuple[tuple[str, str], ...]) -> LedgerEntry:
        """The ledger's entry for a record, with what led to its create where ``parents`` are but some of that."""
        known = self.led_by.get((resource, key), ())
        return LedgerEntry(resource, key, known if set(parents) < set(known) else parents)

    def parents(self, reading: Reading | None, behaviour: Behaviour) -> tuple[tuple[str, str], ...]:
        """The other path parameters of the request, as the removal of the record names them."""
        return self.path_keys.parents(behaviour, reading.path) if reading is not None else ()

    def where(self, reading: Reading | None, behaviour: Behaviour | None, key: JSON) -> Where | None:
        """The record that a request of this key is about, None where it is about none."""
        if behaviour is None or behaviour.resource is None or not isinstance(key, str):
            return None
        return behaviour.resource, self.above(reading, behaviour), key

    def named(
        self, reading: Reading | None, behaviour: Behaviour | None
    ) -> tuple[str, tuple[str, ...], tuple[str, tuple[str, ...]]] | None:
        """Where query or body of a request for a record that is there has its key, and the resource with the keys
        above.
        """
        place = behaviour.key_place if behaviour is not None and behaviour.action != "create" else None
        if behaviour is None or place is None or place.location not in ("query", "body"):
            return None
        return (
            place.location,
            place.names,
            (behaviour.resource or behaviour.acts_on or "", self.above(reading, behaviour)),
        )

    def above(self, reading: Reading | None, behaviour: Behaviour) -> tuple[str, ...]:
        """The keys of the records above the one that a request is about, as far as they tell it from others."""
        return self.path_keys.above(behaviour, reading.path) if reading is not None else ()

    def above_entry(self, entry: LedgerEntry) -> tuple[str, ...]:
        """As `above`, of an entry of the ledger."""
        return self.path_keys.cut(entry.resource, [value for _, value in entry.path])

    def hard(self, behaviour: Behaviour, reading: Reading) -> bool:
        """Whether this delete is for good."""
        if behaviour.soft is None:
            return True
        part = behaviour.soft.unless_place
        value = part.find(reading.path, reading.query, reading.body) if part is not None else None
        return str(value).lower() in ("true", "1", "yes", "on")


def _fits(template: list[str], parts: list[str]) -> bool:
    """Whether segments of a path are those of a template, of which the last one has to be a text."""
    if len(template) != len(parts) - 1 or template[-1].startswith("{"):
        return False
    return all(known == part or known.startswith("{") for known, part in zip(template, parts, strict=False))


def own_address(record: JSON) -> str | None:
    """Where a record says that it is found: by its link `self` (HAL, JSON:API), or a member of a usual name."""
    if not isinstance(record, dict):
        return None
    links = record.get("_links", record.get("links"))
    found = links.get("self") if isinstance(links, dict) else record.get("href", record.get("self"))
    found = found.get("href") if isinstance(found, dict) else found
    return found if isinstance(found, str) else None


def without_address(record: Mapping[str, JSON]) -> dict[str, JSON]:
    """A record without the members that may say where it is found."""
    return {name: value for name, value in record.items() if name not in (*LINKS, *_OWN)}


def is_key(value: JSON) -> bool:
    """Whether a value of an answer can be sent back as a key; a text with half a surrogate pair has no octets."""
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)
    return isinstance(value, int) and not isinstance(value, bool)


def _alone(behaviour: Behaviour, body: JSON) -> JSON:
    """What a create shows: the record itself too where that is alone in a list, as rows come from a database, and the
    document has none."""
    listed = "0" in (*behaviour.envelope, *(behaviour.record or ())[:1])
    alone = isinstance(body, list) and len(body) == 1 and isinstance(body[0], dict)
    return body[0] if behaviour.action == "create" and alone and not listed else body
