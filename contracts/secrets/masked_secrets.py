"""What stands in for a secret: nothing of a given credential, beginning, number and length of one that was met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.secrets.known_secrets import CREDENTIAL, MASK, KnownSecrets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.secrets.document_words import DocumentWords

_FOUND_ANYWHERE_FROM = 8
_PASSWORD_FROM = 4
"""Of `user:password` the password is a secret of its own."""


def is_mask(value: object) -> bool:
    """Whether ``value`` is what stands in for a secret."""
    return isinstance(value, str) and MASK.fullmatch(value) is not None


class MaskedSecrets:
    """The masks of one run; the same secret always gets the same one. ``words`` are those that everybody knows."""

    def __init__(self, given: Iterable[str], words: DocumentWords | None = None) -> None:
        secrets = [secret for secret in dict.fromkeys(given) if secret]
        self._numbers: dict[str, int] = {}
        self._sought: set[str] = set()
        self._known_secrets = KnownSecrets(words)
        for number, secret in enumerate(secrets, 1):
            mask = "[credential]" if len(secrets) == 1 else f"[credential-{number}]"
            self._known_secrets.add(secret, mask)
            if len(password := secret.partition(":")[2]) >= _PASSWORD_FROM:
                self._known_secrets.add(password, mask)

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
        number = self._numbers.setdefault(secret, len(self._numbers) + 1)
        head = "".join(c if c.isascii() and c.isalnum() else "_" for c in secret[: min(4, len(secret) // 4)])
        mask = f"{head}...[secret-{number}:{len(secret)}-characters]"
        if learn and len(secret) >= _FOUND_ANYWHERE_FROM and secret not in self._sought:
            self._sought.add(secret)
            self._known_secrets.add(secret, mask)
        return mask
