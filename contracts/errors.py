"""The exceptions that end a check, each with one sentence for the user and an exit code.

    ContractsError             exit 3: could not run
    ├── TargetError            exit 3: no answer, or none that can be read
    ├── Interrupted            exit 3: stopped from outside (Ctrl-C, SIGTERM)
    └── UsageError             exit 2: the command line is wrong

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


class Interrupted(ContractsError):  # noqa: N818 - no failure: the user asked for it
    """The run was told to stop."""


class UsageError(ContractsError):
    """A command line that can't be carried out."""

    exit_code = 2
