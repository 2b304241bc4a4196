"""Where in a body the record or the list stands: at its top, under an object that wraps it, or alone in an array.

A place is a tuple of reference tokens; ``0`` (`ONLY`) stands for the one record of an array: ``("Invoices", "0")``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_server.openapi.reading import name_words
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Properties, Schemas

Place = tuple[str, ...]

ONLY = "0"
_WRAPPED = 3
"""The most properties that a body has around a record: JSON:API's `data`, `meta` and `included`."""
_ENVELOPES = 2
"""The most envelopes around the one that holds a record or a list: ``{"result": {"data": {"items": []}}}``."""
_AROUND = 8
"""The most properties around an array that holds the record alone."""
_BESIDE = frozenset(("link", "links", "error", "errors", "warnings", "included", "facets", "parameters"))
"""What stands in arrays of objects beside a list: no records of it, unless the path has their name."""

LISTS = frozenset(("data", "items", "results", "values", "value", "entries", "records", "elements", "content", "list"))
"""What an array is called, without case and marks, that is the list of an answer."""


def envelope(
    schemas: Schemas,
    request: Schema | None,
    answer: Schema | None,
    has_key: Callable[[Schema | None], bool],
    noun: str = "",
) -> Place:
    """Where in a request's body the record stands: in an array, or under the one member that wraps it; else the top.

    ``has_key`` says whether objects of a schema have the record's key, ``noun`` is the collection's last word.
    """
    if schemas.properties(items := schemas.items(request)) and _is_array(schemas, request):
        return (ONLY,) if items is not None else ()
    sent, shown = schemas.properties(request), schemas.properties(answer)
    if len(sent) > _WRAPPED or has_key(request):
        return ()
    wrappers = [name for name, item in sent.items() if schemas.properties(_inner(schemas, item))]
    if len(wrappers) > 1:
        wrappers = [name for name in wrappers if alike(name, noun)]
    if len(wrappers) != 1:
        return ()
    (name,) = wrappers
    inner = schemas.properties(_inner(schemas, sent[name]))
    place = (name, ONLY) if _is_array(schemas, sent[name]) else (name,)
    bare = _inner(schemas, answer) if _is_array(schemas, answer) else answer
    if name not in shown and len(inner.keys() & schemas.properties(bare).keys()) * 2 > len(inner):
        return place  # the answer shows bare what the request wraps
    if name not in shown and not has_key(answer) and _is_wrapped_otherwise(schemas, shown, inner, has_key):
        return place
    if has_key(answer):
        return ()
    again = _inner(schemas, shown.get(name))
    common = inner.keys() & schemas.properties(again).keys()
    return place if (common or alike(name, noun)) and (has_key(again) or len(shown) == 1) else ()


def _is_wrapped_otherwise(
    schemas: Schemas, shown: Properties, inner: Properties, has_key: Callable[[Schema | None], bool]
) -> bool:
    """Whether an answer wraps under another name what a request wraps: `catalog_object` shows what `object` takes.

    Of several, each item of an array may hold one: `results[].order`.
    """
    members = [item for item in map(partial(_inner, schemas), shown.values()) if has_key(item)]
    several = [schemas.items(item) for item in shown.values() if _is_array(schemas, item)]
    members += [held for item in several for held in schemas.properties(item).values() if has_key(held)]
    common = [len(inner.keys() & schemas.properties(item).keys()) for item in members]
    return max(common, default=0) * 2 > len(inner)


def find_record(
    schemas: Schemas, schema: Schema | None, like: set[str], key: str | None, noun: str = ""
) -> Place | None:
    """Where in an answer of ``schema`` an object like one with the properties ``like`` and the key stands."""
    best: tuple[float, Place] | None = None
    held: dict[Place, int] = {}
    for path, candidate, around in _objects(schemas, schema):
        names = set(schemas.properties(candidate))
        common = names & like - {key}
        if key not in names and len(common) == 1:
            (only,) = common
            common = set() if key in schemas.properties(schemas.properties(candidate)[only]) else common
        if not (common or key in names):
            continue
        is_whole = path == (ONLY,) and key in names
        if path[-1:] == (ONLY,) and not is_whole and not _alone(path, around, common, like, noun):
            continue
        held[path] = len(common)
        score = 2.0 * len(names & like) / max(1, len(like)) + (1.0 if key in names else 0.0) - 0.1 * len(path)
        if best is None or score > best[0]:
            best = (score, path)
    if best is None or best[0] <= 0:
        return None
    above = [path for path in held if ONLY in best[1] and path == best[1][: len(path)] and path != best[1]]
    return next((path for path in above if held[path] and held[path] >= held[best[1]]), best[1])


