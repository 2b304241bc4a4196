"""Credentials that are read from a file, since a command line is seen by every user of the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

_MOST = 1_000_000


def keys_in(path: Path) -> list[str]:
    """The keys in a file of UTF-8, one a line, without blanks around them; raises UsageError where there is none."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(_MOST + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8"
        raise UsageError(f"the key file {path} can't be read: {reason}") from None
    if len(text) > _MOST:
        raise UsageError(f"{path} is larger than a key file; write one key a line into a file of its own")
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise UsageError(f"the key file {path} holds no key; write one a line")
    return found
