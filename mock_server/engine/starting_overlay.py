"""A first overlay for somebody else's document: what the mock can't read from it, asked as `x-mock` to be corrected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour.suggesting import is_open, items_of, suggested_extension
from mock_server.openapi.reading import overlays
from mock_server.openapi.reading.pointers import at

if TYPE_CHECKING:
    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON

_TITLE = "What the mock can't read from the document; correct what is wrong, remove what may stay without state"


@dataclass(frozen=True, slots=True)
class StartingOverlay:
    """``text`` is the overlay, for as many operations as are ``asked``; ``elsewhere`` are those of other files."""

    text: str
    asked: int
    elsewhere: tuple[str, ...]


def starting_overlay(api: Api) -> StartingOverlay:
    """The overlay with what `explain` asks for; where nothing is asked its text is empty."""
    known = items_of(api.behaviours.values())
    actions: list[dict[str, JSON]] = []
    elsewhere = []
    for plan in api.plans:
        if not is_open(plan.behaviour):
            continue
        if not _is_here(plan):
            elsewhere.append(str(plan.operation))
            continue
        actions.append(
            {
                "target": api.document.json_path(plan.operation.pointer),
                "description": f"{plan.operation}: {_why(plan)}",
                "update": {"x-mock": suggested_extension(plan.behaviour, known, api.schemas)},
            }
        )
    if not actions:
        return StartingOverlay("", 0, tuple(elsewhere))
    whole = {"overlay": "1.0.0", "info": {"title": _TITLE, "version": "1"}, "actions": actions}
    return StartingOverlay(overlays.dump(whole), len(actions), tuple(elsewhere))


def _why(plan: OperationPlan) -> str:
    return next(
        (f"{reason.conclusion}, for {reason.why}" for reason in plan.behaviour.reasons), "answers without state"
    )


def _is_here(plan: OperationPlan) -> bool:
    """Whether the operation is written in the document itself, where an overlay reaches it."""
    try:
        return isinstance(at(plan.api.document.tree, plan.operation.pointer), dict)
    except (LookupError, TypeError, ValueError):
        return False