def find_holder(schemas: Schemas, schema: Schema | None, has_key: Callable[[Schema | None], bool]) -> Place | None:
    """Where in an answer of ``schema`` the outermost object with a key stands, in no array within it."""
    held = ((path, item) for path, item, _ in _objects(schemas, schema) if path == (ONLY,) or ONLY not in path)
    return min((path for path, item in held if has_key(item)), key=len, default=None)


def is_wrapped(schemas: Schemas, schema: Schema | None, place: Place) -> bool:
    """Whether an answer is little more than the one object at a place: `data`, beside `meta` and `links`."""
    known = schemas.properties(schema)
    objects = [name for name, item in known.items() if schemas.properties(_inner(schemas, item))]
    return len(place) == 1 and len(known) <= _WRAPPED and objects == [place[0]]


def outermost(
    schemas: Schemas,
    schema: Schema | None,
    place: Place,
    like: set[str],
    has_key: Callable[[Schema | None], bool],
    above: Collection[str] = (),
) -> Place:
    """``place``, or an object around it that has a key too, and of ``like`` at least half as much as what is there.

    A record may hold others of its kind, that may be of many kinds: a payment the booking that tells of its source.
    What is inside a record of those ``above`` is no record of its own.
    """
    most = len(schemas.properties(schemas.below(schema, place)).keys() & like)
    for path in (place[:depth] for depth in range(len(place))):
        item = schemas.below(schema, path)
        common = len(schemas.properties(item).keys() & like)
        is_around = (common > 1 and common * 2 >= most) or plain(place[len(path)]) in above
        if ONLY not in place and is_around and has_key(item):
            return path
    return place


def around_key(
    schemas: Schemas, schema: Schema | None, place: Place, has_key: Callable[[Schema | None], bool]
) -> Place:
    """``place``, or where it has no key of its own the next around it with one, else with a member of the server's."""
    if ONLY in place or has_key(schemas.below(schema, place)):
        return place
    above = [place[:depth] for depth in range(len(place) - 1, -1, -1)]
    found = next((path for path in above if has_key(schemas.below(schema, path))), None)
    if found is None:
        found = next((path for path in above if _is_owned(schemas, schemas.below(schema, path))), place)
    return found


def _is_owned(schemas: Schemas, schema: Schema | None) -> bool:
    """Whether an object has a member of which the document says that it is the server's."""
    members = (schemas.follow(item) for item in schemas.properties(schema).values())
    return any(isinstance(item, dict) and item.get("readOnly") is True for item in members)


def inside(schemas: Schemas, record: Schema | None, like: set[str]) -> Place:
    """Where within a record of this schema what is sent stands: at its top, or in the member that has most of it."""
    place = find_record(schemas, record, like, None)
    if not place or ONLY in place:
        return ()
    held = [len(like & schemas.properties(schemas.below(record, path)).keys()) for path in (place, ())]
    is_at_top = held[1] > 1 and held[1] * 2 >= held[0]
    return place if held[0] > held[1] and held[0] * 2 >= len(like) and not is_at_top else ()


