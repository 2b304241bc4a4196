"""The last step: which documented answer was given, and what its body was made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading.media_types import essence
from mock_server.openapi.reading.pointers import text
from mock_server.server.journal.way_step import WayStep

if TYPE_CHECKING:
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.openapi.reading.operation_parts import MediaType, Response
    from mock_server.server.journal.entry import Entry

_FIRST_REFUSAL = 400


def given_answer(entry: Entry, plan: OperationPlan) -> WayStep:
    """Fault, wish, handler, undocumented; else the record, the named example, or what was generated."""
    answer, operation = entry.answer, plan.operation
    response = operation.response(answer.status)
    responses = text((*operation.pointer, "responses"))
    place = responses if response is None else text(response.pointer)
    undocumented = "" if response is not None else ", which the document does not have"
    if entry.fault is not None:
        said = f"{answer.status}{undocumented}" if answer.status else "no answer"
        return WayStep("answered", "fault", place, f"{said}, for a fault was put in: {entry.fault}")
    applied = next((value for name, value in answer.headers if name == b"preference-applied"), None)
    if applied is not None:
        wish = applied.decode("latin-1")
        return WayStep("answered", "wish", place, f"{answer.status}{undocumented}, for the client prefers {wish}")
    if plan.handler is not None and entry.told == ():
        return WayStep("answered", "handler", place, f"{answer.status}{undocumented}, by the handler {operation.id}")
    if response is None:
        return WayStep("answered", "undocumented", place, f"{answer.status}{undocumented}, in the shape of its errors")
    return _documented(entry, plan, response)


def _documented(entry: Entry, plan: OperationPlan, response: Response) -> WayStep:
    status, media = entry.answer.status, _media(entry, response)
    if media is None:
        return WayStep("answered", "empty", text(response.pointer), f"{status}, which is documented without content")
    name = _example(plan, media)
    made = "a generated body" if name is None else f"the example {name}"
    outcome = "generated" if name is None else "example"
    place = media.pointer if name is None else _place_of(media, name)
    if status >= _FIRST_REFUSAL:
        filled = isinstance(entry.answer.reason, tuple)
        return WayStep(
            "answered", outcome, text(place), f"{status}, {made}{' with the violations in it' if filled else ''}"
        )
    if entry.told and plan.behaviour.record is not None and entry.told[0] != "invented":
        return WayStep("answered", "record", text(media.pointer), f"{status}, the record in {made}")
    return WayStep("answered", outcome, text(place), f"{status}, {made}")


def _media(entry: Entry, response: Response) -> MediaType | None:
    sent = next((value for name, value in entry.answer.headers if name == b"content-type"), b"").decode("latin-1")
    same = (item for item in response.content if essence(item.name) == essence(sent))
    return next(same, next(iter(response.content), None))


def _example(plan: OperationPlan, media: MediaType) -> str | None:
    usable = (item for item in media.examples if plan.api.synthesis.is_usable(media, item))
    return next((item.name for item in usable), None)


def _place_of(media: MediaType, name: str) -> tuple[str, ...]:
    return (*media.pointer, name) if name == "example" else (*media.pointer, "examples", name)
