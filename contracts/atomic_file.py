"""Writes a file whole or not at all: what is there stays until the new content is on disk."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def write(path: Path, pieces: Iterable[str]) -> None:
    """Write the pieces as UTF-8; folders are made; a pipe, a terminal or a device is written to directly.

    Raises OSError, and then the old file is as it was.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.writelines(pieces)
        return
    with _replacing(path) as handle, os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
        stream.writelines(pieces)


def hindrance(path: Path) -> str | None:
    """Why no file can become of ``path``, however the disk is: a folder stands there, or a file above it."""
    above = next((folder for folder in path.parents if folder.exists()), None)
    if path.is_dir():
        return f"{path} is a folder; name a file"
    return f"{above} is no folder, so {path} can't be written" if above is not None and not above.is_dir() else None


def write_octets(path: Path, data: bytes) -> None:
    """As `write`, of a file that is no text."""
    with _replacing(path) as handle, os.fdopen(handle, "wb") as stream:
        stream.write(data)


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[int]:
    """What takes the place of ``path`` at the end, open; nothing does where something goes wrong."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        yield handle
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
