"""A running mock of a document, for checks of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from mock_server.embedded import ServedMock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextlib.contextmanager
def served(spec: Path) -> Iterator[str]:
    """The base URL of a mock that serves ``spec``."""
    with ServedMock(spec, seed=1) as mock:
        yield mock.url
