"""Where a secret could have survived: the texts in a value."""

from __future__ import annotations

import dataclasses
from typing import Any


def strings(value: Any) -> list[str]:
    """Every text in a value made of dataclasses, tuples and bytes."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, bytes):
        return [value.decode("utf-8", "replace")]
    if dataclasses.is_dataclass(value):
        return [text for field in dataclasses.fields(value) for text in strings(getattr(value, field.name))]
    return [text for item in value for text in strings(item)] if isinstance(value, tuple | list) else []
