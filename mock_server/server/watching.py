"""Notices changed files and has them read again. The door to watchfiles."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from mock_server.errors import MockServerError

if TYPE_CHECKING:
    from collections.abc import Set
    from pathlib import Path

    from mock_server.server.reloading import Reloader

log = logging.getLogger("mock_server")

_STEP_MS = 50
"""Changes that come within so many milliseconds are one."""

_LOOK_MS = 1000
"""How often the files are looked at where nothing tells of a change."""


async def watch(reloader: Reloader) -> None:
    """Read the reloader's files again whenever one of them changes, until cancelled.

    Their folders are watched, since editors put a new file in the place of the old one. That only tells sooner: what
    counts is whether the files are as they were when they were read, so that nothing is lost that happened before a
    watch stood, or where there can be none.
    """
    logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it counts changes, of which the reloader tells more
    told = False
    while True:
        try:
            await _follow(reloader)
        except Exception as error:  # of the system or of the library: a watch must not end unseen
            if not told:
                log.warning("changes of files are seen within a second, not at once: %s", error)
                told = True
            await asyncio.sleep(_LOOK_MS / 1000)
            await _look(reloader)


async def _follow(reloader: Reloader) -> None:
    """Watch the folders until they are others; raises where they can't be watched."""
    from watchfiles import awatch

    folders = await asyncio.to_thread(_folders, reloader)
    async for changes in awatch(
        *folders,
        watch_filter=None,
        step=_STEP_MS,
        debounce=10 * _STEP_MS,
        rust_timeout=_LOOK_MS,
        yield_on_timeout=True,
        recursive=False,
    ):
        missed = await _look(reloader, {path for _, path in changes}) and not changes
        if missed or await asyncio.to_thread(_folders, reloader) != folders:
            return


def _folders(reloader: Reloader) -> set[Path]:
    """Those of the files, as far as they are there."""
    files = reloader.files.paths
    return {folder for file in files if (folder := file if file.is_dir() else file.parent).is_dir()}


async def _look(reloader: Reloader, changed: Set[str] = frozenset()) -> bool:
    """Read the files again where they are others, or are told to have ``changed``; whether they were read."""
    files = reloader.files
    if not (changed and changed & {str(path) for path in files.paths}) and not await asyncio.to_thread(files.differ):
        return False
    try:
        await reloader.reload()
    except MockServerError:
        pass  # the reloader has told it
    except Exception:
        log.exception("the changed files can't be read; what was served before still is")
    return True
