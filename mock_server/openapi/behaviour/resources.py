"""Finds the resources of a document: collections of records that operations create, read, change and delete.

A path whose last segment is one parameter (``/things/{thingId}``) is an item of the collection before it. Parameters
of the collection's own path are parents: ``/orgs/{org}/repos`` is a collection for each org. A path of a parameter
alone (``/{bucket}``) is an item of the root, whose name is empty, where it is put or deleted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour.field_names import is_to_be
from mock_server.openapi.behaviour.made_beside import made_beside
from mock_server.openapi.behaviour.places import alike, plain
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

_ITEM = re.compile(r"^(?P<collection>.*)/\{(?P<key>[^{}/]+)\}(?P<suffix>\.[a-z]+)?/?$")
_IN_BRACKETS = re.compile(
    r"^(?P<collection>.*[^/{}()](?:\((?:\w+='?\{[^{}/]+\}'?,)+(?=\w+=)|(?=\()))\(?(?:\w+=)?'?\{(?P<key>[^{}/]+)\}'?\)(?P<suffix>)/?$"
)
"""OData's path of a record: ``/Products({ID})``, ``/Orders('{Code}')``, ``/Lines(OrderId={OrderId},No={No})``."""

USUAL = ("id", "uuid", "gid", "guid", "pk", "key", "number", "sid", "uid", "code", "identifier")


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


def parent_names(before: str, parameter: str) -> tuple[str, ...]:
    """Names, without case and marks, of a property that holds the key of a parent: the path parameter after ``before``.

    The parameter's own name where it says more than a record's own key would, or that of the collection before it: of
    ``/posts/{id}`` it is ``postId``.
    """
    one, own = singular(plain(before)), plain(parameter)
    said = () if own in USUAL else (own,)
    return *said, f"{one}{own}", f"{one}id", f"{plain(before)}id"


def is_likely_key(parameter: str | None) -> bool:
    """Whether a parameter is named as keys are; of two that name the record of one path it is the one."""
    return plain(parameter or "").endswith(("id", "key", "uid"))


def noun(resource: Resource | None) -> str:
    """The last word of the resource's path that is no parameter."""
    words = [word for word in resource.name.split("/") if "{" not in word] if resource is not None else []
    return words[-1] if words else ""
