"""The parts of a multipart body. The door to the multipart library.

RFC 2046 section 5.1 and RFC 7578; at most `MAX_PARTS` parts, 8 headers of 4 KiB each in one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, MultipartState, parse_options_header

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_PARTS = 1_000
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")


class MultipartError(Exception):
    """A body that is no multipart body; ``str()`` is a clause in lower case."""


@dataclass(frozen=True, slots=True)
class BodyPart:
    """One part. ``name`` is the form field (RFC 7578 section 4.2), None where the part names none; ``headers`` are all
    of its headers by their names in lower case."""

    name: str | None
    filename: str | None
    content_type: str | None
    data: bytes
    headers: dict[str, str] = field(default_factory=dict)


class _PartCollector:
    """Gathers what the parser calls back."""

    def __init__(self) -> None:
        self.parts: list[BodyPart] = []
        self.ended = False
        self._data: list[bytes] = []
        self._headers: list[tuple[list[bytes], list[bytes]]] = []

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_begin": lambda: self._headers.append(([], [])),
            "on_header_field": lambda data, start, end: self._headers[-1][0].append(data[start:end]),
            "on_header_value": lambda data, start, end: self._headers[-1][1].append(data[start:end]),
            "on_part_data": lambda data, start, end: self._data.append(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._data, self._headers = [], []
        if len(self.parts) >= MAX_PARTS:
            raise MultipartError(f"has more than {MAX_PARTS} parts")

    def _end(self) -> None:
        headers = {b"".join(name).lower(): b"".join(value) for name, value in self._headers}
        _, options = parse_options_header(headers.get(b"content-disposition", b""))
        kind = headers.get(b"content-type")
        self.parts.append(
            BodyPart(
                name=_text(options.get(b"name")),
                filename=_text(options.get(b"filename")),
                content_type=kind.decode("latin-1") if kind else None,
                data=b"".join(self._data),
                headers={name.decode("latin-1"): value.decode("latin-1") for name, value in headers.items()},
            )
        )

    def _finish(self) -> None:
        self.ended = True


def split(body: bytes, boundary: str | None) -> list[BodyPart]:
    """The parts of ``body``; raises MultipartError."""
    if not boundary:
        raise MultipartError("can't be divided: its Content-Type names no boundary")
    if not _BOUNDARY.fullmatch(boundary):
        raise MultipartError("can't be divided: its boundary is none by RFC 2046")
    delimiter = b"--" + boundary.encode()
    start = 0 if body.startswith(delimiter) else body.find(b"\r\n" + delimiter) + 2
    if start == 1:
        raise MultipartError("never shows the boundary that its Content-Type names")
    if body[start:].startswith(delimiter + b"--"):
        return []
    collector = _PartCollector()
    parser = MultipartParser(boundary.encode(), collector.callbacks())
    try:
        parser.write(body[start:])
    except (FormParserError, ValueError, UnicodeError) as error:
        raise MultipartError(f"is no multipart body: {str(error)[:120]}") from None
    if parser.state != MultipartState.END and not collector.ended:
        raise MultipartError("ends within a part: its closing boundary is missing")
    return collector.parts


def _text(value: bytes | None) -> str | None:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise MultipartError("has a part whose name is no valid UTF-8") from None
