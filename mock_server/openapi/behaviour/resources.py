"""Finds the resources of a document: collections of records that operations create, read, change and delete.

A path whose last segment is one parameter (``/things/{thingId}``) is an item of the collection before it. Parameters
of the collection's own path are parents: ``/orgs/{org}/repos`` is a collection for each org. A path of a parameter
alone (``/{bucket}``) is an item of the root, whose name is empty, where it is put or deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour.field_names import is_secret_name, is_to_be
from mock_server.openapi.behaviour.made_beside import made_beside
from mock_server.openapi.behaviour.places import alike, plain
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.name_words import words
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_ITEM = re.compile(r"^(?P<collection>.*)/\{(?P<key>[^{}/]+)\}(?P<suffix>\.[a-z]+)?/?$")
_IN_BRACKETS = re.compile(
    r"^(?P<collection>.*[^/{}()](?:\((?:\w+='?\{[^{}/]+\}'?,)+(?=\w+=)|(?=\()))\(?(?:\w+=)?'?\{(?P<key>[^{}/]+)\}'?\)(?P<suffix>)/?$"
)
"""OData's path of a record: ``/Products({ID})``, ``/Orders('{Code}')``, ``/Lines(OrderId={OrderId},No={No})``."""

_BLANK = re.compile(r"\{[^{}]*\}|\*|\[\^/\]\+")
"""What stands for a segment in a text about a path."""
USUAL = ("id", "uuid", "gid", "guid", "pk", "key", "number", "sid", "uid", "code", "identifier")
_KEYS = ("id", "uuid", "guid", "key", "uid", "sid", "gid", "name", "slug", "code", "identifier", "number")


@dataclass(frozen=True, slots=True)
class Resource:
    """A collection of records.

    ``name`` is its path as `path_templates.bare` has it (``orgs/{}/repos``); ``item`` and ``key`` are the path template
    of one record and the parameter in it that carries the key (None where no path has it); ``operations`` work on it.
    """

    name: str
    collection: str
    item: str | None
    key: str | None
    parents: tuple[str, ...]
    operations: list[Operation] = field(default_factory=list, compare=False, repr=False)

    @property
    def key_schema(self) -> Schema | None:
        """The schema of the path parameter that names one record."""
        declared = (item for operation in self.operations for item in operation.parameters if item.location == "path")
        return next((parameter.schema for parameter in declared if parameter.name == self.key), None)

    def parents_in(self, path: str) -> tuple[str, ...]:
        """The parents under the names that this path has for them, where it leads through the same ones."""
        leads, brace, _ = self.collection_shape.rpartition("}")
        if not path_templates.shape(path).startswith(leads + brace):
            return self.parents
        return path_templates.names(path)[: len(self.parents)]

    @property
    def collection_shape(self) -> str:
        """The shape of the collection's path."""
        return path_templates.shape(self.collection)


def find(document: Document) -> dict[str, Resource]:
    """The document's resources by the shape of every path (collection or item) that belongs to one."""
    owners, items = dict[str, Resource](), dict[str, Resource]()
    operations = document.operations
    collections = {
        path_templates.shape(operation.path): operation.path
        for operation in operations
        if operation.method == "POST" and not _names_a_record(operation.path.split("#")[0])
    }
    collections |= {
        path_templates.shape(operation.path): operation.path
        for operation in operations
        if operation.method == "GET"
        and not _names_a_record(operation.path)
        and path_templates.shape(operation.path) not in collections
    }
    bare = path_templates.bare(operation.path for operation in operations)
    changed = {operation.path for operation in operations if operation.method in ("PUT", "DELETE")}
    found_by = {operation.path for operation in operations if operation.method in ("GET", "HEAD", "DELETE")}
    for operation in operations:
        match = _item(operation.path)
        if match is None or not (match["collection"] or operation.path in changed):
            continue
        if is_to_be(match["key"]) and operation.path not in found_by:
            continue
        extension = match["suffix"] or ""
        shape = path_templates.shape(match["collection"] + extension)
        known = owners.get(shape)
        if known is not None and known.item == operation.path:
            known.operations.append(operation)
        if known is not None and (is_likely_key(known.key) or not is_likely_key(match["key"])):
            continue
        collection = collections.get(shape, match["collection"] + extension)
        parents = path_templates.names(match["collection"])
        owners[shape] = Resource(bare[shape], collection, operation.path, match["key"], parents, [operation])
        items[path_templates.shape(operation.path)] = owners[shape]
    found = items | owners | {shape: owner for shape, owner in items.items() if owner.item in changed}
    _pair(found, collections)
    found |= made_beside(found, operations)
    for shape, path in collections.items():
        found.setdefault(shape, Resource(bare[shape], path, None, None, path_templates.names(path)))
    return found


