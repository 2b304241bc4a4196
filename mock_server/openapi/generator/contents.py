"""Strings that hold something else: texts of a media type, by a schema of their own, in an encoding.

JSON Schema Validation 2020-12, section 8: `contentMediaType`, `contentSchema`, `contentEncoding`. What is made here
conforms when it is decoded and parsed.
"""

from __future__ import annotations

import base64
import quopri
import re
from typing import TYPE_CHECKING

from mock_server.openapi.generator.generation_state import Run, Spent, Stuck
from mock_server.openapi.generator.texts import letters
from mock_server.openapi.reading import percent
from mock_server.openapi.reading.json_text import dump_json, text_of
from mock_server.openapi.reading.media_types import essence, is_json, is_sequence, is_xml
from mock_server.openapi.reading.sample_files import sample

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.recipe_cache import RecipeCache
    from mock_server.openapi.generator.strings import StringForm

_TRIES = 12
_WAYS = ((True, False, 40, 1), (True, True, 40, 2), (False, True, 600, 2), (False, True, 20, 3), (False, True, 0, 4))
"""Each way to try: with examples, with choices that are checked on the way, how many values, how many times."""

_WORDS = frozenset(("contentMediaType", "contentSchema", "contentEncoding"))
_JSON = "application/json"
_JWT = "application/jwt"
_FORM = "application/x-www-form-urlencoded"
_HTML = ("text/html", "application/xhtml+xml")
_TABLES = {"text/csv": ",", "text/tab-separated-values": "\t"}
_ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "base64url": base64.urlsafe_b64encode,
    "base32": base64.b32encode,
    "base32hex": base64.b32hexencode,
    "base16": base64.b16encode,
    "hex": base64.b16encode,
    "quoted-printable": quopri.encodestring,
}
"""RFC 4648, and RFC 2045 section 6.7; 7bit, 8bit, binary and what is unknown leave a text as it is."""


class ContentForm:
    """Makes the strings of a conjunction that says what is in them; ``form`` knows their lengths and patterns."""

    def __init__(self, recipes: RecipeCache, found: Conjunction, form: StringForm) -> None:
        named = next((each for each in found.values("contentMediaType") if isinstance(each, str)), "")
        schemas = [each for each in found.values("contentSchema") if isinstance(each, dict | bool)]
        encoding = next((str(each).lower() for each in found.values("contentEncoding")), "")
        self._recipes = recipes
        self._media = essence(named) or (_JSON if schemas else "")
        self._recipe = recipes.recipe(*schemas)
        self._described = bool(schemas)
        self._encode = _ENCODINGS.get(encoding)
        self._form = form

    def tells(self) -> bool:
        """Whether these strings hold something that can be made here."""
        if not self._media:
            return self._encode not in (None, base64.b64encode) and not self._form.patterns
        known = is_json(self._media) or self._is_xml or self._media in (*_HTML, *_TABLES, _JWT)
        return self._described or known or self._encode is not None

    def make(self, run: Run, name: str | None) -> str:
        """One of these strings; raises Stuck where none was found that is right in length and form."""
        text = ""
        for _ in range(_TRIES):
            octets = self._octets(run, name)
            encoded = octets if self._encode is None else self._encode(octets)
            text = encoded.decode("utf-8", "replace")
            if self._form.holds(text):
                return text
        raise Stuck

    def _octets(self, run: Run, name: str | None) -> bytes:
        if not self._media:
            return letters(run.random, max(3, self._form.low // 2)).encode()
        if not self._described and (found := sample(self._media)) is not None:
            return found
        value = self._value(run, name)
        if self._media == _JWT:
            return _token(value)
        if self._media == _FORM and isinstance(value, dict):
            return percent.form((key, _plain(item)) for key, item in value.items()).encode()
        if self._media in _HTML and not self._described:
            return f"<!DOCTYPE html><html><body><p>{_escaped(_plain(value))}</p></body></html>".encode()
        if self._media in _TABLES:
            return _table(value, _TABLES[self._media])
        if is_sequence(self._media) and isinstance(value, list):
            return b"".join(dump_json(item) + b"\n" for item in value)
        if self._is_xml:
            return _element("root", value).encode()
        return dump_json(value) if self._described or is_json(self._media) else _plain(value).encode()

    @property
    def _is_xml(self) -> bool:
        return is_xml(self._media)

    def _value(self, run: Run, name: str | None) -> JSON:
        """What the string holds, checked: nobody else looks into it."""
        if not self._described and not (is_json(self._media) or self._is_xml):
            return self._recipes.fakes.maker("label")(run.random)
        value: JSON = None
        for examples, careful, size, times in _WAYS:
            for _ in range(times):
                way = Run(run.random, run.examples and examples, careful, run.varied, run.steps, active=run.active)
                try:
                    value = self._recipe.make(way, size, name)
                except (Stuck, Spent, RecursionError):
                    continue
                finally:
                    run.steps = max(0, way.steps)
                if not self._described or self._recipe.accepts(value):
                    return value
        if value is None:
            raise Stuck
        return value


def content_form(recipes: RecipeCache, found: Conjunction, form: StringForm) -> ContentForm | None:
    """What the strings of this conjunction hold, None where nothing is said of it that can be made."""
    if not any(_WORDS & part.schema.keys() for part in found.parts):
        return None
    made = ContentForm(recipes, found, form)
    return made if made.tells() else None


def _token(value: JSON) -> bytes:
    """A JSON Web Token of header and claims (RFC 7519), with a signature that nobody can check."""
    parts = value if isinstance(value, list) and len(value) > 1 else [{"typ": "JWT", "alg": "HS256"}, value]
    claims = parts[1] if isinstance(parts[1], dict) else {"sub": _plain(parts[1])}
    texts = [base64.urlsafe_b64encode(part).rstrip(b"=") for part in (dump_json(parts[0]), dump_json(claims), b"none")]
    return b".".join(texts)


def _table(value: JSON, mark: str) -> bytes:
    rows = value if isinstance(value, list) else [value]
    if rows and all(isinstance(row, dict) for row in rows):
        heads = list(dict.fromkeys(key for row in rows for key in row))
        cells = [heads, *([_plain(row.get(head, "")) for head in heads] for row in rows)]
    else:
        cells = [[_plain(cell) for cell in (row if isinstance(row, list) else [row])] for row in rows]
    return "".join(mark.join(_quoted(cell, mark) for cell in row) + "\r\n" for row in cells).encode()


def _quoted(text: str, mark: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in (mark, '"', "\r", "\n")) else text


def _element(name: str, value: JSON) -> str:
    """A value as an XML element; an array is its items, one after the other."""
    if isinstance(value, dict):
        inner = "".join(
            _element(key, item) for key, held in value.items() for item in (held if isinstance(held, list) else [held])
        )
    elif isinstance(value, list):
        inner = "".join(_element("item", item) for item in value)
    else:
        inner = _escaped(_plain(value))
    tag = re.sub(r"[^A-Za-z0-9_.-]", "_", name)
    tag = tag if tag[:1].isalpha() else f"_{tag}"
    return f"<{tag}>{inner}</{tag}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _plain(value: JSON) -> str:
    return "" if value is None else text_of(value)
