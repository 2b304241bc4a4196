"""What can go wrong with a store; each message is one sentence: what, where, what to do.

StoreError                exit 3: a write or a file that the store can't stand by
├── StoreLocked           another process (or this one) has the file open
├── StoreCorrupt          a line is damaged; ``path`` and ``line`` say which
├── StoreUnreadable       the path can't be opened as a journal, or the server does not let us in
├── StoreUnavailable      the server of a shared store does not answer; it may again
├── StoreChanged          another process changed a record between its reading and its replacement
└── StoreLocationError    exit 2: the location names no store
"""

from __future__ import annotations

from mock_server.errors import MockServerError


class StoreError(MockServerError):
    """A store refused to open or to write; nothing that it acknowledged is lost by that."""

    exit_code = 3


class StoreLocked(StoreError):  # noqa: N818 - a state, and the name others catch
    """The file is in use; two writers on one journal would destroy it."""


class StoreCorrupt(StoreError):  # noqa: N818 - a state, and the name others catch
    """A line of the file isn't what was written; ``line`` counts from 1."""

    def __init__(self, path: str, line: int, what: str, advice: str) -> None:
        super().__init__(f"{path}, line {line}: {what}; the file was left as it is: {advice}")
        self.path = path
        self.line = line


class StoreUnreadable(StoreError):  # noqa: N818 - a state, and the name others catch
    """The path isn't a file that can be opened for reading and writing."""


class StoreUnavailable(StoreError):  # noqa: N818 - a state, and the name others catch
    """The server on which the records are does not answer."""


class StoreChanged(StoreError):  # noqa: N818 - a state, and the name others catch
    """A record is not the one that was read; whoever decided by it decides again."""


class StoreLocationError(StoreError):
    """A location that can't be understood; lists what would be."""

    exit_code = 2