def says_what_is_to_be(operation: Operation, resource: Resource) -> bool:
    """Whether a path ends in what the caller's own record is to be called, where other paths lead to one by its key:
    ``PUT /wallet/{new_name}`` beside ``DELETE /wallet/{id}``.
    """
    return operation.path != resource.item and any(map(is_to_be, path_templates.names(operation.path)[-1:]))


def _item(path: str) -> re.Match[str] | None:
    """The path of one record, taken apart, or None."""
    return _ITEM.match(path) or _IN_BRACKETS.match(path)


def _names_a_record(path: str) -> bool:
    return path.endswith("}") or _IN_BRACKETS.match(path) is not None


def _pair(found: dict[str, Resource], collections: dict[str, str]) -> None:
    """Let ``/boxes`` be the collection of ``/box/{id}``: the words are one but for number, and neither has a twin."""
    for owner in dict.fromkeys(found.values()):
        before, _, word = owner.collection_shape.rpartition("/")
        if owner.item is None or owner.collection_shape in collections:
            continue
        others = [shape for shape in collections if shape not in found and shape.rpartition("/")[0] == before
                  and alike(shape.rpartition("/")[2], word)]  # fmt: skip
        if len(others) != 1:
            continue
        paired = replace(owner, collection=collections[others[0]])
        found |= {shape: paired for shape, known in found.items() if known is owner} | {others[0]: paired}


def items_prefix(name: str) -> str:
    """What the names of resources begin with that lie below the items of the resource of this name."""
    return f"{path_templates.EXTENSION.sub('', name)}/{{}}/".lstrip("/")


def key_property(
    schemas: Schemas, schema: Schema | None, parameter: str | None, resource: Resource | None
) -> str | None:
    """The property of a record that holds its key: see `key_names`, the first that the record has."""
    return ranked_key(schemas, schema, parameter, resource)[0]


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
    for rank, name in enumerate(likely):
        if name in by_plain:
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


def key_names(parameter: str | None, resource: Resource | None) -> tuple[str, ...]:
    """Names that a record's key may have, without case and marks, the most likely first.

    The path parameter's own name, what it ends in, then what keys are usually called; a name or a slug is a key only
    where the parameter says so or nothing else is there.
    """
    return tuple(dict.fromkeys((*_likely_names(parameter, resource), *weak_names(parameter, resource))))


def is_told_apart(schemas: Schemas, schema: Schema | None, parameter: str | None, resource: Resource | None) -> bool:
    """Whether objects of a schema have a property that is named as keys are: no mere name, no number or code."""
    own = plain(parameter or "")
    vague = {name for name in USUAL[5:] if not own.endswith(name)}
    wanted = set(_likely_names(parameter, resource)) - vague
    takes_compound = _takes_compound(schemas, parameter, resource)
    return any(
        plain(name) in wanted and (takes_compound or not _is_compound(schemas, item))
        for name, item in schemas.properties(schema).items()
    )


def parent_names(before: str, parameter: str) -> tuple[str, ...]:
    """Names, without case and marks, of a property that holds the key of a parent: the path parameter after ``before``.

    The parameter's own name where it says more than a record's own key would, or that of the collection before it: of
    ``/posts/{id}`` it is ``postId``.
    """
    one, own = singular(plain(before)), plain(parameter)
    said = () if own in USUAL else (own,)
    return *said, f"{one}{own}", f"{one}id", f"{plain(before)}id"


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


def is_likely_key(parameter: str | None) -> bool:
    """Whether a parameter is named as keys are; of two that name the record of one path it is the one."""
    return plain(parameter or "").endswith(("id", "key", "uid"))


def noun(resource: Resource | None) -> str:
    """The last word of the resource's path that is no parameter."""
    words = [word for word in resource.name.split("/") if "{" not in word] if resource is not None else []
    return words[-1] if words else ""
