"""Answers that go out item by item: which items there are, what each looks like on the wire, at which pace they go."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from mock_server.openapi.behaviour.stream_manner import CLOSE, OPEN, USUAL_COUNT
from mock_server.openapi.codec.decoders import BodySyntaxError, decode
from mock_server.openapi.codec.encoders import essence
from mock_server.openapi.codec.forms_writer import boundary_of, write_part
from mock_server.openapi.codec.sequences import write_item
from mock_server.openapi.reading.examples import WrittenExample
from mock_server.openapi.reading.json_text import dump_json
from mock_server.openapi.reading.media_types import EVENTS, JSON_LINES
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.reading.sample_files import sample
from mock_server.openapi.reading.stream_items import EVENT_FIELDS, is_event, is_parts
from mock_server.openapi.schema.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.engine.answers import Headers
    from mock_server.engine.streamed_success import StreamedSuccess
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import MediaType

log = logging.getLogger("mock_server")

_MOST_MARKS = 10_000
_RETRY = 3000
_PLACE = re.compile(r"\d{1,9}", re.ASCII)
_ID = re.compile(rb"^id: ?(.*?)\r?$", re.MULTILINE)
_BETWEEN_EVENTS = re.compile(rb"(?<=\n\n)|(?<=\r\n\r\n)|(?<=\r\r)")


@dataclass(frozen=True, slots=True)
class Stream:
    """What is sent in place of a body: ``pieces``, one after ``every`` seconds each, then ``closing``.

    An empty piece stands for an item that is not there yet. ``most`` says how many are enough for whoever can't wait;
    ``stays``: the answer does not end by itself, and ``idle`` is what says meanwhile that it is alive.
    """

    pieces: Iterator[bytes]
    every: float
    closing: bytes
    idle: bytes
    stays: bool
    most: int | None

    def whole(self) -> bytes:
        """All of it at once; of what has no end, the first items."""
        return b"".join(islice(self.pieces, self.most)) + self.closing


class ItemStream:
    """Makes the streams of one success in one media type.

    ``given`` are the items where there are any: records, or those of an example; ``again`` gives the records as they
    are by then, for a stream that has no end.
    """

    def __init__(
        self, success: StreamedSuccess, media: MediaType, again: Callable[[], list[JSON]] | None = None
    ) -> None:
        self._success = success
        self._media = media
        self._again = again
        self._name = essence(media)
        self._manner = success.behaviour.stream
        self._schemas = success.synthesis.schemas
        self._boundary = f"part-boundary-{success.synthesis.values.random.getrandbits(96):024x}"

    @property
    def content_type(self) -> str:
        """The Content-Type of the stream that was made."""
        return f"{self._name}; boundary={self._boundary}" if is_parts(self._name) else self._media.name

    def headers(self) -> Headers:
        """Fields that keep caches and proxies from holding events back."""
        return ((b"cache-control", b"no-cache"), (b"x-accel-buffering", b"no")) if self._name == EVENTS else ()

    def stream(self, body: JSON, last: str | None) -> Stream:
        """The stream that shows ``body``, MISSING for none, after the item with the id ``last``."""
        manner = self._manner
        given = self._given(body)
        raw = self._raw(given) if isinstance(given, bytes) else None
        total = manner.count
        if total is None and not manner.endless:
            total = len(raw if raw is not None else given) if given is not None else USUAL_COUNT
        pieces = self._written(raw, last) if raw is not None else self._pieces(given, total, last, body)
        closing = b"" if manner.end in (CLOSE, OPEN) else self._write(manner.end, 0, None)
        if is_parts(self._name) and raw is not None:
            self._boundary, closing = boundary_of(b"".join(raw)), b""
        elif is_parts(self._name):
            pieces, closing = self._bounded(pieces), closing + b"--\r\n"
        return Stream(
            pieces=pieces,
            every=manner.pace(total),
            closing=closing,
            idle={EVENTS: b":\n\n"}.get(self._name, b""),
            stays=manner.end == OPEN,
            most=USUAL_COUNT if total is None else None,
        )

    def _given(self, body: JSON) -> JSON:
        """The items, or the octets of all of them; None where they are to be made up."""
        if body is MISSING:
            body = self._example()
        if isinstance(body, WrittenExample | bytes):
            return body.data if isinstance(body, WrittenExample) else body
        if isinstance(body, str) and self._media.items is None:
            octets = body.encode("utf-8", "replace")
            return octets if self._reads(octets) else [body]
        return body if isinstance(body, list) or body is None else [body]

    def _example(self) -> JSON:
        """The body by the document's examples, None without any."""
        media, synthesis = self._media, self._success.synthesis
        for example in media.examples:
            value = example.value
            if isinstance(value, str) and self._reads(value.encode("utf-8", "replace")):
                return WrittenExample(value.encode("utf-8", "replace"))
            if isinstance(value, dict) and media.items is not None:
                value = [value]
                if self._conforms(media.schema, value):
                    return value
            if synthesis.is_usable(media, example):
                return example.value
        if media.items is None and media.schema is not None and not is_parts(self._name):
            return synthesis.generate(media.schema)
        return None

    def _reads(self, octets: bytes) -> bool:
        """Whether these octets are such a sequence, and one that conforms."""
        if self._name == EVENTS and not any(octets.startswith(f"{name}:".encode()) for name in (*EVENT_FIELDS, "")):
            return False
        try:
            found = decode(self._media, self._name, octets, self._schemas)
        except BodySyntaxError:
            return False
        return self._conforms(self._media.schema, found)

    def _conforms(self, schema: JSON, value: JSON) -> bool:
        validators = self._success.synthesis.validators
        return schema is None or bool(validators.validator(schema, "response").is_valid(value))

    def _raw(self, octets: bytes) -> list[bytes]:
        """A sequence as it is written out, item by item."""
        if self._name == EVENTS:
            return [piece for piece in _BETWEEN_EVENTS.split(octets) if piece.strip()]
        if self._name in JSON_LINES:
            return [line for line in octets.splitlines(keepends=True) if line.strip()]
        if is_parts(self._name):
            return [octets]
        return [b"\x1e" + piece for piece in octets.split(b"\x1e") if piece.strip()]

    def _written(self, pieces: list[bytes], last: str | None) -> Iterator[bytes]:
        ids = [found[-1].decode("utf-8", "replace") if (found := _ID.findall(piece)) else "" for piece in pieces]
        start = ids.index(last) + 1 if last and last in ids else 0
        total = self._manner.count
        numbers = count(start) if self._manner.endless else range(start, len(pieces) if total is None else total)
        return (pieces[number % len(pieces)] for number in numbers if pieces)

    def _pieces(self, given: list[JSON] | None, total: int | None, last: str | None, body: JSON) -> Iterator[bytes]:
        if body is not MISSING and given is not None and self._success.behaviour.action == "list":
            return self._of_records(given, total, last)
        return self._of_items(given, total, last)

    def _of_records(self, records: list[JSON], total: int | None, last: str | None) -> Iterator[bytes]:
        """Each record once; those that come later too, where there is no end."""
        sent, waiting, place = set[str](), list(enumerate(records, 1)), 0
        marks = [self._mark(record, number) for number, record in waiting]
        begun = marks.index(last) + 1 if last is not None and last in marks else 0
        sent.update(marks[:begun])
        while total is None or place < total:
            for number, record in waiting:
                mark = self._mark(record, number)
                if mark not in sent and (total is None or number <= total):
                    sent.add(mark)
                    yield self._write(self._event_with(record), number - 1, mark)
            if total is not None or self._again is None:
                return
            yield b""
            waiting = list(enumerate(self._again(), 1))

    def _mark(self, record: JSON, number: int) -> str:
        """The id of the event that shows a record: its key, where that can be one."""
        key = record.get(self._success.behaviour.property) if isinstance(record, dict) else None
        usable = isinstance(key, str | int) and not isinstance(key, bool) and str(key).isprintable()
        return str(key) if usable and str(key) else str(number)

    def _of_items(self, given: list[JSON] | None, total: int | None, last: str | None) -> Iterator[bytes]:
        """The items of an example again and again, else made up, until there are as many as there should be."""
        marks = self._success.marks
        start = marks.get(last, int(last) if _PLACE.fullmatch(last) else 0) if last is not None else 0
        for index in count(start) if total is None else range(start, total):
            if given == []:
                return
            mark = str(index + 1)
            item = given[index % len(given)] if given is not None else self._made(index, mark)
            own = str(item["id"]) if self._is_event and isinstance(item, dict) and "id" in item else mark
            if own != mark and self._name == EVENTS:
                if len(marks) >= _MOST_MARKS:
                    marks.clear()
                marks[own] = index + 1
            yield self._write(item, index, mark)

    @property
    def _delimiter(self) -> bytes:
        return b"--" + self._boundary.encode()

    def _bounded(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Parts, the delimiter behind each, by which its reader knows that it is whole; one before the first."""
        yield self._delimiter + next(pieces, b"")
        yield from pieces

    def _write(self, item: JSON, index: int, mark: str | None) -> bytes:
        if is_parts(self._name):
            part = write_part(item, index, self._whole, self._media)
            return b"\r\n" + part + b"\r\n" + self._delimiter
        event = self._is_event and isinstance(item, dict)
        if event and mark is not None and "id" not in item and not self._takes({**item, "id": mark}):
            mark = None
        last_words = None if mark is not None or not isinstance(item, dict) else item.keys() <= set(EVENT_FIELDS)
        if isinstance(item, str) and mark is None and self._name != EVENTS:
            return item.encode("utf-8", "replace") + b"\n"  # the end, as the document has it
        return write_item(self._name, item, mark, event=event or bool(last_words))

    @cached_property
    def _whole(self) -> Shape:
        return Shape(self._schemas, self._media.schema if self._media.schema is not None else True)

    @cached_property
    def _is_event(self) -> bool:
        """Whether an item is an event, and not the data of one."""
        items = self._media.items
        return self._name == EVENTS and items is not None and is_event(Shape(self._schemas, items.schema).properties)

    def _takes(self, item: JSON) -> bool:
        return self._media.items is None or self._conforms(self._media.items.schema, item)

    def _made(self, index: int, mark: str) -> JSON:
        """An item that nobody gave: the first by the schema's own examples."""
        synthesis, items = self._success.synthesis, self._media.items
        found = sample(str(self._media.encoding_of(index).get("contentType", "")).strip().lower())
        if found is not None:
            return found
        item = synthesis.generate(items.schema if items else {"type": "string"}, examples=index == 0)
        if not self._takes(item):
            log.error("%s: an item of its stream breaks the document", self._success.behaviour.operation)
        return self._usual(item, mark) if self._is_event and isinstance(item, dict) else item

    def _usual(self, event: dict[str, Any], mark: str) -> dict[str, JSON]:
        """An event with what listeners expect of its own fields, wherever the document leaves them open."""
        items = self._media.items
        known = self._schemas.properties(items.schema) if items else {}
        for name, value in (("id", mark), ("event", "message"), ("retry", _RETRY)):
            lean = self._schemas.follow(known.get(name, True))
            said = isinstance(lean, dict) and lean.keys() & {"const", "enum", "example", "examples", "default"}
            if name in event and not said and self._takes(changed := {**event, name: value}):
                event = changed
        return event

    def _event_with(self, record: JSON) -> JSON:
        """The event whose data is ``record``; the record itself where that is the item."""
        items = self._media.items
        if items is None or not self._is_event or items.listed is items.whole:
            return record
        event = self._usual(self._success.synthesis.generate(items.schema), "")
        event.pop("id", None)
        event["data"] = record
        if not self._takes(event):
            event["data"] = dump_json(record).decode()
        return event
