"""A command that is run while the proxy passes its traffic: told by variables where the proxy is."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from contracts.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

VARIABLE = "CONTRACT_PROXY_URL"
_PATIENCE = 5.0
"""Seconds that it gets to end by itself after a signal that it may have got too, and again after it was told to."""


class WrappedCommand:
    """The command; raises UsageError where there is none of this name."""

    def __init__(self, words: Sequence[str], names: Sequence[str]) -> None:
        if shutil.which(words[0]) is None:
            raise UsageError(f"there is no command {words[0]!r} to run; give the words of one after --")
        self.words = list(words)
        self.names = (VARIABLE, *names)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, url: str) -> None:
        """Run it with the proxy's ``url`` in its environment."""
        environment = os.environ | dict.fromkeys(self.names, url)
        try:
            self._process = subprocess.Popen(self.words, env=environment)  # noqa: S603 - the user's own command
        except OSError as error:
            raise UsageError(f"{self.words[0]} can't be run: {error.strerror or error}") from None

    @property
    def code(self) -> int | None:
        """Its exit code, as a shell tells it; None while it runs."""
        code = self._process.poll() if self._process is not None else None
        return 128 - code if code is not None and code < 0 else code

    def end(self, patience: float = _PATIENCE) -> None:
        """Wait for it so many seconds; then tell it to end, at last by force."""
        process = self._process
        if process is None:
            return
        for act, seconds in ((None, patience), (process.terminate, _PATIENCE), (process.kill, None)):
            if act is not None:
                act()
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                continue
            return
