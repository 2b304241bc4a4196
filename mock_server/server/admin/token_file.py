"""The token of a running mock's admin API in a file that its owner alone reads, so that local tools find it.

``mock-server/PORT.json`` below ``$XDG_RUNTIME_DIR``, else below ``$XDG_CACHE_HOME`` or ``~/.cache``: an object with
``url`` and ``token``.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
from pathlib import Path

from mock_server.errors import MockServerError

log = logging.getLogger("mock_server")

_OWNER_ALONE = 0o600
_FOLDER = 0o700


def place_of(port: int) -> Path:
    """The file for the mock that listens on ``port``."""
    given = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("XDG_CACHE_HOME")
    return (Path(given) if given else Path.home() / ".cache") / "mock-server" / f"{port}.json"


def token_of(port: int) -> str:
    """``$MOCK_ADMIN_TOKEN``, else what stands in the file of the mock on ``port``; raises MockServerError."""
    given = os.environ.get("MOCK_ADMIN_TOKEN")
    if given:
        return given
    try:
        return str(json.loads(place_of(port).read_text("utf-8"))["token"])
    except (OSError, ValueError, KeyError, TypeError):
        raise MockServerError(
            f"the admin token of the mock on port {port} is not known; give it with $MOCK_ADMIN_TOKEN"
        ) from None


def written(port: int, url: str, token: str) -> Path | None:
    """The file, written anew; None where it can't be, which the log tells."""
    try:
        path = place_of(port)
        path.parent.mkdir(_FOLDER, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # what stands there may be readable by others, or lead elsewhere
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ALONE)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"url": url, "token": token}, file)
    except (OSError, RuntimeError) as error:
        log.warning("The admin token is in no file: %s", error)
        return None
    return path


def removed(path: Path | None) -> None:
    """Remove the file of a mock that has ended."""
    if path is not None:
        with contextlib.suppress(OSError):
            path.unlink()
