"""Which property of a record holds its key, and by which names requests and answers know it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour.field_names import is_secret_name
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.behaviour.resources import USUAL, noun
from mock_server.openapi.reading.name_words import words
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_BLANK = re.compile(r"\{[^{}]*\}|\*|\[\^/\]\+")
"""What stands for a segment in a text about a path."""
_SYSTEM = frozenset(("sys", "system", "meta", "metadata"))
"""What an object is called, without case and marks, that holds what the server says of a record."""
_KEYS = ("id", "uuid", "guid", "key", "uid", "sid", "gid", "name", "slug", "code", "identifier", "number")


def key_property(
    schemas: Schemas, schema: Schema | None, parameter: str | None, resource: Resource | None
) -> str | None:
    """The property of a record that holds its key: see `key_names`, the first that the record has."""
    return ranked_key(schemas, schema, parameter, resource)[0]


def key_within(schemas: Schemas, schema: Schema | None, sent: Schema | None, resource: Resource) -> tuple[str, ...]:
    """Where in a record without a key of its own the one object stands that shows it, among what the server says of the
    record: `sys.id`. What callers give there is theirs.
    """
    if is_told_apart(schemas, schema, resource.key, resource):
        return ()
    about = {name: item for name, item in schemas.properties(schema).items() if plain(name) in _SYSTEM}
    found = [name for name, item in about.items() if is_told_apart(schemas, item, resource.key, resource)]
    if len(found) != 1:
        return ()
    name = key_property(schemas, about[found[0]], resource.key, resource)
    given = schemas.properties(schemas.below(sent, (found[0],)))
    return (found[0], name) if name is not None and name not in given else ()


def naming(schemas: Schemas, sent: Schema | None, shown: Schema | None, resource: Resource) -> str | None:
    """The property of a body that tells which record of a collection is meant.

    A mere name does where records show nothing likelier for their key; else it is what the record is to be called, and
    whose record is meant (the caller's own, say) nobody knows.
    """
    found = key_property(schemas, sent, resource.key, resource)
    if found is None or is_told_apart(schemas, {"properties": {found: True}}, resource.key, resource):
        return found
    own = key_property(schemas, shown, resource.key, resource)
    return found if own is None or plain(own) == plain(found) else None


def ranked_key(
    schemas: Schemas, schema: Schema | None, parameter: str | None, resource: Resource | None
) -> tuple[str | None, int]:
    """As `key_property`, with its rank: of two properties the one of lower rank is more likely the key.

    What is found by a secret (``/invitations/{token}``) has that for its key, be it shown under another word for it
    (``secret``), and no name that people gave it. Of ``/secrets/{secret}`` the word says of what kind the record is.
    """
    properties = schemas.properties(schema)
    by_plain = {plain(name): name for name in reversed(list(properties))}

    def is_one_value(name: str) -> bool:
        """Whether a property may be a key: it is one value and no file, or the path takes several."""
        return not _is_compound(schemas, properties[name]) or _takes_compound(schemas, parameter, resource)

    for name in {*key_names(parameter, resource)} & by_plain.keys():
        if not is_one_value(by_plain[name]):
            del by_plain[name]
    likely, weak = _likely_names(parameter, resource), weak_names(parameter, resource)
    told = [
        name for name in weak if name in by_plain and _is_told_as_path(schemas, properties[by_plain[name]], resource)
    ]
    likely = (*told, *likely)
    vague = _vague_names(parameter) if _nameless(schemas, resource) else ()
    for rank, name in enumerate(likely):
        if name in by_plain and not (name in vague and _is_text(schemas, properties[by_plain[name]])):
            return by_plain[name], rank
    tail = words(parameter or "")[-2:]
    alike = [name for name in properties if len(tail) == 2 and words(name)[-2:] == tail and is_one_value(name)]
    if alike:
        return alike[0], len(likely)
    if is_secret_name(parameter or "") and plain(parameter or "") != singular(plain(noun(resource))):
        secrets = [name for name in properties if is_secret_name(name) and is_one_value(name)]
        if secrets:
            return (secrets[0], len(likely)) if len(secrets) == 1 else (None, len(USUAL) * 3)
    for rank, name in enumerate(weak, len(likely) + 1):
        if name in by_plain and not (_nameless(schemas, resource) and _is_text(schemas, properties[by_plain[name]])):
            return by_plain[name], rank
    return None, len(USUAL) * 3


def _is_told_as_path(schemas: Schemas, schema: Schema | None, resource: Resource | None) -> bool:
    """Whether a property's text says that its value is the path of its record: ``shelves/{shelf}/books/{book}``."""
    told = schemas.said_of(schema if schema is not None else True)
    text = _BLANK.sub("{}", f"{told.get('description')} {told.get('pattern')}")
    return bool(noun(resource)) and re.search(rf"(?<![\w-]){re.escape(noun(resource))}/\{{\}}", text) is not None


def _is_compound(schemas: Schemas, schema: Schema | None) -> bool:
    return not schemas.types(schema).isdisjoint(("array", "object")) or schemas.keyword(schema, "format") == "binary"


def _nameless(schemas: Schemas, resource: Resource | None) -> bool:
    """Whether the path names a record by a number or a UUID, which no name is."""
    at = resource.key_schema if resource is not None else None
    return schemas.keyword(at, "format") == "uuid" or set() < schemas.types(at) - {"null"} <= {"integer", "number"}


def _is_text(schemas: Schemas, schema: Schema | None) -> bool:
    return schemas.types(schema) - {"null"} == {"string"} and schemas.keyword(schema, "format") != "uuid"


def _takes_compound(schemas: Schemas, parameter: str | None, resource: Resource | None) -> bool:
    """Whether the path names a record by an object or an array."""
    if resource is None or resource.key is None or parameter != resource.key:
        return False
    return _is_compound(schemas, resource.key_schema)


def vague_key(schemas: Schemas, schema: Schema | None, resource: Resource) -> str | None:
    """The text called number or code of a record that a path names by a number or a UUID, which its value may be."""
    vague = _vague_names(resource.key) if _nameless(schemas, resource) else ()
    found = (name for name, item in schemas.properties(schema).items() if plain(name) in vague)
    return next((name for name in found if _is_text(schemas, schemas.properties(schema)[name])), None)


def key_names(parameter: str | None, resource: Resource | None) -> tuple[str, ...]:
    """Names that a record's key may have, without case and marks, the most likely first.

    The path parameter's own name, what it ends in, then what keys are usually called; a name or a slug is a key only
    where the parameter says so or nothing else is there.
    """
    return tuple(dict.fromkeys((*_likely_names(parameter, resource), *weak_names(parameter, resource))))


def is_told_apart(schemas: Schemas, schema: Schema | None, parameter: str | None, resource: Resource | None) -> bool:
    """Whether objects of a schema have a property that is named as keys are: no mere name, no number or code."""
    wanted = set(_likely_names(parameter, resource)) - _vague_names(parameter)
    takes_compound = _takes_compound(schemas, parameter, resource)
    return any(
        plain(name) in wanted and (takes_compound or not _is_compound(schemas, item))
        for name, item in schemas.properties(schema).items()
    )


def _vague_names(parameter: str | None) -> set[str]:
    """What a key is called that may as well be a number or a code of something else, unless the path calls it so."""
    own = plain(parameter or "")
    return {name for name in USUAL[5:] if not own.endswith(name)}


def _likely_names(parameter: str | None, resource: Resource | None) -> tuple[str, ...]:
    owner = singular(plain(noun(resource)))
    found: list[str] = []
    if parameter is not None:
        own = plain(parameter)
        last = [word for word in words(parameter)[1:][-1:] if word.endswith(_KEYS) and word not in _KEYS[:1]]
        found += [own, *last, *(suffix for suffix in _KEYS if own.endswith(suffix) and own != suffix)]
        found += [f"{owner}{own}", f"{own}id"] if owner else [f"{own}id"]
        found += [word for word in words(parameter)[1:][-1:] if len(word) > 1]
    return tuple(dict.fromkeys((*found, "id", f"{owner}id", *USUAL[1:])))


def weak_names(parameter: str | None, resource: Resource | None) -> tuple[str, ...]:
    """Names, without case and marks, that a key may have where nothing likelier is there."""
    owner = singular(plain(noun(resource)))
    spelled = (f"{plain(parameter)}name",) if parameter is not None else ()
    own = (owner,) if owner and parameter is not None and owner in plain(parameter) else ()
    return (*own, *spelled, "name", "slug")
