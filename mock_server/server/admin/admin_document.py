"""Where the admin API's own document is, and what it refers to."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.engine.api import read
from mock_server.openapi import behaviour
from mock_server.settings import Settings

if TYPE_CHECKING:
    from mock_server.openapi.reading.document import Document

DOCUMENT = Path(__file__).with_name("admin.openapi.yaml")
RULES = Path(behaviour.__path__[0])
"""The folder of the schema of the rules of faults."""


@cache
def admin_document() -> Document:
    """The document, read when it is first asked for: the mocks of one process share it, and none of them changes it."""
    return read(Settings(spec=DOCUMENT, allow_refs=(RULES,)))
