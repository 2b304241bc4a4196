"""While a command runs, the mock beside a target speaks through findings alone."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def quiet_mock() -> Iterator[None]:
    """Nothing of the mock is logged but its failures, as long as the block lasts."""
    log = logging.getLogger("mock_server")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)