def find_list(
    schemas: Schemas, schema: Schema | None, noun: str = "", like: Collection[str] = (), depth: int = 0
) -> Place | None:
    """Where in an answer of ``schema`` the array of records stands: of several that whose items have most of ``like``.

    One with the collection's last word ``noun`` comes first.
    """
    if schema is None:
        return None
    if _is_array(schemas, schema):
        return ()
    known = schemas.properties(schema)
    arrays = [name for name, item in known.items() if _is_array(schemas, item)]
    members = {name: schemas.properties(schemas.items(known[name])).keys() for name in arrays}
    named = [name for name in arrays if alike(name, noun) and members[name]]
    objects = [name for name in arrays if members[name] and plain(name) not in _BESIDE]
    objects.sort(key=lambda name: -len(members[name] & {*like}))
    if named or objects or any(plain(name) not in _BESIDE for name in arrays):
        return ((named or objects or arrays)[0],)
    for name, item in known.items():
        inner = [key for key, value in schemas.properties(item).items() if _is_array(schemas, value)]
        if len(inner) == 1:
            return (name, inner[0])
    sole = _sole(schemas, known) if not arrays and depth < _ENVELOPES else None
    below = find_list(schemas, known[sole], noun, like, depth + 1) if sole is not None else None
    return (sole, *below) if sole is not None and below else (arrays[0],) if arrays else None


def _sole(schemas: Schemas, members: Properties) -> str | None:
    """The one object among the few members of an envelope: `result` beside `id` and `jsonrpc`."""
    held = [name for name, item in members.items() if schemas.properties(item)]
    return held[0] if len(held) == 1 and len(members) <= _WRAPPED else None


def held_in(schemas: Schemas, item: Schema | None, wanted: Collection[str]) -> str | None:
    """The one member of a list's item that holds the record of these members, where the item does not have them."""
    members, known = schemas.properties(item), set(wanted)
    if not known or len(members.keys() & known) * 2 > len(known):
        return None
    found = [name for name, inner in members.items() if len(schemas.properties(inner).keys() & known) * 2 > len(known)]
    return found[0] if len(found) == 1 else None


def held_alone(
    schemas: Schemas, schema: Schema | None, noun: str, like: Collection[str], wanted: Collection[str]
) -> Place | None:
    """Where in an answer the one item of an array stands that holds the record in a member: `results[].order`."""
    place = find_list(schemas, schema, noun, like)
    item = schemas.items(schemas.below(schema, place)) if place is not None else None
    return None if place is None or item is None or held_in(schemas, item, wanted) is None else (*place, ONLY)


def is_alone(schemas: Schemas, schema: Schema | None, place: Place | None) -> bool:
    """Whether the place is that of the one record of an array."""
    if not place or place[-1] != ONLY:
        return False
    return _is_array(schemas, schemas.below(schema, place[:-1]))


def alike(one: str, other: str) -> bool:
    """Whether two names are one but for case, marks and number."""
    return bool(other) and not _singulars(plain(one)).isdisjoint(_singulars(plain(other)))


plain = name_words.plain
"""A name without case and marks."""


def _singulars(word: str) -> set[str]:
    return {word, singular(word), word.removesuffix("s"), word.removesuffix("es")}


def _alone(path: Place, around: int, common: set[str], like: set[str], noun: str) -> bool:
    """Whether an array in an answer is the envelope of one record: its items are alike, few members are beside it."""
    named = len(path) > 1 and alike(path[-2], noun)
    if like:
        return len(common) * 2 >= len(like) or (named and bool(common))
    return around <= _AROUND and (named or around <= 1)


def _objects(
    schemas: Schemas, schema: Schema | None, path: Place = (), depth: int = 0, around: int = 0
) -> Iterator[tuple[Place, Schema | None, int]]:
    """Objects in a schema, at most two levels below its envelopes, each with its place and how many members its owner
    has.
    """
    if _is_array(schemas, schema):
        items = schemas.items(schema)
        if schemas.properties(items):
            yield (*path, ONLY), items, around
        return
    known = schemas.properties(schema)
    if known:
        yield path, schema, around
    if depth < 2:
        sole = _sole(schemas, known) if len(path) < _ENVELOPES else None
        for name, item in known.items():
            if schemas.types(item) & {"object", "array"}:
                yield from _objects(schemas, item, (*path, name), depth + (name != sole), len(known))


def _inner(schemas: Schemas, schema: JSON) -> Schema | None:
    return schemas.items(schema) if _is_array(schemas, schema) else schema


def _is_array(schemas: Schemas, schema: JSON) -> bool:
    return schema is not None and "array" in schemas.types(schema)
