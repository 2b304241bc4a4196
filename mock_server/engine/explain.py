"""Tells, operation by operation, what the mock will do and why: the text of `mock-server explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.errors import DocumentError
from mock_server.openapi.behaviour.behaviour import Reason
from mock_server.openapi.behaviour.suggesting import is_open, items_of, suggested

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan

_WIDTH = 62
_TRIED = 200
"""For so many operations an answer is made, to tell those that can't be."""


def explain(api: Api) -> Iterator[str]:
    """The lines of the explanation of every operation, in the document's order."""
    document = api.document
    yield f"{document.title} ({document.path}, OpenAPI {document.version}), {len(document.operations)} operations"
    yield from _access(api)
    known = items_of(api.behaviours.values())
    for index, plan in enumerate(api.plans):
        if index < _TRIED:
            _ = [success.frame for success in plan.successes[:1]]  # what can't be made is a problem of the document
        yield ""
        yield f"{plan.operation.method} {plan.operation.path}   {plan.operation.id}"
        try:
            reasons = reasons_of(plan)
        except DocumentError as error:
            yield f"  can't be served: {error}"
            continue
        for reason in reasons:
            yield f"  {reason.conclusion:<{_WIDTH}}  {reason.source}: {reason.why}".rstrip()
        if is_open(plan.behaviour):
            yield f"  to change this, add to the operation:  {suggested(plan.behaviour, known, api.schemas)}"
    if document.problems:
        yield ""
        yield "Problems in the document:"
        yield from (f"  {problem}" for problem in dict.fromkeys(document.problems))


def reasons_of(plan: OperationPlan) -> list[Reason]:
    """Every conclusion about one operation; raises DocumentError where it can't be served."""
    return [*plan.behaviour.reasons, *plan.action.composer.reasons(), *_answers(plan), *_repeats(plan), *_faults(plan)]


def _access(api: Api) -> Iterator[str]:
    for scheme in api.schemes.values():
        if scheme.accepted:
            source = "--key" if api.settings.keys else "x-mock.keys of the scheme"
            yield f"  {scheme.name}: accepts {len(scheme.accepted)} credential(s), from {source}"
        else:
            yield f"  {scheme.name}: accepts any well-formed credential, for none is configured"


def _answers(plan: OperationPlan) -> Iterator[Reason]:
    documented = ", ".join(response.status for response in plan.operation.responses) or "nothing"
    yield Reason(f"answers {plan.behaviour.status or 200} when it succeeds", "inferred", f"documented: {documented}")
    for success in plan.successes[:1]:
        yield from success.reasons()
    for path, value in plan.behaviour.answer.items():
        yield Reason(f"sets {path} to {value}", "declared", "x-mock.answer")


def _repeats(plan: OperationPlan) -> Iterator[Reason]:
    """What the engine does with requests that are sent again; a function of the user's is called each time."""
    if plan.repeated is not None and plan.handler is None:
        yield from plan.repeated.reasons()


def _faults(plan: OperationPlan) -> Iterator[Reason]:
    for rule in (rule for layer in plan.api.faults.of(plan) for rule in layer):
        yield Reason(f"breaks answers by the rule {rule}", "declared", rule.place)
