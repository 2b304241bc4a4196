"""What the journal asks of the operating system beyond ``write``: whole writes and durable ones."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

_FULL_SYNC: int | None = getattr(fcntl, "F_FULLFSYNC", None)
_data_sync: Callable[[int], None] = getattr(os, "fdatasync", os.fsync)


def sync(fd: int) -> None:
    """Return once the file's bytes are on the disk.

    ``fdatasync`` carries the size as well (POSIX.1-2017); macOS keeps ``fsync`` in the drive's cache and has
    ``F_FULLFSYNC`` instead (its fsync(2)).
    """
    if _FULL_SYNC is not None:
        fcntl.fcntl(fd, _FULL_SYNC)
    else:
        _data_sync(fd)


def sync_directory(path: str) -> None:
    """Make the directory entry of ``path`` durable, where the file system can."""
    fd = os.open(Path(path).parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(fd)


def write_all(fd: int, data: bytes) -> None:
    """Write all of ``data``, however many calls it takes; raises OSError with a part of it written."""
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view) :]
