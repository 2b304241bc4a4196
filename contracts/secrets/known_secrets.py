"""Finds known secrets in text, in every form in which they may travel, and replaces them.

Forms: as it is, percent-encoded (RFC 3986 section 2.1, and as a form field), as in a JSON string, escaped for HTML,
and in base64 (RFC 4648) at each of the three alignments, so that it is found inside `user:secret` too.
"""

from __future__ import annotations

import base64
import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterator

_WINDOW = 4
_WHOLE_WORD_BELOW = 8
_BASE64_FROM = 6
_PERCENT = re.compile(r"%[0-9A-F]{2}")


class KnownSecrets:
    """Secrets with what stands in for them."""

    def __init__(self) -> None:
        self._by_start: dict[str, dict[int, dict[str, str]]] = {}
        self._tiny: list[tuple[re.Pattern[str], str]] = []
        self._letters: tuple[set[str], ...] = tuple(set() for _ in range(_WINDOW))
        self._candidate: re.Pattern[str] | None = None

    def add(self, secret: str, mask: str, *, encoded: bool) -> None:
        """Look for ``secret`` from now on; with ``encoded`` in base64 as well."""
        for form in forms(secret, encoded=encoded):
            if len(form) < _WINDOW:
                self._tiny.append((re.compile(rf"(?<![\w-]){re.escape(form)}(?![\w-])"), mask))
                continue
            lengths = self._by_start.setdefault(form[:_WINDOW], {})
            lengths.setdefault(len(form), {}).setdefault(form, mask)
            if any(letter not in known for letter, known in zip(form, self._letters, strict=False)):
                for letter, known in zip(form, self._letters, strict=False):
                    known.add(letter)
                self._candidate = None

    def replace(self, text: str) -> str:
        """``text`` with each known secret replaced, the longest first; takes time linear in the text."""
        parts: list[str] = []
        last = 0
        for candidate in self._candidates(text):
            position = candidate.start()
            if position < last:
                continue
            lengths = self._by_start.get(text[position : position + _WINDOW], {})
            for length in sorted(lengths, reverse=True):
                form = text[position : position + length]
                mask = lengths[length].get(form)
                if mask is not None and _stands(form, text, position):
                    parts += (text[last:position], mask)
                    last = position + length
                    break
        if last:
            text = "".join((*parts, text[last:]))
        for pattern, mask in self._tiny:
            text = pattern.sub(lambda _, mask=mask: mask, text)  # type: ignore[misc]
        return text

    def _candidates(self, text: str) -> Iterator[re.Match[str]]:
        """The places where a form could begin by its first characters."""
        if self._candidate is None:
            classes = ("".join(map(re.escape, sorted(known))) for known in self._letters)
            pattern = "".join(f"[{letters}]" for letters in classes) if self._by_start else "(?!)"
            self._candidate = re.compile(f"(?={pattern})")
        return self._candidate.finditer(text)


def forms(secret: str, *, encoded: bool) -> list[str]:
    """Every form of ``secret`` that is looked for, without repetition."""
    if not secret:
        return []
    found = [
        secret,
        quote(secret, safe="", errors="surrogatepass"),
        quote(secret, errors="surrogatepass"),
        quote_plus(secret, errors="surrogatepass"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        html.escape(secret),
        html.escape(secret, quote=False),
    ]
    found += [_PERCENT.sub(lambda match: match[0].lower(), form) for form in found[1:4]]
    if encoded and len(secret) >= _BASE64_FROM:
        for text in _base64_forms(secret.encode("utf-8", "surrogatepass")):
            found += (text, text.replace("+", "-").replace("/", "_"), quote(text, safe=""))
    return list(dict.fromkeys(found))


def _base64_forms(data: bytes) -> list[str]:
    """The characters of base64 that ``data`` alone decides, after 0, 1 or 2 other bytes."""
    found = []
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).decode()
        found.append(text[(0, 2, 3)[before] : (before + len(data)) * 8 // 6])
    return found


def _stands(form: str, text: str, position: int) -> bool:
    """Whether a short form is a word of its own here; a long one is a secret wherever it stands."""
    if len(form) >= _WHOLE_WORD_BELOW:
        return True
    end = position + len(form)
    return not (
        (form[0].isalnum() and position > 0 and text[position - 1].isalnum())
        or (form[-1].isalnum() and end < len(text) and text[end].isalnum())
    )
