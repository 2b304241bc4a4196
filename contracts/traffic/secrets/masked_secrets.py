"""What stands in for a secret: nothing of a given credential, beginning, number and length of one that was met."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from contracts.run_tag import ANY_TAG
from contracts.traffic.secrets.known_secrets import CREDENTIAL, MASK, KnownSecrets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.traffic.secrets.document_words import DocumentWords

_FOUND_ANYWHERE_FROM = 8
_MOST = 20_000
"""Secrets that are known at a time, each some kilobytes; of more, the half that was met first is forgotten."""
_PASSWORD_FROM = 4
_BEHIND = (re.compile(r":(.*)", re.DOTALL), re.compile(r"^\s*[\w.-]+\s+(\S.*)", re.DOTALL))
"""What is a secret of its own: of `user:password` the password, of `Bearer token` what follows the scheme."""


def is_mask(value: object) -> bool:
    """Whether ``value`` is what stands in for a secret."""
    return isinstance(value, str) and MASK.fullmatch(value) is not None


class MaskedSecrets:
    """The masks of one run; the same secret gets the same one while it is known. ``words`` are those that all know."""

    def __init__(self, given: Iterable[str], words: DocumentWords | None = None) -> None:
        self._given = [secret for secret in dict.fromkeys(given) if secret]
        self._words = words
        self._masks: dict[str, str] = {}
        self._last = 0
        self._sought: set[str] = set()
        self._known_secrets = self._begun()

    def _begun(self) -> KnownSecrets:
        """The given credentials, of which nothing is ever forgotten."""
        known = KnownSecrets(self._words)
        for number, secret in enumerate(self._given, 1):
            mask = "[credential]" if len(self._given) == 1 else f"[credential-{number}]"
            known.add(secret, mask)
            for password in _passwords(secret):
                known.add(password, mask)
        return known

    def replace(self, text: str) -> str:
        """``text`` with every given credential and every learned secret replaced."""
        return self._known_secrets.replace(text)

    def mask(self, secret: str, *, learn: bool = True) -> str:
        """What stands for ``secret``; with ``learn`` it is looked for in every text from now on, if it is long enough.

        Of short secrets less is shown, never more than a quarter. A mask is its own mask.
        """
        if not secret or is_mask(secret):
            return secret
        if secret not in self._sought:
            credential = CREDENTIAL.search(self._known_secrets.replace(secret))
            if credential:
                return credential[0]
        mask = self._masks.get(secret)
        if mask is None:
            if len(self._masks) >= _MOST:
                self._forget()
            self._last += 1
            head = "".join(c if c.isascii() and c.isalnum() else "_" for c in secret[: min(4, len(secret) // 4)])
            mask = self._masks[secret] = f"{head}...[secret-{self._last}:{len(secret)}-characters]"
        long = len(secret) >= _FOUND_ANYWHERE_FROM and not self._is_word(secret)
        if learn and long and secret not in self._sought:
            self._sought.add(secret)
            self._known_secrets.add(secret, mask)
        return mask

    def _is_word(self, secret: str) -> bool:
        """Whether it is a word of the document, or the name of a run, which is hidden in its own place alone."""
        known = self._words is not None and self._words.holds(secret.lower())
        return known or ANY_TAG.fullmatch(secret.lower().encode("utf-8", "replace")) is not None

    def _forget(self) -> None:
        """Begin anew with the given ones and those that were met last."""
        self._masks = dict(islice(self._masks.items(), len(self._masks) // 2, None))
        self._sought &= self._masks.keys()
        self._known_secrets = self._begun()
        for secret in self._sought:
            self._known_secrets.add(secret, self._masks[secret])


def _passwords(given: str) -> list[str]:
    """The parts of a given credential that are secrets of their own."""
    found = [match[1] for behind in _BEHIND if (match := behind.search(given)) is not None]
    return [password for password in found if len(password) >= _PASSWORD_FROM]
