"""What Python does while something runs, counted: the same on every machine and under every load."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any


def calls(ask: Callable[[], object]) -> int:
    """How many Python functions are called, or coroutines and generators resumed, while ``ask`` runs."""
    count = 0

    def count_calls(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(count_calls)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return count


def instructions(ask: Callable[[], object]) -> int:
    """How many instructions of Python are carried out in the functions that ``ask`` calls."""
    count = 0

    def count_instructions(frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal count
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return count_instructions

    before = sys.gettrace()
    sys.settrace(count_instructions)
    try:
        ask()
    finally:
        sys.settrace(before)
    return count
