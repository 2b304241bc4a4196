"""Values that conform to a JSON Schema, plausible where the schema leaves room, the same for the same seed."""

from __future__ import annotations

from mock_server.openapi.generator.generator import Generator

__all__ = ["Generator"]
