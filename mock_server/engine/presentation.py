"""From a success's value to bytes and headers, where more than plain JSON is documented."""

from __future__ import annotations

import contextlib
import hashlib
import re
from dataclasses import replace
from email.utils import formatdate
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer, SuccessAnswer
from mock_server.engine.streamed_success import StreamedSuccess
from mock_server.engine.streams import ItemStream
from mock_server.openapi.behaviour import field_names
from mock_server.openapi.codec import encoders
from mock_server.openapi.codec.parameters_writer import SerializationError, serialize
from mock_server.openapi.reading import media_types
from mock_server.openapi.reading.pointers import MISSING, at

FIELD_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"|[\x21\x23-\x7e\x80-\xff]+')
"""An entity tag, or what is one between quotes (RFC 9110 section 8.8.3)."""

_DATES = frozenset(("date", "expires", "last-modified", "sunset"))
"""Headers that hold a date, and nothing else (RFC 9110 sections 6.6.1 and 8.8.2, RFC 9111, RFC 8594)."""

_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_CONTENTLESS = (204, 304)
_FRAMING = {"content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "keep-alive",
            "trailer", "upgrade"}  # fmt: skip
"""Headers that say how the message is sent: they are the server's, whatever a document says of them."""

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from mock_server.engine.answers import Headers
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Parameter


def choose(successes: Sequence[SuccessAnswer], accept: bytes | None, *, streamed: bool = False) -> SuccessAnswer | None:
    """The documented success whose media type the client likes best (RFC 9110 section 12.5.1), or None.

    ``streamed`` says that the request asks for one that goes out item by item, where the client takes it.
    """
    if streamed and (streams := [success for success in successes if success.streams]):
        chosen = choose(streams, accept)
        if chosen is not None:
            return chosen
    if successes[0].media is None:
        return successes[0]
    names = [success.media.name if success.media else "" for success in successes]
    found = media_types.choose(accept.decode("latin-1") if accept is not None else None, names)
    return None if found is None else successes[found]


def present(
    success: SuccessAnswer,
    body: JSON,
    known: Mapping[str, str | None] | None = None,
    accept: bytes | None = None,
    sent: Headers = (),
    again: Callable[[], list[JSON]] | None = None,
) -> Answer:
    """The answer with ``body`` in the success's media type, and the headers that the document declares.

    ``known`` are values of headers that follow from the request, by name in lower case; None leaves one out.
    ``accept`` chooses the media type where the document names a range of them. ``body`` is MISSING where nothing is to
    be shown; of a stream the items are then made up. ``sent`` are the request's header fields, by which a stream is
    resumed, ``again`` gives the records that a list shows later on.
    """
    media = success.media
    stream = None
    if media is not None and accept is not None and "*" in media.name:
        media = replace(media, name=media_types.wanted(accept.decode("latin-1"), media.name))
    headers: list[tuple[bytes, bytes]] = []
    data = b""
    if media is not None and isinstance(success, StreamedSuccess) and success.status not in _CONTENTLESS:
        items = ItemStream(success, media, again)
        last = next((value for name, value in sent if name == b"last-event-id"), None)
        stream = items.stream(body, None if last is None else last.decode("utf-8", "replace"))
        headers.append((b"content-type", _CONTROLS.sub("", items.content_type).encode("latin-1", "replace")))
        told = {header.name.lower().encode() for header in success.response.headers} if success.response else set()
        headers += [header for header in items.headers() if header[0] not in told]
    elif media is not None and success.status not in _CONTENTLESS:
        body = None if body is MISSING else body
        data = encoders.encode(body, media, success.synthesis.schemas)
        name = encoders.content_type(media, data)
        headers.append((b"content-type", _CONTROLS.sub("", name).encode("latin-1", "replace")))
    if success.status not in _CONTENTLESS and stream is None:
        headers.append((b"content-length", b"%d" % len(data)))
    declared = success.response.headers if success.response else ()
    headers += documented_headers(declared, success.synthesis, known or {}, _mark(success, body, data))
    if known and known.get("location") and not any(name == b"location" for name, _ in headers):
        headers.append((b"location", str(known["location"]).encode("latin-1", "replace")))
    return Answer(success.status, tuple(headers), data, "", stream)


def documented_headers(
    declared: Iterable[Parameter], synthesis: Synthesis, known: Mapping[str, str | None], mark: str = ""
) -> Iterator[tuple[bytes, bytes]]:
    """The headers that a response declares: what is ``known`` of them, else their example, else made.

    None leaves one out; an `ETag` has this ``mark``, and is as documented where there is none. How the message is sent
    and CORS are the server's, as far as they may be.
    """
    for header in declared:
        lower = header.name.lower()
        if not FIELD_NAME.fullmatch(lower) or lower in _FRAMING:
            continue
        if lower.startswith("access-control-") and not header.required:
            continue
        if lower in known:
            text = known[lower]
            if text is not None:
                yield lower.encode(), _CONTROLS.sub(" ", text).encode("latin-1", "replace")
            continue
        examples = header.examples or (header.content.examples if header.content is not None else ())
        value = examples[0].value if examples else _made(header, synthesis)
        with contextlib.suppress(SerializationError):
            text = serialize(header, value)
            if lower == "etag" and (mark or not examples):
                is_valid = synthesis.validators.validator(header.schema, "response").is_valid
                text = _as_entity_tag(mark or _hashed(b""), text, is_valid)
            yield lower.encode(), _CONTROLS.sub(" ", text).encode("latin-1", "replace")


def _made(header: Parameter, synthesis: Synthesis) -> JSON:
    """A value for a header: a date of HTTP where the header's name stands for one (RFC 9110 section 5.6.7)."""
    if header.name.lower() in _DATES:
        now = formatdate(synthesis.values.clock.milliseconds() // 1000, usegmt=True)
        if synthesis.validators.validator(header.schema, "response").is_valid(now):
            return now
    return synthesis.generate(header.schema, header.name)


def _mark(success: SuccessAnswer, body: JSON, data: bytes) -> str:
    """The mark of a record as it is: what it says of itself, else that of the content; none where nothing changes."""
    place = success.behaviour.record
    if success.behaviour.action == "none" or place is None:
        return "" if success.behaviour.action == "none" else _hashed(data)
    record = at(body, place)
    members = record.items() if isinstance(record, dict) else ()
    told = (value for name, value in members if isinstance(value, str) and field_names.ENTITY_TAG.match(name))
    return next(filter(_TAG.fullmatch, told), "") or _hashed(data)


def _hashed(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _as_entity_tag(mark: str, made: str, is_valid: Callable[[JSON], bool]) -> str:
    """The entity tag with this mark (RFC 9110 section 8.8.3); what was made where the document wants another form."""
    if mark.startswith(('"', 'W/"')):
        return mark if is_valid(mark) else made
    weak = "W/" if made.startswith('W/"') else ""
    return next((text for text in (f'{weak}"{mark}"', mark) if is_valid(text)), made)


def asks_for_a_stream(call: Call) -> bool:
    """Whether the body says that the answer shall go out item by item: `stream: true`."""
    return isinstance(call.body, dict) and call.body.get("stream") is True
