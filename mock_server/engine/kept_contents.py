"""Files that clients upload, given back as they came: their octets and their type, at the path that shows them.

A path that shows a content (`image/png`, any octets) and one that takes such a content, or a form with a file in it,
belong together: the same path, or the only one of a word such as `download` below the record that is uploaded to.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine import refusals
from mock_server.engine.collection_names import collection_name, parents_of
from mock_server.engine.sent_file import sent_file
from mock_server.openapi.behaviour import field_names
from mock_server.openapi.reading import media_types, path_templates
from mock_server.store import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.engine.answers import Answer
    from mock_server.engine.refusals import Refusals
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType
    from mock_server.openapi.schema.schemas import Schemas
    from mock_server.store import Store

_WRITES = ("PUT", "POST", "PATCH")
_GONE = "gone"
_OF_CONTENT = (b"content-type", b"content-length")
_FIRST_REFUSAL = 400


class _ContentCollection(NamedTuple):
    """The collection of the store in which the contents of one path are, and how many parameters it has."""

    collection: str
    names: int


class Contents:
    """The paths of a document that show a content."""

    def __init__(self, operations: Iterable[Operation], schemas: Schemas) -> None:
        self._schemas = schemas
        self._shown = [operation for operation in operations if operation.method == "GET" and self.shows(operation)]

    def showing(self, operation: Operation) -> Operation | None:
        """The operation that shows a content where this one does, or tells of it without showing it (HEAD)."""
        if operation.method == "GET":
            return operation if self.shows(operation) else None
        shape = path_templates.shape(operation.path)
        found = [one for one in self._shown if path_templates.shape(one.path) == shape]
        return found[0] if operation.method == "HEAD" and len(found) == 1 else None

    def shows(self, operation: Operation) -> bool:
        """Whether the success of an operation is a content."""
        response = operation.success()
        return response is not None and any(self.is_content(media) for media in response.content)

    def is_content(self, media: MediaType) -> bool:
        """Whether the octets themselves are what matters: of them no schema says more than that there are any."""
        name = media_types.essence(media.name)
        if (media_types.takes_json(name) and "*" not in name) or media_types.is_sequence(name):
            return False
        if name.startswith("multipart/") or name.endswith("x-www-form-urlencoded"):
            return False
        return self._schemas.types(media.schema) <= {"string", "null"}

    def place(self, operation: Operation) -> _ContentCollection | None:
        """Where the content is that an operation shows, takes or removes."""
        shape = path_templates.shape(operation.path)
        at_path = [one for one in self._shown if path_templates.shape(one.path) == shape]
        above, _, last = shape.rpartition("/")
        records = {shape, f"{shape}/{{}}"} | ({above} if last.lower() in field_names.CONTENT_WORDS else set())
        below = [one for one in self._shown if _is_content_of(path_templates.shape(one.path), records)]
        found = at_path or (below if operation.method in _WRITES else [])
        if len(found) != 1:
            return None
        path = found[0].path
        return _ContentCollection(f"~content {path_templates.shape(path)}", len(path_templates.names(path)))

    def below(self, operation: Operation) -> list[str]:
        """The collections of contents that go with the record which an operation removes."""
        shape = path_templates.shape(operation.path)
        shown = (path_templates.shape(one.path) for one in self._shown)
        return [f"~content {path}" for path in shown if path == shape or path.startswith(f"{shape}/")]


def _is_content_of(shown: str, records: set[str]) -> bool:
    """Whether a path shows the content of one of these records: at its own path, or below it by a word for that."""
    before, _, last = shown.rpartition("/")
    records = {record for record in records if record.endswith("}")}
    return shown in records or (before in records and last.lower() in field_names.CONTENT_WORDS)


class KeptContents:
    """What one operation does to contents: shows, takes or removes them."""

    def __init__(self, operation: Operation, contents: Contents, store: Store, refusals_: Refusals) -> None:
        self._operation = operation
        self._store = store
        self._refusals = refusals_
        shown = contents.showing(operation)
        response = shown.success() if shown is not None else None
        self._names = [media.name for media in response.content] if response is not None else []
        self._shows = shown is not None
        self._place = contents.place(operation) if self._shows or self._takes(contents) else None
        self._below = contents.below(operation) if operation.method == "DELETE" else []

    def __bool__(self) -> bool:
        return self._place is not None or bool(self._below)

    def _takes(self, contents: Contents) -> bool:
        body = self._operation.request_body
        if body is None or self._operation.method not in _WRITES:
            return False
        return any(media.name.startswith("multipart/form-data") or contents.is_content(media) for media in body.content)

    def answer(self, call: Call, answer: Answer) -> Answer:
        """``answer``, with the content that was kept where the operation shows one; a refusal where it is gone."""
        if not self._shows or self._place is None or answer.status >= _FIRST_REFUSAL:
            return answer
        if any(media_types.takes_json(name) for name in self._names if "*" not in name) and _is_json(answer):
            return answer
        held = self._store.read(self._place.collection, self._key(call, self._place))
        if held is None:
            return answer
        if _GONE in held:
            return self._refusals.refuse(refusals.NOT_FOUND, reason=f"{call.url}: its content was removed")
        data = base64.b64decode(str(held["octets"]))
        sent = media_types.parse(str(held["type"]))
        fields = {name: value for name, value in answer.headers if name in _OF_CONTENT}
        if sent is not None and media_types.match(sent, self._names) is not None:
            fields[b"content-type"] = str(held["type"]).encode("latin-1", "replace")
        fields[b"content-length"] = b"%d" % len(data)
        mark = b'"%s"' % hashlib.sha256(data).hexdigest()[:16].encode()
        others = tuple(
            (name, mark if name == b"etag" else value) for name, value in answer.headers if name not in _OF_CONTENT
        )
        return answer._replace(headers=(*fields.items(), *others), body=data, stream=None)

    def keep(self, call: Call) -> None:
        """Keep what a request has uploaded, or forget what it has removed."""
        for collection in self._below:
            prefix = tuple(str(call.path.get(name)) for name in self._operation.path_names)
            for key, _ in list(self._store.records(collection)):
                if parents_of(f"|{key}")[: len(prefix)] == prefix:
                    put(self._store, collection, key, {_GONE: True})
        if self._place is None or self._shows:
            return
        found = sent_file(call)
        if found is not None:
            octets = base64.b64encode(found.data).decode()
            put(
                self._store,
                self._place.collection,
                self._key(call, self._place),
                {"type": found.type, "octets": octets},
            )

    def _key(self, call: Call, place: _ContentCollection) -> str:
        values = [str(call.path.get(name)) for name in self._operation.path_names]
        if len(values) < place.names and call.told is not None:
            values.append(str(call.told[2]))
        return collection_name("", values)[1:]


def move_contents(store: Store, path: str, old: Sequence[str], new: Sequence[str]) -> None:
    """Give what was uploaded for a record of this path, or below it, to one with other keys."""
    shape = f"~content {path_templates.shape(path)}"
    for collection in [name for name in store.resources() if name == shape or name.startswith(f"{shape}/")]:
        for key, held in list(store.records(collection)):
            values = parents_of(f"|{key}")
            if values[: len(old)] == tuple(old):
                put(store, collection, collection_name("", (*new, *values[len(old) :]))[1:], held)
                put(store, collection, key, {_GONE: True})


def _is_json(answer: Answer) -> bool:
    kind = next((value for name, value in answer.headers if name == b"content-type"), b"")
    return media_types.takes_json(media_types.essence(kind.decode("latin-1")))
