"""What one generation carries along: its choices of manner, and where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random


class Stuck(Exception):  # noqa: N818 - a turn on the way, no error of the user's
    """No value can be made here; whoever had a choice takes another one."""


class Spent(Exception):  # noqa: N818 - see above
    """This attempt has taken more steps than it may."""


@dataclass(slots=True)
class Run:
    """One attempt at a value.

    ``examples``: serve the schema's own examples. ``careful``: check what was chosen at every oneOf, anyOf and not.
    ``varied``: draw among alternatives instead of taking the first that works. ``steps``: how many objects, arrays
    and choices may still be entered. ``active``: the recipes that are being made, from the outermost inwards; to
    meet one again is a recursion. ``distinct``: the value must differ from its neighbours, so nothing is left empty.
    """

    random: Random
    examples: bool
    careful: bool
    varied: bool
    steps: int
    distinct: bool = False
    active: set[int] = field(default_factory=set)

    def enter(self, mark: int) -> None:
        """Begin to make what ``mark`` stands for; raises Stuck where it is already being made, Spent at the end."""
        if mark in self.active:
            raise Stuck
        self.steps -= 1
        if self.steps < 0:
            raise Spent
        self.active.add(mark)
