"""The names a run gives to what it creates: recognisable, long, random by the seed, fitted to their schema."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from contracts.run_tag import BEGINNING, LETTERS
from contracts.traffic.evidence import dumped

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi import JSON

SHORT = 10**9
"""The least number of a run where longer ones don't fit; others may have such a number by chance."""
_PART = 7
"""How many letters of the tag a short name has."""
_ALPHABET = "abcdefghijkmnpqrstuvwxyz"


class RunNames:
    """Numbers the names of one run; ``tag`` is in every one of them and derives from the seed alone."""

    def __init__(self, seed: int, attempt: int = 0) -> None:
        digest = hashlib.sha256(f"{seed}/{attempt}".encode()).digest()
        self.seed = seed
        self.attempt = attempt
        self.tag = BEGINNING + "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:LETTERS])
        self.spelled: dict[str, Callable[[str], str]] = {}
        """In which case a service keeps the keys of a resource, where it keeps them in one."""
        self.codes: dict[str, Callable[[], str]] = {}
        """Short texts of the run's that services keep but once, and what makes another one of the same form."""
        self._mark = self.tag.encode()
        """What tells that a value is of the run: its tag, or the part of that which its short names have."""
        self._count = 0
        self._others: set[str] = set()

    def fresh(self, fits: Callable[[str], bool] | None = None) -> str:
        """A name that this run has not used; the first of some spellings that ``fits``."""
        self._count += 1
        number = self._count
        letters = self.letters(number)
        digits = self.digits(number)
        spellings = (
            f"{self.tag}-{letters}",
            f"{self.tag}_{letters}",
            f"{self.tag}{letters}",
            f"{self.tag}{letters}".upper(),
            self.short(number),
            self.short(number).upper(),
            digits,
            self.uuid(number),
        )
        if fits is None:
            return spellings[0]
        name = next((name for name in spellings if fits(name)), spellings[0])
        if self.tag not in name.lower() and name.lower().startswith(self.tag[:_PART]):
            self._mark = self.tag[:_PART].encode()
        return name

    def number(self, fits: Callable[[int], bool] | None = None) -> str:
        """A number that this run has not used, for keys that are whole numbers; of 31 bits where a longer one doesn't
        ``fit``.
        """
        used = self.number_used()
        name = self.digits(used)
        return name if fits is None or fits(int(name)) else self.digits(used, SHORT)

    def go_on(self, number: int) -> None:
        """Take names from this number on."""
        self._count = max(self._count, number)

    def number_used(self) -> int:
        """The next number that this run has not used."""
        self._count += 1
        return self._count

    def letters(self, number: int) -> str:
        """Four or more letters that stand for ``number``."""
        text = ""
        while number or len(text) < 4:
            number, digit = divmod(number, len(_ALPHABET))
            text = _ALPHABET[digit] + text
        return text

    def digits(self, number: int, least: int = 10**14) -> str:
        """Digits for ``number`` that no other run has: fifteen, or as many as ``least`` has."""
        digest = hashlib.sha256(f"{self.tag}/{number}".encode()).hexdigest()
        name = str(least + int(digest[:12], 16) % least)
        self._others.add(name)
        return name

    def short(self, number: int) -> str:
        """Ten letters for ``number``, where no whole tag fits: seven of the tag, and three that count."""
        name = f"{self.tag[:_PART]}{self.letters(number)[-3:]}"
        self._others.add(name)
        return name

    def uuid(self, number: int) -> str:
        """A version 4 UUID for ``number``."""
        text = hashlib.sha256(f"{self.tag}/{number}".encode()).hexdigest()
        name = f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"
        self._others.add(name)
        return name

    def marks(self, value: JSON) -> bool:
        """Whether the tag, or a short name of the run, stands somewhere in a value, whatever its case."""
        return self._mark in dumped(value).lower()

    def owns(self, name: str) -> bool:
        """Whether the tag is in ``name``, whatever its case, or the run made it without one."""
        return self.tag in name.lower() or name.lower() in self._others
