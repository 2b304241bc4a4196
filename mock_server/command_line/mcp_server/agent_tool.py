"""A tool as an agent has it: its name, what it does and takes, and the function that carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mock_server.errors import MockServerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mock_server.openapi.schema.validation import Validator

    Progress = Callable[[float, float, str], Awaitable[None]]
    Arguments = dict[str, Any]

MOST = 24_000
"""Characters of one result."""

_PROBLEMS = 5
_SHOWN = 100
_PART = {"type": "integer", "minimum": 1, "default": 1, "description": "Which part of an answer that is long"}


@dataclass(frozen=True, slots=True)
class AgentTool:
    """``schema`` is that of the arguments as clients are shown it, ``judge`` their validator.

    ``carry_out`` is given the arguments and where to tell how far it is; it raises MockServerError. A tool that only
    ``reads`` shows a long answer in parts, for it may be called again.
    """

    name: str
    description: str
    schema: dict[str, Any]
    judge: Validator
    carry_out: Callable[[Arguments, Progress], Awaitable[str]]
    reads: bool = False
    destroys: bool = False

    @property
    def shown_schema(self) -> dict[str, Any]:
        """The schema of the arguments, with the one that chooses a part."""
        if not self.reads:
            return self.schema
        return {**self.schema, "properties": {**self.schema["properties"], "part": _PART}}

    async def called(self, arguments: Arguments, progress: Progress, hide: Callable[[str], str]) -> str:
        """What is answered, without what ``hide`` takes away, as long as one result may be."""
        given = dict(arguments)
        part = given.pop("part", 1) if self.reads else 1
        if not isinstance(part, int) or isinstance(part, bool) or part < 1:
            raise MockServerError(f"{self.name}: part is no number from 1; give 1 for the first")
        unknown = [name[:_SHOWN] for name in given if name not in self.schema["properties"]]
        if unknown:
            known = ", ".join(self.shown_schema["properties"]) or "none"
            raise MockServerError(
                f"{self.name}: there is no argument {', '.join(unknown[:_PROBLEMS])}; there is {known}"
            )
        wrong = [f"{v.field}: {v.message}" if v.field else v.message for v in self.judge.violations(given, "arguments")]
        if wrong:
            raise MockServerError(f"{self.name}: {'; '.join(wrong[:_PROBLEMS])}")
        text = hide(await self.carry_out(given, progress))
        return self._part(text, part) if self.reads else cut(text)

    def _part(self, text: str, number: int) -> str:
        parts = -(-len(text) // MOST) or 1
        if number > parts:
            raise MockServerError(f"{self.name}: there is no part {number}, for the answer has {parts}")
        shown = text[(number - 1) * MOST : number * MOST]
        if parts == 1:
            return shown
        more = f"; ask for the next with part: {number + 1}" if number < parts else ""
        return f"{shown}\n\nThis is part {number} of {parts}{more}."


def cut(text: str, how: str = "the tools that read show the rest in parts") -> str:
    """``text`` as long as one result may be; ``how`` says how to see more."""
    if len(text) <= MOST:
        return text
    return f"{text[:MOST]}\n\n{MOST:,} of {len(text):,} characters are shown; {how}."
