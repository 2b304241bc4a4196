"""What a workflow is made of, as immutable values: steps, parameters, criteria, actions (Arazzo 1.0.1)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.arazzo.condition_grammar import Condition
    from mock_server.openapi import JSON, Operation


@dataclass(frozen=True, slots=True)
class Criterion:
    """A Criterion Object: ``condition`` as it is written, ``holds`` as it was read, about ``context``."""

    condition: str
    kind: Literal["simple", "regex", "jsonpath"]
    context: str | None
    holds: Condition | None = None


@dataclass(frozen=True, slots=True)
class FlowAction:
    """What comes after a step: the end, another step or workflow, or the step once more (``after`` seconds)."""

    name: str
    kind: Literal["end", "goto", "retry"]
    step: str | None = None
    workflow: str | None = None
    after: float = 0.0
    limit: int = 1
    criteria: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowParameter:
    """A Parameter Object; ``location`` is None for the input of a workflow."""

    name: str
    location: str | None
    value: JSON


@dataclass(frozen=True, slots=True)
class FlowBody:
    """A Request Body Object; ``replacements`` are pointers into the payload and what stands there."""

    content_type: str | None
    payload: JSON
    replacements: tuple[tuple[tuple[str, ...], JSON], ...] = ()


@dataclass(frozen=True, slots=True)
class FlowStep:
    """A Step Object: it calls an operation, or another workflow of the file."""

    id: str
    operation: Operation | None
    workflow: str | None
    parameters: tuple[FlowParameter, ...] = ()
    body: FlowBody | None = None
    criteria: tuple[Criterion, ...] = ()
    on_success: tuple[FlowAction, ...] = ()
    on_failure: tuple[FlowAction, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workflow:
    """A Workflow Object; its own parameters and actions stand in its steps already."""

    id: str
    steps: tuple[FlowStep, ...]
    inputs: JSON = None
    depends_on: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)

    def index(self, step: str) -> int:
        """The position of a step."""
        return next(number for number, item in enumerate(self.steps) if item.id == step)
