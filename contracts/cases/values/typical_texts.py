"""Typical texts: what a member that is a text may be, with the run's name in it where it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic import format_clarity as formats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.openapi import JSON, Schemas

_SHAPES = ("{}@example.com", "https://example.com/{}", "http://example.com/{}", "{}.example.com", "{}1", "A{}", "/{}")
"""How texts carry the run's name where a pattern stands for a format, or asks for a digit or a capital."""


class TypicalTexts:
    """Texts for one document; ``tag`` marks them as this run's, ``generated`` makes what a pattern asks for."""

    def __init__(self, schemas: Schemas, tag: str, generated: Callable[[JSON], JSON]) -> None:
        self._schemas, self._tag, self._generated = schemas, tag, generated

    def plain(self, schema: JSON, name: str) -> Iterator[str]:
        """Texts for a member, those of its format first."""
        schemas = self._schemas
        known = formats.known(str(schemas.keyword(schema, "format")))
        if known is not None:
            yield from (known.carries.format(self._tag),) if known.carries else ()
            yield from known.valid
            yield from self._by_pattern(schemas.keyword(schema, "pattern"))
        yield from self.tagged(schema, name)
        yield from ("abc", "A1", "12345", "a", "0" * 8)
        low = schemas.keyword(schema, "minLength") or 0
        high = schemas.keyword(schema, "maxLength")
        yield (self._tag * (1 + low // len(self._tag)))[: high or max(low, 12)]

    def tagged(self, schema: JSON, name: str) -> Iterator[str]:
        """Texts with the run's name in them."""
        known = formats.known(str(self._schemas.keyword(schema, "format")))
        yield from (known.carries.format(self._tag),) if known is not None and known.carries else ()
        yield from (in_base64(self._tag),) if self._is_base64(schema) else ()
        yield from (f"{name or 'text'} {self._tag}", self._tag, self._tag.upper())
        yield from (shape.format(self._tag) for shape in _SHAPES)
        yield f"{self._tag}2".upper()

    def others(self, schema: JSON, name: str) -> Iterator[str]:
        """Texts that are none of `tagged`, with the run's name in them."""
        tag = self._tag
        yield from (in_base64(f"{tag}Another"), in_base64(f"{tag}2")) if self._is_base64(schema) else ()
        yield from (f"another {name} {tag}", f"another {tag}", f"{tag} 2", f"{tag}2")

    def _is_base64(self, schema: JSON) -> bool:
        """Whether a text is octets in Base64 (OpenAPI 3.0's `byte`, `contentEncoding` of JSON Schema)."""
        encoding = self._schemas.keyword(schema, "contentEncoding")
        return self._schemas.keyword(schema, "format") == "byte" or str(encoding).lower() == "base64"

    def _by_pattern(self, pattern: JSON) -> Iterator[str]:
        """What a pattern beside a format takes, with the run's name before or behind it: addresses of one host."""
        made = self._generated({"type": "string", "pattern": pattern}) if isinstance(pattern, str) else None
        yield from (f"{self._tag}{made}", f"{made}{self._tag}", made) if isinstance(made, str) else ()


def in_base64(text: str) -> str:
    """A text of letters and digits that begins so and is the Base64 of some octets (RFC 4648 section 4)."""
    return text + "A" * (-len(text) % 4)
