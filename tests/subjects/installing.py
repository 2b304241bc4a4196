"""Installs a public service into an environment of its own and runs it on loopback."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_INSTALL_SECONDS = 600
_START_SECONDS = 120


class Environment(NamedTuple):
    """Where the programs of an installed service are, and a folder for what it keeps."""

    bin: Path
    folder: Path

    def run(self, *words: str) -> str:
        """What one of its programs prints; bounded, and a failure says why."""
        done = subprocess.run(
            [str(self.bin / words[0]), *words[1:]], capture_output=True, text=True, check=False, timeout=_START_SECONDS,
            cwd=self.folder,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout


def installed(folder: Path, *packages: str) -> Environment:
    """An environment with the packages; where the index can't be reached the test is skipped, but in CI it fails."""
    made = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", str(made)], check=True, timeout=_START_SECONDS)
    words = [str(made / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install", *packages]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=_INSTALL_SECONDS)
        why = "" if done.returncode == 0 else done.stderr[-600:]
    except subprocess.TimeoutExpired:
        why = f"not done after {_INSTALL_SECONDS} seconds"
    if why:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{' '.join(packages)} could not be installed: {why}")
    return Environment(made / "bin", folder)


@contextlib.contextmanager
def running(env: Environment, words: Sequence[str], port: int) -> Iterator[None]:
    """One of the environment's programs, listening on this port; ended by its id."""
    log = env.folder / "service.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(env.bin / words[0]), *words[1:]], cwd=env.folder, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            for _ in range(_START_SECONDS * 10):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                assert process.poll() is None, log.read_text("utf-8", "replace")[-2000:]
                time.sleep(0.1)
            yield
        finally:
            process.terminate()
            try:
                process.wait(120)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(120)
