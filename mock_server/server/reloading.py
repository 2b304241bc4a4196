"""Reads documents, first records and handlers again while the mock runs; the records stay.

The files are read on a thread, so that requests are answered meanwhile, and what comes of them is served from one
request to the next. What can't be served leaves all as it was.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from mock_server.errors import MockServerError, UsageError
from mock_server.openapi.reading.file_states import FileStates
from mock_server.server.admin.opening import closed_by
from mock_server.server.loading import Files, load_again
from mock_server.server.old_documents import OldDocuments
from mock_server.server.unfit_records import UnfitRecords, unfit

if TYPE_CHECKING:
    from mock_server.engine.api import Api
    from mock_server.server.app import MockApp
    from mock_server.settings import Settings

log = logging.getLogger("mock_server")


@dataclass(frozen=True)
class Reloaded:
    """What came of reading the files again: operations as ``METHOD /path``, and the records that fit no more."""

    operations: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    records: tuple[UnfitRecords, ...]

    def sentence(self) -> str:
        """It for people."""
        changes = [
            f"{len(names)} {word} ({', '.join(names[:_NAMED])}{', …' if len(names) > _NAMED else ''})"
            for word, names in (("new", self.added), ("gone", self.removed))
            if names
        ]
        parts = [f"{self.operations} operations{''.join(f', {change}' for change in changes)}"]
        return "; ".join([*parts, *(str(resource) for resource in self.records)])


_NAMED = 5
_STAYS = "what was served before still is, for the files can't be served"


class Reloader:
    """Lets ``app`` serve what the files of its settings say by now."""

    def __init__(self, app: MockApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._one_at_a_time = asyncio.Lock()
        self.files = app.apis[0].document.references.files
        """Every file that was read last, as it was: documents, what they refer to, overlays, first records, handlers.

        Where they could not be served it is those that were read up to then, on which alone that depends.
        """
        self._old = OldDocuments(app.live)
        self.count = 0
        """How often they were read again, and served."""
        self.failure = ""
        """Why what is served is not what the files say, as the log says it; empty where it is."""

    async def reload(self) -> Reloaded:
        """Read the files and serve them; raises MockServerError, with what was served before still there."""
        async with self._one_at_a_time:
            try:
                self.files = FileStates()
                read = partial(Files.read, self._settings, self.files)
                files = await asyncio.get_running_loop().run_in_executor(None, read)
                await asyncio.to_thread(self._app.live.hidden.look)  # what stays secret of the old document
                before, reloaded = self._serve(files)
            except MockServerError as error:
                self.failure = f"{_STAYS}: {error}"
                self._tell(logging.ERROR, "not-reloaded", self.failure)
                raise
            self.failure = ""
            self.count += 1
            self._old.add()
            reloaded = replace(reloaded, records=await unfit(before, self._app.apis))
            self._tell(logging.WARNING, "reloaded", f"read again: {reloaded.sentence()}")
            return reloaded

    def close(self) -> None:
        """The mock ends."""
        self._old.close()

    def _tell(self, level: int, kind: str, sentence: str) -> None:
        """Say it in the log and to those who listen to the admin API's events."""
        log.log(level, "%s", sentence)
        if self._app.live.journal is not None:
            self._app.live.journal.announce(kind, {"says": sentence})

    def _serve(self, files: Files) -> tuple[tuple[Api, ...], Reloaded]:
        """Serve them from now on; the documents that were before, and what came of it but for the records."""
        app, before = self._app, self._app.apis
        loaded = load_again(files, self._settings, app.sandboxes, before)
        apis = loaded.apis
        if app.admin is not None and (closed := closed_by(apis, app.admin.prefix)):
            raise UsageError(closed)
        loaded.begin(app.sandboxes)
        app.serve(apis)
        old, new = _names(before), _names(apis)
        added = tuple(name for name in new if name not in old)
        removed = tuple(name for name in old if name not in new)
        return before, Reloaded(len(new), added, removed, ())


def _names(apis: tuple[Api, ...]) -> dict[str, None]:
    return dict.fromkeys(f"{op.method} {api.prefix}{op.path}" for api in apis for op in api.document.operations)
