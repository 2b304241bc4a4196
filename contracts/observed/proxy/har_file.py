"""An HTTP Archive that grows: an entry a line, and a whole archive after each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.errors import UsageError
from contracts.reports import har

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import JSON


class HarFile:
    """The file at ``path``, begun anew; raises UsageError where it can't be written.

    Each entry is written with the archive's end in one go over the end before it, so that whoever ends the process,
    and however, finds an archive. ``lost`` says why no more is written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lost: str | None = None
        self._end = har.END.encode()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("wb", buffering=0)
            self._place = self._file.write(har.beginning().encode() + self._end) - len(self._end)
        except OSError as error:
            raise UsageError(f"--har {path} can't be written: {error.strerror or error}") from None
        self._separator = "\n"

    def add(self, entry: dict[str, JSON]) -> None:
        """Write one entry."""
        if self.lost is not None:
            return
        data = (self._separator + har.written(entry)).encode("utf-8", "backslashreplace")
        try:
            self._file.seek(self._place)
            written = self._file.write(data + self._end)
            if written < len(data) + len(self._end):  # the disk is full: take it back
                self._give_up("no space is left")
                return
        except OSError as error:
            self._give_up(error.strerror or str(error))
            return
        self._place += len(data)
        self._separator = ",\n"

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _give_up(self, why: str) -> None:
        self.lost = why
        try:
            self._file.seek(self._place)
            self._file.truncate()
            self._file.write(self._end)
        except OSError:
            return
