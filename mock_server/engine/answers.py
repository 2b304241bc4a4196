"""From behaviour, record, parameters and examples to a conforming success answer."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import orjson

from mock_server.engine.error_roles import roles_filled
from mock_server.engine.key_alone import Beside, key_beside
from mock_server.engine.mending import Mender
from mock_server.engine.outcome_words import succeeded
from mock_server.engine.repeated_members import echoes
from mock_server.engine.results import Results
from mock_server.engine.secret_values import is_secret
from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour import places
from mock_server.openapi.behaviour.behaviour import Reason
from mock_server.openapi.reading.examples import WrittenExample
from mock_server.openapi.reading.json_text import dump_json
from mock_server.openapi.reading.pointers import MISSING, at, replaced, tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.repeated_members import Echo
    from mock_server.engine.streams import Stream
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import MediaType, Response, Schema
    from mock_server.openapi.schema.validation import Violation

log = logging.getLogger("mock_server")

Headers = tuple[tuple[bytes, bytes], ...]
_READY = 64
_SHORT = 1000
_FIRST_REFUSAL = 400
_NEWLINE = orjson.OPT_APPEND_NEWLINE
"""Octets that are cut off, so that what is kept is a copy: what orjson gives holds the room in which it was written."""

_TOLD_APART = (str, bool)
"""Types of which equal values are written alike."""


class Answer(NamedTuple):
    """An HTTP answer, ready to be sent; ``reason`` says for the log why it refuses, ``stream`` stands for a body."""

    status: int
    headers: Headers
    body: bytes
    reason: str | tuple[Violation, ...] = ""
    stream: Stream | None = None

    def why(self) -> str:
        """The reason as one line."""
        if isinstance(self.reason, str):
            return self.reason
        return "; ".join(f"{violation.field}: {violation.message}" for violation in self.reason[:20])


def status_of(response: Response | None, action: str) -> int:
    """The status code with which a documented answer is given."""
    if response is None:
        return 200
    if response.status.isdigit():
        return int(response.status)
    if response.status[1:].upper() == "XX":
        return {"1": 200, "2": 200, "3": 302}.get(response.status[0], int(response.status[0]) * 100)
    return 201 if action == "create" else 200


class SuccessAnswer:
    """One documented success of an operation in one media type; compiled at its first use.

    ``value(call, record)`` gives the body: the example (or a generated value) as the frame, the record in its place,
    what the request says echoed where a property has a parameter's name, and fresh values where the document marks
    them ``readOnly``. ``envelopes`` keeps for all answers of a document what stands around a record, by the name of
    the schema.
    """

    streams = False
    """Whether the answer goes out item by item (see `StreamedSuccess`)."""

    def __init__(
        self,
        behaviour: Behaviour,
        response: Response | None,
        media: MediaType | None,
        synthesis: Synthesis,
        envelopes: dict[str, JSON] | None = None,
    ) -> None:
        self.behaviour = behaviour
        self.response = response
        self.media = media
        self.synthesis = synthesis
        self.status = status_of(response, behaviour.action)
        self.schema: Schema | None = media.schema if media else None
        self._ready: dict[JSON, Answer] = {}  # by what they repeat of a request
        self._envelopes = {} if envelopes is None else envelopes

    @cached_property
    def frame(self) -> JSON:
        """The body as the document's example has it, or generated."""
        if self.media is None:
            return MISSING
        with self.synthesis.values.shared(str(self.media.pointer)):
            body = self.synthesis.example(self.media)
        if self.status >= _FIRST_REFUSAL and isinstance(body, dict) and not self.media.examples:
            filled = roles_filled(body, self.status, None, reason=True)
            body = filled if self.is_valid(filled) else body
        elif self.media is not None and not self.media.examples:
            removed = self.behaviour.action == "delete"
            said = succeeded(self.synthesis.schemas, self.schema, body, removed=removed)
            body = said if said is body or self.is_valid(said) else body
        return body

    @cached_property
    def is_valid(self) -> Callable[[JSON], bool]:
        """Whether a body conforms to the documented schema."""
        if self.schema is None:
            return lambda _: True
        check: Callable[[JSON], bool] = self.synthesis.validators.validator(self.schema, "response").is_valid
        if self.media is not None and any(isinstance(example.value, WrittenExample) for example in self.media.examples):
            return lambda body: isinstance(body, WrittenExample) or check(body)
        return check

    @cached_property
    def _echoes(self) -> tuple[Echo, ...]:
        return echoes(self.behaviour, self.synthesis, self.schema)

    def reasons(self) -> list[Reason]:
        """What of this answer is echoed or generated outside the record, and why, for people."""
        declared = {tokens(name) for name in self.behaviour.answer}
        found = [
            Reason(
                f"repeats the request's {path[-1]} in the answer", "inferred", "the request has it under the same name"
            )
            for path, _, _ in self._echoes
            if path not in declared
        ]
        for name, _, hidden in self.secrets:
            kept = "shows it once and keeps its SHA-256" if hidden else "keeps it with the record"
            source: Literal["declared", "inferred"] = "declared" if hidden else "inferred"
            found.append(Reason(f"generates {name}, {kept}", source, "x-mock.secret" if hidden else "readOnly"))
        return found

    @cached_property
    def secrets(self) -> tuple[tuple[str, Callable[[], JSON], bool], ...]:
        """Generated properties of the frame outside the record: name, generator, whether it is kept as a hash."""
        if self.behaviour.action != "create" or self.behaviour.record == ():
            return ()
        schemas, found = self.synthesis.schemas, []
        for name, item in schemas.properties(self.schema).items():
            if self.behaviour.record is not None and self.behaviour.record[:1] == (name,):
                continue
            lean = schemas.follow(item)
            if isinstance(lean, dict) and lean.get("readOnly") is True:
                found.append((name, self.synthesis.fresh(item, name), is_secret(lean)))
        return tuple(found)

    @cached_property
    def _around(self) -> JSON:
        """What surrounds the record: the same in all answers of one named schema, whichever is given first."""
        frame = {} if isinstance(self.frame, WrittenExample) else self.frame
        if self._place and isinstance(frame, dict) and at(frame, self._place) is MISSING:
            known = self.synthesis.schemas.properties(self.schema)  # an example of something else
            frame = {name: value for name, value in frame.items() if name in known}
        name = self.schema.get("$ref") if isinstance(self.schema, dict) and self._place else None
        return self._envelopes.setdefault(name, frame) if isinstance(name, str) else frame

    @cached_property
    def is_alone(self) -> bool:
        """Whether the record is shown as the only one of an array."""
        return places.is_alone(self.synthesis.schemas, self.schema, self.behaviour.record)

    @cached_property
    def results(self) -> Results | None:
        """What is told of each of several records around it, where they don't stand there by themselves."""
        member = self.behaviour.each_in if self.is_alone else None
        return None if member is None else Results(self.behaviour, member, self.schema, self.frame, self.synthesis)

    @cached_property
    def beside(self) -> Beside | None:
        """The member beside the record that has its key as well."""
        return key_beside(self.behaviour, self.synthesis.schemas, self.schema)

    @cached_property
    def _place(self) -> tuple[str, ...] | None:
        """Where the record is put, or the array that holds it."""
        place = self.behaviour.record
        return place[:-1] if place and self.is_alone else place

    @cached_property
    def _parts(self) -> tuple[Any, ...]:
        """What each body is put together of, at hand together."""
        frame = self.frame
        return frame, self._place, self.is_alone, self.beside, self._echoes, isinstance(frame, WrittenExample)

    def value(self, call: Call, record: JSON, shown: dict[str, JSON] | None = None, *, several: bool = False) -> JSON:
        """The body of this answer; ``record`` is MISSING where there is none, ``shown`` are secrets shown this once.

        ``several`` says that ``record`` is an array of records, for the place of the one.
        """
        body, place, is_alone, beside, echoes, is_written = self._parts
        call.status = self.status
        if is_written and (place is None or record is MISSING):
            return body
        if place is not None and record is not MISSING:
            body = self._around
            if is_alone and not several:
                record = [record if self.results is None else self.results.around(record)]
            is_member = len(place) == 1 and type(body) is dict
            body = {**body, place[0]: record} if is_member else replaced(body, place, record)
            if beside is not None:
                body = beside.told(body, record, call)
        if shown:
            body = {**body, **shown}
        for path, compute, types in echoes:
            value = compute(call, body)
            if value is not MISSING:
                body = replaced(body, path, as_type(value, types))
        return body

    @cached_property
    def plain(self) -> bool:
        """Whether the answer is JSON of one known name, with no headers of its own."""
        if self.media is None or "*" in self.media.name or not self.media.takes_json:
            return False
        told_elsewhere = self.behaviour.location is not None and not self.behaviour.shows_key
        return self.response is not None and not self.response.headers and not told_elsewhere

    @cached_property
    def content_type(self) -> bytes:
        """The media type's name as it stands in the header field."""
        return (self.media.name if self.media else "application/json").encode("latin-1", "replace")

    def without_record(self, call: Call) -> JSON:
        """The body where no record is shown; a ready Answer where the like was given before."""
        is_plain, repeated = self._repeats
        if not is_plain:
            return self.conforming(self.value(call, MISSING))
        call.status = self.status
        said: JSON = ""  # of a large request nothing is told: it would be written for nothing
        if not call.content or len(call.content) <= _SHORT:
            if len(repeated) == 1 and type(value := repeated[0](call, None)) in _TOLD_APART:
                said = value, type(value)  # by which 1 is no True
            else:
                said = repr([compute(call, None) for compute in repeated])
        answer = self._ready.get(said)
        if answer is None:
            answer = json_answer(self.status, self.conforming(self.value(call, MISSING)), self.content_type)
            length = len(said) if type(said) is str else len(str(said[0]))
            if said and len(self._ready) < _READY and length < _SHORT:
                self._ready[said] = answer
        return answer

    @cached_property
    def _repeats(self) -> tuple[bool, tuple[Callable[[Call, JSON], JSON], ...]]:
        """Whether the like gets the same answer where no record is shown, and what such an answer repeats."""
        return self.plain, tuple(compute for _, compute, _ in self._echoes)

    def mended(self, body: JSON) -> JSON:
        """``body`` by the smallest change that makes it conform; where none does, as `conforming`."""
        if self.schema is None or self.is_valid(body):
            return body
        found = Mender(self.schema, self.synthesis, self.synthesis.steady(str(self.behaviour.operation))).mended(body)
        return found.value if found.whole else self.conforming(body)

    def conforming(self, body: JSON) -> JSON:
        """``body`` if it conforms to the document; else the frame, and the log says that the fault is ours."""
        if self.is_valid(body) or body is self.frame:  # which is told where it was made
            return body
        log.error("%s: our own answer broke the document; the documented example is sent", self.behaviour.operation)
        return self.frame


def json_answer(
    status: int, value: JSON, content_type: bytes, headers: Headers = (), reason: str | tuple[Violation, ...] = ""
) -> Answer:
    """An answer with ``value`` as JSON."""
    try:
        body = orjson.dumps(value, option=_NEWLINE)[:-1]
    except TypeError:
        body = dump_json(value)  # numbers of more than 64 bits
    length = (b"content-length", b"%d" % len(body))
    own = ((b"content-type", content_type), length)
    fields = (*own, *headers) if headers else own
    return tuple.__new__(Answer, (status, fields, body, reason, None))  # in a third of the time of its own
