"""Finds known secrets in text, in every form in which they may travel and whatever their case, and replaces them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.secrets.document_words import DocumentWords
from contracts.traffic.secrets.secret_forms import forms, lower
from contracts.traffic.secrets.shortened_secrets import ShortenedSecrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CREDENTIAL = re.compile(r"\[credential(?:-([0-9]+))?\]")
"""How a given credential is shown; numbered where the run was given several."""

MASK = re.compile(rf"{CREDENTIAL.pattern}|[\w.-]{{0,4}}\.\.\.\[secret-[0-9]+:[0-9]+-characters\]")
"""What stands in for a secret; nothing is sought in it."""

_WINDOW = 4
_WHOLE_WORD_BELOW = 8
_SHORT = 256
_MOST_KEPT = 4096
"""Short texts, header fields above all, come again and again: what became of them is kept until a secret is added."""


class KnownSecrets:
    """Secrets with what stands in for them; ``words`` are those that everybody knows."""

    def __init__(self, words: DocumentWords | None = None) -> None:
        self._by_start: dict[str, dict[int, dict[str, str]]] = {}
        self._tiny: list[tuple[re.Pattern[str], str]] = []
        self._letters: tuple[set[str], ...] = tuple(set() for _ in range(_WINDOW))
        self._candidate: re.Pattern[str] | None = None
        words = words or DocumentWords()
        self._kept: dict[str, str] = {}
        self._shortened = (ShortenedSecrets(words), ShortenedSecrets(words, backwards=True))

    def add(self, secret: str, mask: str) -> None:
        """Look for ``secret`` from now on, whole and shortened."""
        for shortened in self._shortened:
            shortened.add(secret, mask)
        for form in forms(secret):
            if len(form) < _WINDOW:
                self._tiny.append((re.compile(rf"(?i)(?<![\w-]){re.escape(form)}(?![\w-])"), mask))
                continue
            lengths = self._by_start.setdefault(form[:_WINDOW], {})
            lengths.setdefault(len(form), {}).setdefault(form, mask)
            if any(letter not in known for letter, known in zip(form, self._letters, strict=False)):
                for letter, known in zip(form, self._letters, strict=False):
                    known.add(letter)
                self._candidate = None
        self._kept = {}

    def replace(self, text: str) -> str:
        """``text`` with each known secret replaced, the longest first; takes time linear in the text."""
        kept = self._kept
        found = kept.get(text)
        if found is None:
            found = _outside_masks(self._whole, text)
            for shortened in self._shortened:
                found = _outside_masks(shortened.replace, found)
            if len(text) <= _SHORT and len(kept) < _MOST_KEPT:
                kept[text] = found
        return found

    def _whole(self, text: str) -> str:
        sought = lower(text)
        parts: list[str] = []
        last = 0
        for candidate in self._candidates(sought):
            position = candidate.start()
            if position < last:
                continue
            lengths = self._by_start.get(sought[position : position + _WINDOW], {})
            for length in sorted(lengths, reverse=True):
                form = sought[position : position + length]
                mask = lengths[length].get(form)
                if mask is not None and _stands(form, text, position):
                    parts += (text[last:position], mask)
                    last = position + length
                    break
        if last:
            text = "".join((*parts, text[last:]))
        for pattern, mask in self._tiny:
            text = pattern.sub(mask.replace("\\", r"\\"), text)
        return text

    def _candidates(self, text: str) -> Iterator[re.Match[str]]:
        """The places where a form could begin by its first characters."""
        if self._candidate is None:
            classes = ("".join(map(re.escape, sorted(known))) for known in self._letters)
            pattern = "".join(f"[{letters}]" for letters in classes) if self._by_start else "(?!)"
            self._candidate = re.compile(f"(?={pattern})")
        return self._candidate.finditer(text)


def _outside_masks(replace: Callable[[str], str], text: str) -> str:
    parts: list[str] = []
    last = 0
    for mask in MASK.finditer(text) if "[" in text else ():
        parts += (replace(text[last : mask.start()]), mask[0])
        last = mask.end()
    return "".join((*parts, replace(text[last:]))) if last else replace(text)


def _stands(form: str, text: str, position: int) -> bool:
    """Whether a short form is a word of its own here; a long one is a secret wherever it stands."""
    if len(form) >= _WHOLE_WORD_BELOW:
        return True
    end = position + len(form)
    return not (
        (form[0].isalnum() and position > 0 and text[position - 1].isalnum())
        or (form[-1].isalnum() and end < len(text) and text[end].isalnum())
    )
