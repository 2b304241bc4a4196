"""One rule of faults, as a value: which requests it is for, when it hits, and what then happens."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mock_server.openapi.reading import operation_names, path_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation

LONGEST_SECONDS = 60.0
"""For so long an answer is kept back at the most."""

CUTTING = frozenset(("truncate", "malformed"))
"""Faults of an answer that is there; the others take its place."""


@dataclass(frozen=True, slots=True)
class Delay:
    """How much later an answer comes: ``low`` to ``high`` seconds, or about ``low``, spread by ``sigma``."""

    low: float
    high: float
    sigma: float | None = None

    def seconds(self, share: float) -> float:
        """The delay for a share from 0 to 1 that was drawn."""
        if self.sigma is not None:
            from statistics import NormalDist

            spread = NormalDist().inv_cdf(min(max(share, 1e-9), 1 - 1e-9)) * self.sigma
            return min(self.low * math.exp(spread), LONGEST_SECONDS)
        return min(self.low + (self.high - self.low) * share, LONGEST_SECONDS)


@dataclass(frozen=True, slots=True)
class Quota:
    """``count`` requests in ``seconds``, counted for each credential, address or sandbox (``per``)."""

    count: int
    seconds: int
    per: str = "sandbox"


@dataclass(frozen=True, eq=False)
class FaultRule:
    """A rule; ``given`` is how it was written, as an object, ``place`` where.

    ``operations`` are those below which the rule stands in the document, None where it is for all. Of the same request
    the first ``after`` pass by, of the others ``first`` are hit, each one of ``every``, and of all the share ``rate``.
    ``bandwidth`` is in octets a second, ``retry_after`` seconds and whether they are written as a date.
    """

    given: dict[str, JSON]
    place: str = ""
    operations: frozenset[Operation] | None = None
    operation: str | None = None
    method: str | None = None
    path: str | None = None
    key: str | None = None
    query: dict[str, str] = field(default_factory=dict)
    header: dict[str, str] = field(default_factory=dict)
    after: int = 0
    first: int | None = None
    every: int = 1
    rate: float | None = None
    delay: Delay | None = None
    bandwidth: float | None = None
    status: int | None = None
    example: str | None = None
    retry_after: tuple[int, bool] | None = None
    fault: str | None = None
    hold: float = LONGEST_SECONDS
    effect: str = "before"
    quota: Quota | None = None
    answers: tuple[str | int, ...] = ()
    cycle: bool = False

    @cached_property
    def identity(self) -> bytes:
        """The rule as octets: equal rules hit the same requests, wherever they stand."""
        return json.dumps(self.given, sort_keys=True, ensure_ascii=False, default=str).encode()

    @property
    def answers_itself(self) -> bool:
        """Whether the rule says what the answer is, or what becomes of it."""
        return self.status is not None or self.example is not None or self.fault is not None or bool(self.answers)

    @property
    def is_counted(self) -> bool:
        """Whether it matters how often the same request came."""
        chance = self.rate is not None or (self.delay is not None and self.delay.low != self.delay.high)
        spread = self.delay is not None and self.delay.sigma is not None
        return chance or spread or self.first is not None or self.every > 1 or self.after > 0 or self.fault == "garbage"

    def hits(self, occurrence: int) -> bool:
        """Whether the rule is for this occurrence of a request, from 1, chance aside."""
        counted = occurrence - self.after
        return counted > 0 and (self.first is None or counted <= self.first) and counted % self.every == 0

    @property
    def names(self) -> tuple[str, ...]:
        """The examples that it gives."""
        inner = tuple(answer for answer in self.answers if isinstance(answer, str))
        return inner if self.example is None else (self.example, *inner)

    def has_examples(self, operation: Operation) -> bool:
        """Whether answers of the operation have all the examples that the rule names."""
        contents = (media for response in operation.responses for media in response.content)
        return not self.names or {*self.names} <= {example.name for media in contents for example in media.examples}

    def is_for(self, operation: Operation, base: str) -> bool:
        """Whether requests to the operation below this base path may be hit."""
        if self.operations is not None and operation not in self.operations:
            return False
        if self.operation is not None and not self.names_operation(operation, base):
            return False
        if self.method is not None and operation.method != self.method:
            return False
        if self.path is None or self.names_template(operation, base):
            return True
        own = path_templates.on_the_wire(operation.path)
        return not self.has_template and any(_meet(self.path, place + own) for place in ("", base))

    def names_template(self, operation: Operation, base: str) -> bool:
        """Whether the rule's path is the operation's template, with or without the base path."""
        return not self._spellings.isdisjoint((operation.path, base + operation.path))

    def names_operation(self, operation: Operation, base: str) -> bool:
        """Whether the rule's operation is this one, by any of its own names."""
        return self.operation is not None and operation_names.is_called(operation, self.operation, (base,))

    @property
    def has_template(self) -> bool:
        """Whether the rule's path has parameters, so that it can be a template alone."""
        return self.path is not None and "{" in self.path

    def takes(self, path: str) -> bool:
        """Whether the rule's path is this one, in time that grows with its length alone."""
        if self.path is None or self.has_template:
            return self.path is None
        places = {0}
        for part in self._parts:
            if part == "**":
                places = set(range(min(places), len(path) + 1))
            elif part == "*":
                places = {place for begin in _runs(places, path) for place in begin}
            else:
                places = {place + len(part) for place in places if path.startswith(part, place)}
            if not places:
                return False
        return len(path) in places

    @cached_property
    def _spellings(self) -> frozenset[str]:
        """The rule's path as it is written, and as it is read."""
        return frozenset(()) if self.path is None else frozenset((self.path, unquote(self.path)))

    @cached_property
    def _parts(self) -> list[str]:
        """What stands between the stars of the path, as it is read, and these."""
        return [unquote(part) for part in re.split(r"(\*\*|\*)", self.path or "") if part]

    def __str__(self) -> str:
        """The rule as it was written, shortened."""
        text = self.identity.decode("utf-8", "replace")
        return text if len(text) <= 200 else text[:200] + "…"


def _meet(pattern: str, template: str) -> bool:
    """Whether a path may fit both, segment by segment."""
    ours, theirs = pattern.strip("/").split("/"), template.strip("/").split("/")
    for index, part in enumerate(ours):
        if "**" in part:
            return True
        if index >= len(theirs) or not ("*" in part or "{" in theirs[index] or unquote(part) == unquote(theirs[index])):
            return False
    return len(ours) == len(theirs)


def _runs(places: set[int], path: str) -> Iterator[range]:
    """From each place to the end of its segment, each place once."""
    done = -1
    for place in sorted(places):
        if place > done:
            end = path.find("/", place)
            done = len(path) if end < 0 else end
            yield range(place, done + 1)
