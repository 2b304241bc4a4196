"""Members of a record that tell the record above it, which its path names: ``project: {id}``, ``org: acme``.

A flat key that is spelled like the path's own (``projectId`` below ``/projects/{projectId}``) is the affair of whoever
makes records; here is what it takes the document to know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour import places, resources
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from mock_server.openapi.behaviour.operation_relations import OperationRelations
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_KEYS = ("id", "uuid", "guid", "gid", "uid", "key", "login", "slug", "code", "username", "fullname", "name")
"""Members of an object by which it may be named, the most likely first."""

_ABOVE = ("parent", "owner", "container")
"""What records call whatever they are below."""

_OF_A_KEY = re.compile(r"(?:uuid|guid|id|key|slug)$")
_SHORT = 3
"""The fewest letters of a word that may stand for a longer one: `repo`, `org`."""


class ParentMember(NamedTuple):
    """One member: its place in the record; the path parameter that names the record above; the resource of that one,
    None where no path has it, and the parameters of what is above it in turn; the members of the object that may hold
    its key, none where the member itself is the key."""

    place: tuple[str, ...]
    parameter: str
    owner: str | None
    above: tuple[str, ...]
    keys: tuple[str, ...]


class _Above(NamedTuple):
    """A record that a path leads through: the word before it, its parameter, what it is one of, what is above it."""

    word: str
    parameter: str
    resource: Resource | None
    above: tuple[str, ...]
    is_last: bool


def parent_members(
    schemas: Schemas, known: OperationRelations, path: str, key: str, record: Schema | None, taken: AbstractSet[str]
) -> tuple[ParentMember, ...]:
    """The members of a record of the collection at ``path`` that tell the records above it.

    ``key`` is the path parameter of the record's own key, ``taken`` are members that requests give: a vague name is one
    of the server's alone.
    """
    members = schemas.properties(record)
    found: dict[tuple[str, ...], ParentMember] = {}
    for one in reversed(_above(known, path, key)):
        for place in _named(schemas, known, one, record, taken):
            shown = schemas.below(record, place)
            keys = _keys(schemas, one, shown)
            if "array" in schemas.types(shown) or (schemas.properties(shown) and not keys):
                continue
            owner = one.resource.name if one.resource is not None else None
            found.setdefault(place, ParentMember(place, one.parameter, owner, one.above, keys))
    order = list(members)
    return tuple(sorted(found.values(), key=lambda member: order.index(member.place[0])))


def as_named(
    found: tuple[ParentMember, ...], parents: tuple[str, ...], names: tuple[str, ...]
) -> tuple[ParentMember, ...]:
    """The members, by the names that another path has for the same parents; none where it has not as many."""
    if len(parents) != len(names) or parents == names:
        return ()
    other = dict(zip(parents, names, strict=True))
    known = (member for member in found if member.parameter in other)
    return tuple(
        member._replace(parameter=other[member.parameter], above=tuple(other.get(name, name) for name in member.above))
        for member in known
    )


def _above(known: OperationRelations, path: str, key: str) -> list[_Above]:
    """The records that a path leads through, the outermost first."""
    segments = path_templates.in_segments(path_templates.on_the_wire(path)).split("/")
    found = list[_Above]()
    for index, segment in enumerate(segments):
        names = path_templates.names(segment)
        if segment[:1] != "{" or segment[-1:] != "}" or len(names) != 1 or names[0] == key:
            continue
        front = "/".join(segments[: index + 1])
        resource = known.resources.get(path_templates.shape(front))
        item = resource.item if resource is not None else None
        is_item = item is not None and path_templates.shape(item) == path_templates.shape(front)
        follows = index + 1 < len(segments) and segments[index + 1].startswith("{")
        before = segments[:index] if not follows else []
        words = [word for word in before if "{" not in word]
        word = words[-1] if words and (is_item or segments[index - 1] == words[-1]) else ""
        above = path_templates.names("/".join(segments[:index]))
        found.append(_Above(word, names[0], resource if is_item else None, above, is_last=False))
    return [*found[:-1], found[-1]._replace(is_last=True)] if found else []


def _named(
    schemas: Schemas, known: OperationRelations, one: _Above, record: Schema | None, taken: AbstractSet[str]
) -> Iterator[tuple[str, ...]]:
    """Where in a record the one above it is told, by its name or by what is shown of it."""
    members = schemas.properties(record)
    spelled = {name for name in members if _is_named(schemas, one, name, members[name])}
    short = [name for name in members if one.word and _is_short_for(schemas, one, name, members[name])]
    nouns = {resources.noun(other) for other in known.resources.values()} - {one.word} if short else set()
    spelled |= {name for name in short if not any(places.alike(_stem(name), noun) for noun in nouns)}
    yield from ((name,) for name in spelled)
    links = schemas.properties(members.get("relationships"))
    for name, item in links.items():  # JSON:API
        if places.plain(name) in _words(one) and schemas.properties(schemas.properties(item).get("data")):
            yield ("relationships", name, "data")
    if one.resource is None or not one.is_last:
        return
    whole = set(schemas.properties(known.record_schema(one.resource)))
    free = {name: set(schemas.properties(item)) for name, item in members.items() if name not in taken}
    same = [name for name, inner in free.items() if len(whole) > 1 and inner == whole]
    vague = [name for name, inner in free.items() if _stem(name) in _ABOVE and _is_vaguely(name, inner, whole)]
    for name in dict.fromkeys((*(same if len(same) == 1 else ()), *vague)):
        if not _is_like(schemas, record, members[name]):
            yield (name,)


def _is_vaguely(name: str, inner: set[str], whole: set[str]) -> bool:
    """Whether a member called `parent` or `owner` is of the record above: a key, or an object of its members."""
    if _is_key(name) or len(inner & whole) * 2 > len(inner):
        return True
    return _stem(name) == _ABOVE[0] and 0 < len(inner) <= len(_ABOVE)


def _is_like(schemas: Schemas, record: Schema | None, shown: Schema) -> bool:
    """Whether what a member shows is a record of the same kind as the one that has it: its own parent of a tree."""
    own, inner = set(schemas.properties(record)), set(schemas.properties(shown))
    return len(inner) > len(_ABOVE) and len(inner & own) * 2 > len(own)


def _words(one: _Above) -> set[str]:
    """What the record above may be called, without case and marks."""
    said = places.plain(one.parameter)
    usual = said in _KEYS
    return {singular(places.plain(one.word)), "" if usual else said, _stem(one.parameter)} - {"", *_KEYS}


def _is_named(schemas: Schemas, one: _Above, name: str, schema: Schema) -> bool:
    if schemas.types(schema) & {"object"}:
        return places.plain(name) in _words(one)
    if "string" in schemas.types(schema) and _is_key(name):
        return False  # a flat key, which the path's text is as it stands
    return (_stem(name) if _is_key(name) else places.plain(name)) in _words(one)


def _is_short_for(schemas: Schemas, one: _Above, name: str, schema: Schema) -> bool:
    """Whether a name and the word of the path are one, but that one of them is cut: ``repository_id``, ``/repos``."""
    word, stem = singular(places.plain(one.word)), _stem(name)
    if not (schemas.types(schema) & {"object"} or _is_key(name)):
        return False
    return min(len(word), len(stem)) >= _SHORT and word != stem and (stem.startswith(word) or word.startswith(stem))


def _is_key(name: str) -> bool:
    return _stem(name) != places.plain(name)


def _stem(name: str) -> str:
    """What a name is the key of: ``repository`` of ``repository_id``."""
    plain = places.plain(name)
    return _OF_A_KEY.sub("", plain) or plain


def _keys(schemas: Schemas, one: _Above, shown: Schema | None) -> tuple[str, ...]:
    """The members of an object that may hold the key by which the path names it, the most likely first."""
    members = schemas.properties(shown)
    by_plain = {places.plain(name): name for name in reversed(list(members))}
    own, word = places.plain(one.parameter), singular(places.plain(one.word))
    wanted = dict.fromkeys((own, f"{word}{own}", f"{word}id", *_KEYS))
    return tuple(by_plain[name] for name in wanted if name in by_plain)
