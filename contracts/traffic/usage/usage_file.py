"""Usage as a file: what a consumer's tests write, and a service's check reads."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts import atomic_file, user_file
from contracts.errors import UsageError
from contracts.traffic.usage.consumer_usage import OperationUsage
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

VERSION = 1
_LARGEST = 64
"""Megabytes."""


def write(path: Path, operations: dict[str, OperationUsage]) -> None:
    """Write it whole; raises OSError, and then an older file is as it was."""
    shown = {
        name: {
            "count": used.count,
            "parameters": sorted(used.parameters),
            "bodies": {kind: sorted(map(pointers.text, members)) for kind, members in sorted(used.members.items())},
            "statuses": sorted(used.statuses),
        }
        for name, used in sorted(operations.items())
    }
    atomic_file.write(path, [json.dumps({"usage": VERSION, "operations": shown}, indent=2, ensure_ascii=False), "\n"])


def read(paths: Iterable[Path]) -> dict[str, OperationUsage]:
    """What all the consumers of these files use together; raises UsageError."""
    together: dict[str, OperationUsage] = {}
    for path in paths:
        for name, used in _operations(path).items():
            one = together.setdefault(name, OperationUsage())
            one.count += used.count
            one.parameters |= used.parameters
            one.statuses |= used.statuses
            for kind, members in used.members.items():
                one.members.setdefault(kind, set()).update(members)
    return together


def _operations(path: Path) -> dict[str, OperationUsage]:
    text = user_file.text(path, "the usage", _LARGEST)
    try:
        found = json.loads(text)
        if found["usage"] != VERSION:
            raise UsageError(f"the usage {path} is of version {found['usage']!r}; this program reads {VERSION}")
        return {str(name): _one(used) for name, used in found["operations"].items()}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise UsageError(f"{path} is no usage; write one with: contracts proxy URL --usage FILE -- COMMAND") from None


def _one(used: dict[str, Any]) -> OperationUsage:
    return OperationUsage(
        int(used["count"]),
        {str(name) for name in used["parameters"]},
        {str(kind): {pointers.tokens(str(text)) for text in members} for kind, members in used["bodies"].items()},
        {int(status) for status in used["statuses"]},
    )
