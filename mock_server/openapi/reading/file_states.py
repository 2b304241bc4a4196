"""What files were like when they were read, by which a change of them is known, whoever tells of it."""

from __future__ import annotations

import os
import stat
from pathlib import Path


class FileStates:
    """Files, and folders, that something was made of, each as it was when it was noted: before it was read.

    So a change that comes while it is read makes a difference, at worst one that has been read already.
    """

    def __init__(self) -> None:
        self._noted: dict[Path, tuple[object, ...] | None] = {}

    def note(self, path: Path) -> None:
        """Say that this file is about to be read, or looked for; of a folder, that what it holds is."""
        if path not in self._noted:
            self._noted[path] = _state(path)

    @property
    def paths(self) -> set[Path]:
        """What was noted, with symbolic links followed."""
        return {Path(os.path.realpath(path)) for path in list(self._noted)}

    def differ(self) -> bool:
        """Whether any of it is another by now, has gone or has come."""
        return any(_state(path) != state for path, state in list(self._noted.items()))


def _state(path: Path) -> tuple[object, ...] | None:
    """Of a folder its names, of a file which it is, its size and when it was changed; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of files at a time
        if stat.S_ISDIR(found.st_mode):
            return tuple(sorted(os.listdir(path)))  # noqa: PTH208
    except (OSError, ValueError):
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
