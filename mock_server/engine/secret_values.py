"""Secrets of which a record keeps a hash alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON


def is_secret(schema: JSON) -> bool:
    """Whether the document says of a property's schema that its value is kept as a hash only."""
    extension = schema.get("x-mock") if isinstance(schema, dict) else None
    return isinstance(extension, dict) and extension.get("secret") == "hash"


def hashed(value: JSON) -> str:
    """What is kept of a secret: its SHA-256."""
    return "sha256:" + hashlib.sha256(str(value).encode()).hexdigest()
