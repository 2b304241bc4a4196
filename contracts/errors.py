"""The exceptions that end a check, each with one sentence for the user and an exit code.

    ContractsError             exit 3: could not run
    ├── TargetError            exit 3: no answer, or none that can be read
    ├── OutOfTimeError              exit 3: the time of the run (--max-time) is over
    └── UsageError             exit 2: the command line, or a file of the user, is wrong
    Interrupted                exit 3: stopped from outside (SIGTERM, SIGHUP); like KeyboardInterrupt no Exception,
                               so that nothing on the way takes it for a fault

Drift is a result, not an exception.
"""

from __future__ import annotations

import traceback
from pathlib import PurePath


class ContractsError(Exception):
    """Something that keeps a check from running; ``str()`` is the sentence."""

    exit_code = 3


class TargetError(ContractsError):
    """A request without an answer; ``sent`` tells whether the target may have acted on it.

    ``telling`` is False where that is nobody's fault: a kept connection may be closed at any time. ``waited`` is how
    many seconds the request was on its way.
    """

    waited = 0.0

    def __init__(self, message: str, *, sent: bool, telling: bool = True) -> None:
        super().__init__(message)
        self.sent = sent
        self.telling = telling


class OutOfTimeError(ContractsError):
    """The time of the run is over before an answer came; ``sent`` as of a TargetError."""

    def __init__(self, *, sent: bool) -> None:
        super().__init__("time ran out (--max-time)")
        self.sent = sent


def own_fault(error: BaseException) -> str:
    """A clause for an exception that nobody expected: what it is, and where it was raised."""
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if "contracts" in frame.filename or "mock_server" in frame.filename:
            where = f" in {'/'.join(PurePath(frame.filename).parts[-3:])}:{frame.lineno}"
    text = f": {str(error).splitlines()[0][:200]}" if str(error) else ""
    return f"a fault of the check itself ({type(error).__name__}{text}{where}); please report it"


class Interrupted(BaseException):
    """The run was told to stop; ``sent`` as of a TargetError."""

    exit_code = 3

    def __init__(self, message: str = "", *, sent: bool = True) -> None:
        super().__init__(message)
        self.sent = sent


class UsageError(ContractsError):
    """A command line that can't be carried out."""

    exit_code = 2
