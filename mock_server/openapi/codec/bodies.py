"""Reads request bodies: media type, syntax, schema. What is wrong is told by its kind and its violations."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from mock_server.openapi.reading.json_text import JSONTextError, load_json
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.schema.validation import whole_body

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import MediaType
    from mock_server.openapi.schema.validation import Validator, Validators, Violation

_UTF8 = {"utf-8", "utf8", "us-ascii", "ascii"}
Fault = Literal["unsupported", "malformed", "invalid"]
"""What is wrong with a body: its media type, its syntax, or what its schema says of it."""
Refused = tuple[Fault, "list[Violation]"]


class BodyReader:
    """Reads the bodies of one operation; compiled at its first use."""

    def __init__(self, operation: Operation, validators: Validators) -> None:
        self.operation = operation
        self.validators = validators
        self.expected = operation.request_body is not None
        self._known: dict[bytes | None, tuple[MediaType | None, str, bool, Validator | None]] = {}

    def read(self, content_type: bytes | None, data: bytes) -> tuple[JSON, Refused | None]:
        """The decoded body and None, or anything and why it is refused."""
        if not data or not self.expected:
            body = self.operation.request_body
            if body is None:
                return MISSING, None
            if content_type is None or not body.required:
                return MISSING, self._missing if body.required else None
        known = self._known.get(content_type)
        if known is None:
            known = self._compiled(*self._select(content_type))
            if len(self._known) < 64:
                self._known[content_type] = known
        media, problem, is_json, validator = known
        if media is None:
            return None, ("unsupported", [whole_body(problem, "media-type")])
        judged = True
        if is_json:
            try:
                value = load_json(data)
            except JSONTextError as error:
                return None, ("malformed", [whole_body(f"The body {error}")])
        else:
            value, wrong, judged = self._decode(media, (content_type or b"").decode("latin-1"), data)
            if wrong is not None:
                return None, ("malformed", [whole_body(wrong)])
        if validator is not None and judged and not validator.is_valid(value):
            return value, ("invalid", validator.violations(value))
        return value, None

    @cached_property
    def _missing(self) -> Refused:
        return "invalid", [whole_body("Required, but missing", "required")]

    def _compiled(
        self, media: MediaType | None, problem: str, is_json: bool
    ) -> tuple[MediaType | None, str, bool, Validator | None]:
        """What `_select` gives, with the validator that each body of this media type is judged by."""
        if media is None or media.schema is None:
            return media, problem, is_json, None
        return media, problem, is_json, self.validators.validator(media.schema, "request")

    def _select(self, content_type: bytes | None) -> tuple[MediaType | None, str, bool]:
        """The documented media type for this header, else what is wrong with it; whether the body is JSON."""
        content = self.operation.request_body.content if self.operation.request_body else ()
        offered = ", ".join(media.name for media in content) or "none"
        if content_type is None:
            return None, f"A Content-Type is needed; documented: {offered}", False
        from mock_server.openapi.reading import media_types

        given = media_types.parse(content_type)
        if given is None:
            return None, f"The Content-Type can't be read; documented: {offered}", False
        found = media_types.match(given, [media.name for media in content])
        if found is None:
            return None, f"The Content-Type {given.essence} is not taken; documented: {offered}", False
        is_json = media_types.takes_json(given.essence)
        charset = given.parameters.get("charset", "utf-8").lower()
        if is_json and charset not in _UTF8:
            return None, f"The charset {charset[:40]} is not taken; JSON is sent as UTF-8", True
        return content[found], "", is_json

    def _decode(self, media: MediaType, content_type: str, data: bytes) -> tuple[JSON, str | None, bool]:
        """The value, or what is wrong with its syntax; whether a schema can judge it (octets it can't)."""
        from mock_server.openapi.codec import decoders

        try:
            value = decoders.decode(media, content_type, data, self.validators.schemas)
        except decoders.BodySyntaxError as error:
            return None, str(error), False
        return value, None, not isinstance(value, decoders.Binary)
