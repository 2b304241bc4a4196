"""The exceptions that end a check, each with one sentence for the user and an exit code.

    ContractsError             exit 3: could not run
    ├── TargetError            exit 3: no answer, or none that can be read
    └── UsageError             exit 2: the command line, or a file of the user, is wrong
    Interrupted                exit 3: stopped from outside (SIGTERM, SIGHUP); like KeyboardInterrupt no Exception,
                               so that nothing on the way takes it for a fault

Drift is a result, not an exception.
"""

from __future__ import annotations


class ContractsError(Exception):
    """Something that keeps a check from running; ``str()`` is the sentence."""

    exit_code = 3


class TargetError(ContractsError):
    """A request without an answer; ``sent`` tells whether the target may have acted on it."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class Interrupted(BaseException):
    """The run was told to stop."""

    exit_code = 3


class UsageError(ContractsError):
    """A command line that can't be carried out."""

    exit_code = 2
