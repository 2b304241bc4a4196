"""Notices changed files and has them read again. The door to watchfiles."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from mock_server.errors import MockServerError

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.server.reloading import Reloader

_STEP_MS = 50
"""Changes that come within so many milliseconds are one."""


async def watch(reloader: Reloader) -> None:
    """Read the reloader's files again whenever one of them changes, until cancelled.

    Their folders are watched, since editors put a new file in the place of the old one.
    """
    from watchfiles import awatch

    while True:
        files = reloader.files
        folders = {file if file.is_dir() else file.parent for file in files}

        def concerns(_: object, path: str, files: set[Path] = files) -> bool:
            return any(path == str(file) or (file.is_dir() and path.startswith(f"{file}/")) for file in files)

        async for _ in awatch(*folders, watch_filter=concerns, step=_STEP_MS, debounce=10 * _STEP_MS, recursive=False):
            with contextlib.suppress(MockServerError):  # the reloader has told it
                await reloader.reload()
            if reloader.files != files:
                break
