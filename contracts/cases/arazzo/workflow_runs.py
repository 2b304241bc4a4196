"""Runs workflows as journeys: each step through the sender, then its criteria, then what comes next."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.arazzo.criteria import holds, observed
from contracts.cases.arazzo.own_words import OwnWords
from contracts.cases.arazzo.runtime_values import RuntimeValues, read_text
from contracts.cases.arazzo.step_requests import StepRequests
from contracts.cases.arazzo.workflow_file import read_workflows
from contracts.cases.records.looking import look_after
from contracts.errors import UsageError
from contracts.findings import Culprit
from contracts.laws.maker import Maker
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from contracts.cases.arazzo.workflow_parts import FlowAction, FlowStep, Workflow
    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.exchange import Exchange
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Document

    Tell = Callable[[str], None]

_MOST_STEPS = 200
"""Steps of one run of a workflow, those of the workflows that it calls included."""
_DEEPEST = 8
_BEFORE = 12


class Workflows:
    """The workflows of some files; raises UsageError for what of them is not understood."""

    def __init__(self, paths: Iterable[Path], document: Document) -> None:
        self.known: dict[str, Workflow] = {}
        for path in paths:
            for workflow in read_workflows(path, document):
                if workflow.id in self.known:
                    raise UsageError(f"{path}: another file has a workflow `{workflow.id}` too")
                self.known[workflow.id] = workflow

    @property
    def operations(self) -> set[str]:
        """The ids of the operations that are called: whoever writes a workflow asks for them."""
        return {s.operation.id for flow in self.known.values() for s in flow.steps if s.operation is not None}

    def journeys(self, tell: Tell) -> Iterator[tuple[str, Journey]]:
        """A journey for each workflow; ``tell`` takes a clause where one could not be run to its end."""
        ended: dict[str, dict[str, dict[str, JSON]]] = {}
        for name, workflow in self.known.items():
            yield f"workflow {name}", partial(self._run, workflow=workflow, ended=ended, tell=tell)

    def _run(
        self, steps: RecordSteps, workflow: Workflow, ended: dict[str, dict[str, dict[str, JSON]]], tell: Tell
    ) -> None:
        first = steps.sender.collector.replaying is None
        run = _Run(self.known, steps, ended, tell if first else lambda _: None)
        run.workflow(workflow, {})


class _StoppedError(Exception):
    """A workflow could not go on; the text says why."""


class _Run:
    """One run of a workflow, with those that it calls."""

    def __init__(
        self,
        known: Mapping[str, Workflow],
        steps: RecordSteps,
        ended: dict[str, dict[str, dict[str, JSON]]],
        tell: Tell,
    ) -> None:
        self.known = known
        self.steps = steps
        self.ended = ended
        self.tell = tell
        self.words = OwnWords(steps)
        self.requests = StepRequests(steps, self.words)
        self.exchanges: list[Exchange] = []
        self.left = _MOST_STEPS

    def workflow(self, workflow: Workflow, inputs: Mapping[str, JSON], depth: int = 0) -> dict[str, JSON]:
        """Run it; its outputs."""
        values = RuntimeValues(self._inputs(workflow, inputs), workflows=self.ended, url=self.steps.sender.target.url)
        try:
            self._steps(workflow, values, depth)
        except _StoppedError as stopped:
            if depth:
                raise
            self.tell(f"workflow {workflow.id} was not run to its end: {stopped}")
        for name, expression in workflow.outputs.items():
            if (value := values.of(expression)) is not MISSING:
                values.outputs[name] = value
        self.ended[workflow.id] = {"inputs": values.inputs, "outputs": values.outputs}
        return values.outputs

    def _inputs(self, workflow: Workflow, given: Mapping[str, JSON]) -> dict[str, JSON]:
        """What is given, else the default, the example or a typical value by the schema of the inputs."""
        schemas, samples = self.steps.schemas, self.steps.samples
        found: dict[str, JSON] = {}
        for name, schema in schemas.properties(workflow.inputs).items():
            default = schemas.keyword(schema, "default")
            found[name] = (
                default if default is not None and name not in samples.given else samples.typical(schema, name)
            )
        return {**found, **given}

    def _steps(self, workflow: Workflow, values: RuntimeValues, depth: int) -> None:
        number, tried = 0, dict.fromkeys((step.id for step in workflow.steps), 0)
        while number < len(workflow.steps):
            step = workflow.steps[number]
            self.left -= 1
            if self.left < 0 or depth > _DEEPEST:
                raise _StoppedError(f"step {step.id} would be one of more than {_MOST_STEPS}, or too deep")
            failed = self._called(workflow, step, values, depth)
            action = self._action(step, values, failed=failed is not None)
            if action is not None and action.kind == "retry" and tried[step.id] < action.limit:
                tried[step.id] += 1
                self._wait(action.after)
                self._before_retry(action, workflow, values, depth)
                continue
            if failed is not None and (action is None or action.kind != "goto"):
                self._found(workflow, step, failed)
                return
            if action is None or action.kind == "retry":
                number += 1
            elif action.kind == "end":
                return
            elif action.workflow is not None:
                self.workflow(self.known[action.workflow], {}, depth + 1)
                return
            else:
                number = workflow.index(action.step or "")

    def _before_retry(self, action: FlowAction, workflow: Workflow, values: RuntimeValues, depth: int) -> None:
        """What a retry asks for first: another step, or another workflow."""
        if action.step is not None:
            self._called(workflow, workflow.steps[workflow.index(action.step)], values, depth)
        elif action.workflow is not None:
            self.workflow(self.known[action.workflow], {}, depth + 1)

    def _wait(self, seconds: float) -> None:
        deadline = self.steps.sender.target.deadline
        left = seconds if deadline is None else min(seconds, deadline - time.monotonic())
        if left > 0:
            time.sleep(left)

    def _called(
        self, workflow: Workflow, step: FlowStep, values: RuntimeValues, depth: int
    ) -> tuple[str, str, Sent] | None:
        """Do a step; None where it succeeded, else what was expected, what was observed and where."""
        if step.workflow is not None:
            try:
                given = {p.name: values.filled(p.value, lambda name: f"{name} has no value") for p in step.parameters}
            except LookupError as error:
                raise _StoppedError(f"step {step.id}: {error.args[0]}") from None
            values.steps[step.id] = self.workflow(self.known[step.workflow], given, depth + 1)
            self._keep(step, values)
            return None
        sent = self._sent(workflow, step, values)
        of = self._of(values)
        self._keep(step, values)
        for criterion in step.criteria:
            if not holds(criterion, of):
                return criterion.condition, observed(criterion, of), sent
        if not step.criteria and not sent.succeeded:
            return "a success", str(sent.status or sent.exchange.failure), sent
        return None

    def _sent(self, workflow: Workflow, step: FlowStep, values: RuntimeValues) -> Sent:
        operation = step.operation
        if operation is None:
            raise _StoppedError(f"step {step.id} calls nothing")
        try:
            request = self.requests.of(step, operation, values)
        except LookupError as error:
            raise _StoppedError(f"step {step.id}: {error.args[0]}") from None
        forbidden = self.steps.sender.collector.skips.copy()
        sent = self.steps.send(request, f"workflow {workflow.id}, step {step.id}")
        if sent is None:
            why = next(iter((self.steps.sender.collector.skips - forbidden).keys()), "it may not be sent")
            raise _StoppedError(f"step {step.id} was not sent: {why}")
        behaviour = self.steps.judge.behaviours[operation.id]
        cycle = self.steps.cycles.get(behaviour.resource or "")
        if cycle is not None and behaviour.action == "create" and sent.succeeded:
            look_after(self.steps, cycle, sent)
        answer = sent.exchange.answer
        values.exchange, values.body = sent.exchange, sent.body
        if sent.body is MISSING and answer is not None:
            values.body = read_text(answer.body)
        self.exchanges.append(sent.exchange)
        return sent

    def _of(self, values: RuntimeValues) -> Callable[[str], JSON]:
        """The values of expressions in the words of the workflow."""
        return lambda expression: self.words.back(values.of(expression))

    def _keep(self, step: FlowStep, values: RuntimeValues) -> None:
        kept = values.steps.setdefault(step.id, {})
        for name, expression in step.outputs.items():
            if (value := values.of(expression)) is not MISSING:
                kept[name] = value

    def _action(self, step: FlowStep, values: RuntimeValues, *, failed: bool) -> FlowAction | None:
        """The first action whose criteria hold."""
        of = self._of(values)
        for action in step.on_failure if failed else step.on_success:
            if all(holds(criterion, of) for criterion in action.criteria):
                return action
        return None

    def _found(self, workflow: Workflow, step: FlowStep, failed: tuple[str, str, Sent]) -> None:
        expected, seen, sent = failed
        make = Maker(sent.exchange, step.operation, Culprit.TARGET_AGAINST_DOCUMENT)
        place = f"workflow {workflow.id}, step {step.id}"
        message = f"{place}: {expected} does not hold"
        finding = make("workflow", place, expected, seen, message, cause=expected)
        before = tuple(exchange for exchange in self.exchanges if exchange is not sent.exchange)[-_BEFORE:]
        self.steps.sender.collector.observe(replace(finding, before=before))
