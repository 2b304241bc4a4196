"""The Content-Type of a request beside those that its operation documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import media_types

if TYPE_CHECKING:
    from mock_server.openapi import MediaType, Schemas


def plainly(kind: str, name: str) -> bool:
    """Whether a Content-Type is written as every server reads it; a boundary is a form's own."""
    kind, name = kind.strip(), name.partition(";")[0].strip()
    if name.lower().startswith("multipart/"):
        return kind.partition(";")[0].strip() == name
    return kind in (name, f"{name}; charset=utf-8") or "*" in name


def documented_media(content: tuple[MediaType, ...], kind: str | None) -> MediaType | None:
    """The documented media type that a Content-Type names, however it spells it."""
    if kind is None:
        return None
    essence = media_types.essence(kind)
    return next((media for media in content if media.essence == essence), None)


def may_be_empty(schemas: Schemas, media: MediaType) -> bool:
    """Whether no octets are a body of this media type: an empty file or text is one, and so are no lines."""
    if media_types.is_sequence(media.name):
        return True
    text = not media.is_json and schemas.types(media.schema) == {"string"}
    return text and not schemas.keyword(media.schema, "minLength")
