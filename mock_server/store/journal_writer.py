"""The thread behind a journal: makes written lines durable in groups, and compacts."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from mock_server.store.compaction import compact, worthwhile
from mock_server.store.errors import StoreError
from mock_server.store.own_thread import OwnThread

if TYPE_CHECKING:
    from mock_server.store.journal import Journal

_PAUSE = 0.001
"""Seconds between two steps of a compaction: the thread that answers requests always gets its turn."""

_log = logging.getLogger(__name__)


def compact_now(journal: Journal) -> str | None:
    """Compact without pauses if worthwhile; returns a warning if that failed, which loses nothing."""
    if not worthwhile(journal):
        return None
    try:
        for _ in compact(journal):
            pass
    except (OSError, StoreError, MemoryError) as error:
        return f"{journal.path} could not be made smaller ({error}); it works all the same"
    return None


class JournalWriter:
    """Owns one thread: it sleeps until a line is unsynced, and syncs ``interval`` seconds later."""

    def __init__(self, journal: Journal, interval: float) -> None:
        self._journal = journal
        self._interval = interval
        self._steps_a_sync = max(1, int(interval / _PAUSE / 2))
        self._stopping = threading.Event()
        self._not_before = 0
        self._thread = OwnThread(target=self._run, name=f"keeper of {journal.path}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread, make the journal durable, compact if worthwhile, and close; raises StoreError.

        A compaction under way is given up: this one is done without pauses.
        """
        journal = self._journal
        self._stopping.set()
        journal.wake.set()
        self._thread.join()
        try:
            if journal.unsynced and journal.failure is None:
                journal.sync()
            if journal.failure is None:
                if warning := compact_now(journal):
                    _log.warning("%s", warning)
            elif journal.lost:
                raise StoreError(journal.failure)
        finally:
            journal.close()

    def _run(self) -> None:
        journal = self._journal
        # Asked anew in each round: the clearing below may swallow the wake of a close.
        while not self._stopping.is_set():
            journal.wake.wait()
            if self._stopping.wait(self._interval):
                return
            # Cleared before the sync: a line that comes during it wakes the thread again.
            journal.wake.clear()
            journal.sync()
            if journal.failure is None and journal.lines >= self._not_before and worthwhile(journal):
                self._compact()

    def _compact(self) -> None:
        journal = self._journal
        try:
            for step, _ in enumerate(steps := compact(journal), 1):
                if self._stopping.wait(_PAUSE):
                    steps.close()
                    return
                if step % self._steps_a_sync == 0 and journal.unsynced:
                    journal.sync()
        except (OSError, StoreError, MemoryError) as error:
            self._not_before = 2 * journal.lines
            _log.warning("%s could not be made smaller (%s); it goes on growing for now", journal.path, error)
