"""The law of reading back: after a change a record is read as it was sent, and what nobody changed stays as it was.

Both sides are read before and after. What the mock shows has to follow from the request; where the two sides differed
before already, or the mock shows something that nobody sent, nothing is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.laws.echo import NOTHING, is_never_null, removes_by_null
from contracts.laws.same_values import alike, kept, same, text
from contracts.laws.spelled_bodies import as_shown
from contracts.laws.standing_members import is_servers_own
from contracts.traffic.partial_changes import what_stays
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Behaviour, Response, Schemas

UNASKED = "changed, and nothing that was sent changes it"
"""What is told of a member that no change names."""
_GO_DEEP = ("merge-patch", "vnd.api+json")
"""Whose changes leave what they do not name, within objects too (RFC 7396; JSON:API 1.1, updating resources)."""


@dataclass(frozen=True, slots=True)
class Reads:
    """A record as the target and as the mock showed it."""

    target: dict[str, JSON]
    mock: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class ChangeMeaning:
    """What a document says of a change.

    ``deep`` changes leave what they do not name within objects too. ``lasting`` is what a replacement may leave out
    and every record has, by what a read shows or a create asks for, or all of it where the change says that some of
    that stays, and not what (``staying`` is what it names): what becomes of it then is open, and the replacement does
    not hold a whole record, so that the rest of what it leaves out may stay; the key, which the path names, and members
    about which no change decides tell nothing of that. ``sets`` are the members whose items stand in no order.
    ``never_null`` are members that no answer can show as null, where the media type of the change does not say that a
    null removes them: whether it does, gives the default or says nothing is open.
    """

    deep: bool = True
    lasting: frozenset[str] = frozenset()
    sets: frozenset[str] = frozenset()
    never_null: frozenset[str] = frozenset()
    staying: frozenset[str] = frozenset()


def change_meaning(
    schemas: Schemas, change: Behaviour, record: JSON, key: str, create: Behaviour | None = None
) -> ChangeMeaning:
    """The meaning of a change of what is read by the schema ``record``, has its ``key``, and was made by ``create``."""
    request = schemas.below(change.operation.request_schema, change.envelope)
    spelled = schemas.spelled(request, record)
    members = as_shown(spelled, schemas.properties(request))
    needed = as_shown(spelled, dict.fromkeys(schemas.required(request)))
    given = {
        name
        for name, item in members.items()
        if name != key and schemas.keyword(item, "default") is None and not is_servers_own(schemas, name, item)
    }
    made = schemas.below(create.operation.request_schema, create.envelope) if create is not None else None
    asked = as_shown(schemas.spelled(made, record), dict.fromkeys(schemas.required(made)))
    had: tuple[str, ...] = (*schemas.required(record), *asked)
    said, others = what_stays(change.operation, schemas.properties(request).keys() - {key})
    staying = frozenset(as_shown(spelled, dict.fromkeys(said)))
    if others:
        had, given = tuple(members), members.keys() - {key}
    lasting = (name for name in had if name in given and name not in needed)
    shown = {**members, **schemas.properties(record)}
    sets = (name for name, item in shown.items() if schemas.keyword(item, "uniqueItems") is True)
    part = frozenset(lasting if change.action == "replace" else given if _is_open(change) else ())
    named = {} if removes_by_null(change.operation) else schemas.properties(record)
    never_null = frozenset(name for name, item in named.items() if is_never_null(schemas, item))
    return ChangeMeaning(_is_deep(change), part, frozenset(sets), never_null, staying)


def _is_open(change: Behaviour) -> bool:
    """Whether a call that changes the record which its body or query names may replace it: no text says otherwise."""
    place, method = change.key_place, change.operation.method
    called = change.action == "merge" and method == "POST" and place is not None and place.location != "path"
    return called and not change.in_part


def _is_deep(change: Behaviour) -> bool:
    """Whether a change goes into the objects of a record: said by some media types, open in plain JSON."""
    media = change.operation.request_media
    return change.action != "merge" or media is None or any(name in media.name.lower() for name in _GO_DEEP)


def shown_record(schemas: Schemas, response: Response | None, behaviour: Behaviour) -> JSON:
    """The schema of the record that this answer to a read, or to a list, shows."""
    found = schemas.below(response.schema, behaviour.record or ()) if response is not None else None
    if behaviour.action != "list":
        return found
    item = schemas.items(found)
    return item if behaviour.each_in is None else schemas.below(item, (behaviour.each_in,))


@dataclass(frozen=True, slots=True)
class Difference:
    """A member that is not read as it should be, and why."""

    name: str
    expected: str
    observed: str
    message: str


def renamed(before: Reads, after: Reads, name: str) -> Difference | None:
    """Whether the record shows another key than it had: a change is not another record."""
    old, new = before.target.get(name), after.target.get(name)
    if old is None or new is None or same(old, new) or not same(before.mock.get(name), after.mock.get(name)):
        return None
    return Difference(name, text(old), text(new), "is another key than before the change")


def differences(
    before: Reads, after: Reads, sent: JSON, names: Iterable[str], meaning: ChangeMeaning | None = None
) -> Iterator[Difference]:
    """What is wrong with the members of these names after ``sent`` was taken; nothing was sent where it is None.

    Unless a change goes deep by what is written of it, an object that was sent may also stand in the place of the old
    one, whose other members are gone then. What becomes of a value that no answer can show is open (a null where there
    are texts, a number where decimals are shown as texts): the mock makes up another.
    """
    meaning = meaning or ChangeMeaning()
    for name in names:
        read = _in_any_order if name in meaning.sets else _member
        was, wanted = read(before.mock, name), read(after.mock, name)
        old, new = read(before.target, name), read(after.target, name)
        if not (_alike(old, was) or (_is_nothing(old) and _is_nothing(was))) or _alike(new, wanted):
            continue
        named = isinstance(sent, dict) and name in sent
        made_up = named and wanted is not MISSING and not _alike(wanted, read(sent, name))
        made_up = made_up and not (new is MISSING and _is_formed_as(wanted, sent[name]))
        if made_up or (not named and name in (meaning.lasting | meaning.staying)):
            continue
        if named and sent[name] is None and name in meaning.never_null:
            continue
        if new is MISSING and wanted in NOTHING:
            continue
        if _is_nothing(new) and (_is_nothing(wanted) or (_is_nothing(old) and not named)):
            continue  # an empty object that is gone is no change
        if named and not meaning.deep and isinstance(sent[name], dict) and _alike(new, sent[name]):
            continue
        if _alike(wanted, was):
            yield Difference(name, _shown(old), _shown(new), UNASKED)
        elif named and wanted is not MISSING:
            yield Difference(name, _shown(wanted), _shown(new), "is not what was written")
        elif _alike(new, old) and not (new in NOTHING or (meaning.lasting and not named)):
            yield Difference(name, _shown(wanted), _shown(new), "is still what it was before the change")


def unmoved(before: Reads, after: Reads, sent: JSON, places: Iterable[tuple[str, ...]]) -> Iterator[Difference]:
    """The references that were sent, and lead where they led before; a mock, with other keys, tells nothing of it."""
    for place in places:
        wanted, old, new = (pointers.at(value, place) for value in (sent, before.target, after.target))
        if isinstance(wanted, str) and isinstance(old, str) and wanted != old == new:
            yield Difference(place[0], wanted, new, "is still what it was before the change")


def told(found: Iterable[Difference], root: tuple[str, ...], make: Maker) -> Iterator[Finding]:
    """The differences of a record that stands at ``root`` of an answer, as findings."""
    for one in found:
        place = pointers.text((*root, one.name))
        yield make("read-back", place, one.expected, one.observed, f"{place} {one.message}", cause=one.message)


def _member(record: dict[str, JSON], name: str) -> JSON:
    """The member, MISSING where it is absent or null: which of the two is no difference."""
    value = record.get(name)
    return MISSING if value is None else value


def _in_any_order(record: dict[str, JSON], name: str) -> JSON:
    """The member, the items of a list in an order that is the same for the same items."""
    value = _member(record, name)
    return sorted(value, key=repr) if isinstance(value, list) else value


def _alike(one: JSON, other: Any) -> bool:
    """Whether ``one`` is ``other``; objects and lists may have gained some, and lack those that are null."""
    if one is MISSING or other is MISSING:
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_alike(_member(one, name), _member(other, name)) for name in other)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other) and all(map(alike, other, one)):
        return True
    return kept(other, one)


def _is_nothing(value: JSON) -> bool:
    return value is MISSING or value == {}


def _is_formed_as(one: JSON, other: JSON) -> bool:
    """Whether two objects have the same members at all depths: a link to a record, which each side calls otherwise."""
    if not isinstance(one, dict) or not isinstance(other, dict) or not one or one.keys() != other.keys():
        return False
    return all(_is_formed_as(value, other[name]) or type(value) is type(other[name]) for name, value in one.items())


def _shown(value: JSON) -> str:
    return "nothing" if value is MISSING else text(value)
