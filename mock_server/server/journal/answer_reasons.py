"""Why a request was answered so: the steps of its way, each with its outcome and its place in the document.

What the middlewares and actions knew is found again from what the entry holds, when somebody looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.engine.explain import reasons_of
from mock_server.errors import DocumentError
from mock_server.openapi.codec.prefer import preference
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.media_types import essence
from mock_server.openapi.reading.pointers import text
from mock_server.server.journal.forwarded_step import UPSTREAM, forwarded_step
from mock_server.server.journal.violation_places import violation_places
from mock_server.server.journal.way_step import WayStep

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import MediaType, Response
    from mock_server.server.journal.entry import Entry

_FIRST_REFUSAL = 400
_NEAREST = 3
_LOOKED_AT = 5_000
_TOLD = {
    "found": "{resource}: {key} is there",
    "missed": "{resource}: there is no {key}",
    "invented": "{resource}: there is no {key}, so one is made up",
    "created": "{resource}: {key} is made",
    "taken": "{resource}: {key} is taken",
    "another": "{resource}: {key} has that value already",
    "repeated": "it was sent before under its {resource}, and is answered as then",
    "listed": "{resource}: {key} of the records are listed",
}


def why(entry: Entry, apis: Iterable[Api]) -> list[WayStep]:
    """The steps, in order, up to the one that decided."""
    return entry.plan.way() if isinstance(entry.plan, tuple) else list(_steps(entry, entry.plan, apis))


def _steps(entry: Entry, plan: OperationPlan | None, apis: Iterable[Api]) -> Iterator[WayStep]:
    if plan is None:
        yield from _not_routed(entry, apis)
        return
    operation = plan.operation
    yield WayStep("routed", "found", text(operation.pointer), f"{operation} is {operation.id}")
    forwarded = forwarded_step(entry)
    if forwarded is not None:
        yield forwarded
        if forwarded.outcome == UPSTREAM:
            return
    refused, named = plan.access.check(entry.headers, entry.query), ""
    if refused is not None:
        refused, named = plan.access.check_apart(entry.headers, entry.query)
    yield _let_in(entry, plan, refused, named)
    if refused is None:
        yield _read(entry, plan)
        if entry.told is not None:
            yield _record(entry, plan)
    yield _given_answer(entry, plan)


def _not_routed(entry: Entry, apis: Iterable[Api]) -> Iterator[WayStep]:
    path = entry.path.decode("latin-1")
    near = near_paths(path, entry.method, apis)
    wrong = [item for item in near if item["differs"] == "method"]
    said = f"{path} is documented, but not with {entry.method}" if wrong else f"no documented path fits {path}"
    yield WayStep("routed", "no method" if wrong else "no path", None, said, {"nearest": near})
    forwarded = forwarded_step(entry)
    if forwarded is not None:
        yield forwarded
        if forwarded.outcome == UPSTREAM:
            return
    yield WayStep("answered", "undocumented", None, f"{entry.answer.status}, in the shape of the document's errors")


def _let_in(entry: Entry, plan: OperationPlan, refused: str | None, named: str) -> WayStep:
    operation = plan.operation
    base: tuple[str, ...] = (*operation.pointer, "security") if "security" in operation.raw else ("security",)
    if refused is not None:
        wanted = " or ".join(" and ".join(need.scheme for need in needs) for needs in operation.security)
        said = "no accepted credential" if refused == "unauthenticated" else "the credential lacks a scope"
        return WayStep("let in", refused, text(base), f"{said}; wanted: {wanted}")
    if named:
        return WayStep("let in", "accepted", text(base), f"the credential, which names the sandbox {named}")
    index = plan.access.passed(entry.headers, entry.query)
    if index is None:
        off = "" if not operation.security else ", for --auth is off"
        return WayStep("let in", "anybody", text(base) if operation.security else None, f"anybody may call{off}")
    names = " and ".join(need.scheme for need in operation.security[index]) or "no credential"
    return WayStep("let in", "accepted", text((*base, str(index))), f"{names}, alternative {index + 1}")


def _read(entry: Entry, plan: OperationPlan) -> WayStep:
    reason = entry.answer.reason
    body = plan.operation.request_body
    place = text(body.pointer) if body is not None else text(plan.operation.pointer)
    if isinstance(reason, tuple):
        found = [
            {"field": violation.field, "message": violation.message, "keyword": violation.keyword, "place": where}
            for violation, where in violation_places(reason, plan.operation, entry)
        ]
        said = "; ".join(f"{item['field']}: {item['message']}" for item in found[:20])
        return WayStep("read", "refused", found[0]["place"], said, {"violations": found})
    if entry.told is None:
        return WayStep("read", "refused", place, str(reason) or "the request is refused")
    setting = plan.api.settings.validation
    said = (
        "parameters and body conform"
        if setting == "on"
        else f"what breaks the document is served (--validation {setting})"
    )
    return WayStep("read", "conforms" if setting == "on" else "not judged", place, said)


def _record(entry: Entry, plan: OperationPlan) -> WayStep:
    behaviour = plan.behaviour
    declared = any(reason.source == "declared" for reason in behaviour.reasons)
    pointer = (*plan.operation.pointer, "x-mock") if declared and plan.operation.extension else plan.operation.pointer
    try:
        reasons: list[Any] = [
            {"conclusion": item.conclusion, "source": item.source, "why": item.why} for item in reasons_of(plan)
        ]
    except DocumentError as error:
        reasons = [{"conclusion": "can't be served", "source": "inferred", "why": str(error)}]
    more = {"reasons": reasons}
    if plan.handler is not None and not entry.told:
        return WayStep("record", "left to the handler", text(pointer), f"the handler {plan.operation.id} decides", more)
    if not entry.told:
        said = "the operation works on no record" if behaviour.action == "none" else "no record was looked at"
        if _wishes(entry):
            said = "nothing is looked up or stored, for the client wishes for an answer"
        return WayStep("record", "none", text(pointer), said, more)
    word, resource, key = entry.told
    shown = "record" if key is None else key
    if word == "created" and isinstance(key, int):
        shown = f"{key} records"
    return WayStep("record", word, text(pointer), _TOLD[word].format(resource=resource, key=shown), more)


def _wishes(entry: Entry) -> bool:
    wish = preference([value for name, value in entry.headers if name == b"prefer"], entry.query)
    return wish.code is not None or wish.example is not None


def near_paths(path: str, method: str, apis: Iterable[Api]) -> list[dict[str, JSON]]:
    """Method, path, place and ``differs`` of the nearest operations; those with the same path first."""
    segments = path.split("/")
    found: list[tuple[float, str, str, str, str]] = []
    for api in apis:
        for plan in api.plans[:_LOOKED_AT]:
            operation = plan.operation
            for base in operation.base_paths:
                whole = api.prefix + base + path_templates.on_the_wire(operation.path)
                far, differs = _distance(segments, whole.split("/"))
                if far == 0 and operation.method != method:
                    far, differs = 0.1, "method"
                found.append((far, operation.method, whole, text(operation.pointer), differs))
    found.sort(key=lambda item: (item[0], item[1] != method))
    return [{"method": item[1], "path": item[2], "place": item[3], "differs": item[4]} for item in found[:_NEAREST]]


def _distance(asked: list[str], known: list[str]) -> tuple[float, str]:
    """How far a path is from a template, and the first thing that differs."""
    from difflib import SequenceMatcher

    far, differs = 0.0, ""
    for own, wanted in zip(asked, known, strict=False):
        if own == wanted or (own and path_templates.PARAMETER.search(wanted)):
            continue
        far += 2 - SequenceMatcher(None, own.lower(), wanted.lower()).ratio()
        differs = differs or f"{own or 'nothing'} where {wanted} is documented"
    if len(asked) != len(known):
        far += 1.5 * abs(len(asked) - len(known))
        differs = differs or (
            "it is longer" if len(asked) > len(known) else f"{'/'.join(known[len(asked) :])} is missing"
        )
    return far, differs


def _given_answer(entry: Entry, plan: OperationPlan) -> WayStep:
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
