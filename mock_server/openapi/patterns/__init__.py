"""Texts that match a regular expression of JSON Schema's `pattern` (ECMA-262, not anchored)."""

from __future__ import annotations

from mock_server.openapi.patterns.generation import length_bounds, matcher, pattern_generator
from mock_server.openapi.patterns.syntax import PatternUnsupported

__all__ = ["PatternUnsupported", "length_bounds", "matcher", "pattern_generator"]
