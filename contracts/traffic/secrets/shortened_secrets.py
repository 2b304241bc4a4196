"""Finds the beginning or the end of a known secret, as services show it: `sk_9f3a2c...`, `...c41d77`, `ab12cdXXXX`.

A part counts from six characters on where it stands as a word of its own, or beside a run of `x`; from twelve on one
edge is enough. Letters' case is no matter. A word of the document that happens to begin or end a secret gives nothing
away, and stays; so does the name of a run, which ends the passwords that it makes up and everything else, and a short
word of letters alone that is one of those which a secret has (the last of an address), unless it is shown as cut off.
"""

from __future__ import annotations

import bisect
import re
from typing import TYPE_CHECKING

from contracts.run_tag import ANY_TAG
from contracts.traffic.secrets.secret_forms import lower, shortened_forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.traffic.secrets.document_words import DocumentWords

_PART_FROM = 6
_SURE_FROM = 12
_WORD = re.compile(r"\w+")
_BEHIND = re.compile(r"\W+$")
_CUT_OFF = re.compile(r"\W*(?:\.\.|…|\*|•)")
"""How a text goes on that was cut off."""


class ShortenedSecrets:
    """The beginnings of secrets with what stands in for them; ``backwards`` for their ends.

    ``words`` are those that everybody knows.
    """

    def __init__(self, words: DocumentWords, *, backwards: bool = False) -> None:
        self._words = words
        self._backwards = backwards
        self._by_start: dict[str, list[tuple[str, str]]] = {}
        self._letters: tuple[set[str], ...] = tuple(set() for _ in range(_PART_FROM))
        self._candidate: re.Pattern[str] | None = None

    def add(self, secret: str, mask: str) -> None:
        """Look for parts of ``secret`` from now on; nothing where it is hardly longer than a part."""
        for form in shortened_forms(secret):
            if len(form) <= _PART_FROM:
                continue
            form = form[::-1] if self._backwards else form
            bisect.insort(self._by_start.setdefault(form[:_PART_FROM], []), (form, mask))
            for letter, known in zip(form, self._letters, strict=False):
                if letter not in known:
                    known.add(letter)
                    self._candidate = None

    def replace(self, text: str) -> str:
        """``text`` with each part replaced; takes time linear in the text."""
        if not self._by_start or len(text) < _PART_FROM:
            return text
        text = text[::-1] if self._backwards else text
        sought = lower(text)
        parts: list[str] = []
        last = 0
        for candidate in self._candidates(sought):
            position = candidate.start()
            if position < last or (position and sought[position - 1].isalnum()):
                continue
            length, form, mask = self._longest(sought, position)
            told = length >= _SURE_FROM or (length and _ends(sought, position + length))
            if told and not self._is_plain(sought, position, form, length) and self._says_more(form[:length]):
                parts += (text[last:position], mask[::-1] if self._backwards else mask)
                last = position + length
        text = "".join((*parts, text[last:])) if last else text
        return text[::-1] if self._backwards else text

    def _longest(self, sought: str, position: int) -> tuple[int, str, str]:
        """How much of which secret stands at ``position``: one of the two beside it in the order of the alphabet."""
        held = self._by_start.get(sought[position : position + _PART_FROM])
        if not held:
            return 0, "", ""
        longest = max(len(form) for form, _ in held) if len(held) < 3 else 512
        rest = sought[position : position + longest]
        place = bisect.bisect_left(held, (rest, ""))
        return max((_common(form, rest), form, mask) for form, mask in held[max(0, place - 1) : place + 1])

    def _is_plain(self, sought: str, position: int, form: str, length: int) -> bool:
        """Whether the part at ``position`` is no more than a word of the document, or lies inside one; or a short word
        of letters that ends in the secret too, which is hardly a random text then.
        """
        found = _WORD.match(sought, position)
        bare = _BEHIND.sub("", form[:length])
        if found is None or len(bare) > len(found[0]) or sought[position - 1 : position] == "_":
            return False
        if self._words.holds(found[0][::-1] if self._backwards else found[0]):
            return True
        ends = len(bare) < _SURE_FROM and form[len(bare) : len(bare) + 1] and not _WORD.match(form, len(bare))
        return bool(ends) and bare == found[0] and bare.isalpha() and not _CUT_OFF.match(sought, found.end())

    def _says_more(self, part: str) -> bool:
        """Whether a part says more than the name of a run, which stands in all that it makes up."""
        part = part[::-1] if self._backwards else part
        data = part.encode("utf-8", "surrogatepass")
        rest = ANY_TAG.sub(b"", data)
        return len(rest) == len(data) or len(rest.strip(b" _-")) >= _PART_FROM

    def _candidates(self, text: str) -> Iterator[re.Match[str]]:
        if self._candidate is None:
            classes = ("".join(map(re.escape, sorted(known))) for known in self._letters)
            self._candidate = re.compile(f"(?={''.join(f'[{letters}]' for letters in classes)})")
        return self._candidate.finditer(text)


def _common(one: str, other: str) -> int:
    length = min(len(one), len(other))
    return next((index for index in range(length) if one[index] != other[index]), length)


def _ends(text: str, end: int) -> bool:
    return not text[end : end + 1].isalnum() or text.startswith("xx", end)
