"""The examples of a media type, parameter or header, in each of the forms that a document gives them.

OpenAPI 3.2.0, Example Object: ``value``, ``dataValue``, ``serializedValue``, and ``externalValue`` of a file beside the
document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.errors import DocumentError
from mock_server.openapi.reading.json_text import JSONTextError, load_json
from mock_server.openapi.reading.media_types import is_json

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document


@dataclass(frozen=True, slots=True)
class WrittenExample:
    """An example as it stands on the wire, in a media type that is no JSON; it is sent as it is."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Example:
    """One named example; the value is a JSON value or `WrittenExample`."""

    name: str
    value: JSON


def examples_of(raw: dict[str, JSON], document: Document, media: str | None = None) -> tuple[Example, ...]:
    """The examples of the object ``raw`` in the document's order, a single ``example`` last.

    ``media``: the media type in which an example is written out. What can't be read is a problem of the document.
    """
    found = []
    named = raw.get("examples")
    for name, item in named.items() if isinstance(named, dict) else ():
        try:
            example = document.follow(item)
            value = _value(example, document, media) if isinstance(example, dict) else ()
        except DocumentError as error:
            document.problems.append(str(error))
            continue
        found += [Example(name, each) for each in value]
    if "example" in raw:
        found.append(Example("example", raw["example"]))
    return tuple(found)


def _value(example: dict[str, JSON], document: Document, media: str | None) -> tuple[JSON, ...]:
    """The value as a tuple of one, empty where there is none."""
    for name in ("value", "dataValue"):
        if name in example:
            return (example[name],)
    if media is None:
        return ()
    text, uri = example.get("serializedValue"), example.get("externalValue")
    if isinstance(text, str):
        return _read(text.encode("utf-8", "replace"), media, document, "a serializedValue")
    if isinstance(uri, str):
        return _read(document.references.octets(uri), media, document, f"the externalValue {uri}")
    return ()


def _read(octets: bytes, media: str, document: Document, what: str) -> tuple[JSON, ...]:
    if not is_json(media):
        return (WrittenExample(octets),)
    try:
        return (load_json(octets),)
    except JSONTextError as error:
        raise DocumentError(f"{document.path}: {what} {error}, and is no example of {media}") from None
