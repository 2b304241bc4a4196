"""Reads a file that the user names: whatever is wrong with it is one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

MEGABYTE = 1024 * 1024


def octets(path: Path, what: str, most: int) -> bytes:
    """The content of the file, which is called ``what`` in errors and has ``most`` megabytes; raises UsageError."""
    try:
        with path.open("rb") as stream:
            found = stream.read(most * MEGABYTE + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise UsageError(f"{what} {path} can't be read: {reason}") from None
    if len(found) > most * MEGABYTE:
        raise UsageError(f"{what} {path} is larger than {most} MB, which is more than is read")
    return found


def text(path: Path, what: str, most: int) -> str:
    """The same as a text."""
    try:
        return octets(path, what, most).decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise UsageError(f"{what} {path} is not UTF-8") from None
