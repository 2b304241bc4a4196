"""What is wrong with a rule of faults: where in it, and what to write instead."""

from __future__ import annotations


class FaultRuleError(Exception):
    """A rule that can't be carried out; ``where`` leads to the member, ``str()`` goes on after its name."""

    def __init__(self, sentence: str, where: tuple[str, ...] = ()) -> None:
        super().__init__(sentence)
        self.where = where
