"""The type of a JSON value, for signatures."""

from __future__ import annotations

from typing import Any, TypeAlias

JSON: TypeAlias = Any
"""What `json.loads` gives: None, a bool, a number, a string, a list or a dict of such values (RFC 8259, section 3).

Type checkers see Any: which of them it is, a schema says when the program runs.
"""
