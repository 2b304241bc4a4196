"""Notices changed files and has them read again. The door to watchfiles."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mock_server.errors import MockServerError

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.server.reloading import Reloader

log = logging.getLogger("mock_server")

_STEP_MS = 50
"""Changes that come within so many milliseconds are one."""


async def watch(reloader: Reloader) -> None:
    """Read the reloader's files again whenever one of them changes, until cancelled.

    Their folders are watched, since editors put a new file in the place of the old one.
    """
    from watchfiles import awatch

    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts changes, of which the reloader tells more

    def concerns(_: object, path: str) -> bool:
        if reloader.has_failed:  # what it lacks may be a file of which it does not know yet
            return True
        return any(path == str(file) or (file.is_dir() and path.startswith(f"{file}/")) for file in reloader.files)

    while True:
        folders = _folders(reloader)
        async for _ in awatch(*folders, watch_filter=concerns, step=_STEP_MS, debounce=10 * _STEP_MS, recursive=False):
            await _read_again(reloader)
            if _folders(reloader) != folders:
                break
        await _read_again(reloader)  # what changed in a folder that is watched only from now on


def _folders(reloader: Reloader) -> set[Path]:
    return {file if file.is_dir() else file.parent for file in reloader.files}


async def _read_again(reloader: Reloader) -> None:
    try:
        await reloader.reload()
    except MockServerError:
        pass  # the reloader has told it
    except Exception:
        log.exception("the changed files can't be read; what was served before still is")
