"""Faults at the edges of a body's members: what is good is refused, what is bad is accepted, or the board fails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.target_crud.changes import Table, before, fails, lax, optional, strict, unvalidated
from tests.target_crud.exchange import Call, Reply, problem
from tests.target_crud.fields import is_null, several_of, text, whole

if TYPE_CHECKING:
    from tests.planted import Change
    from tests.target_crud.service import Service


def _turned(name: str, kind: type, turn: Any, *operations: str) -> Change:
    """A value of ``kind`` is accepted and becomes what ``turn`` makes of it."""

    def step(service: Service, call: Call) -> Reply | None:
        if call.operation in operations and type(call.sent.get(name)) is kind:
            call.sent[name] = turn(call.sent[name])
        return None

    return before("validate", step)


def _broken_is_500(service: Service) -> None:
    own = service.steps["read_body"]

    def step(call: Call) -> Reply | None:
        reply = own(call)
        return problem(500, "The board failed") if reply is not None and reply.status == 400 else reply

    service.steps["read_body"] = step


def _no_body_is_500(service: Service, call: Call) -> Reply | None:
    return problem(500, "The board failed") if call.operation == "createProject" and not call.raw else None


def _any_media(service: Service, call: Call) -> Reply | None:
    if call.operation == "createProject" and "content-type" in call.headers:
        call.headers = {**call.headers, "content-type": "application/json"}
    return None


def _malformed_is_500(service: Service, call: Call) -> Reply | None:
    raw = call.path.get("projectId", "1")
    return None if raw.isdecimal() else problem(500, "The board failed")


_PROJECT = ("createProject", "replaceProject", "changeProject")
_TASK = ("createTask", "replaceTask", "changeTask")

EDGES: Table = {
    "empty-name-accepted": ("A project's name may be empty.", lax("name", lambda v: v == "", *_PROJECT)),
    "name-unbounded": ("A project's name may be of any length.", lax("name", text(1, 10**6), *_PROJECT)),
    "name-over-40-refused": (
        "A project's name may have 40 characters.",
        strict("name", lambda v: len(v) > 40, *_PROJECT),
    ),
    "name-of-one-refused": ("A project's name needs two characters.", strict("name", lambda v: len(v) == 1, *_PROJECT)),
    "missing-name-accepted": ("A project may have no name.", optional("name", "Untitled", "createProject")),
    "name-number-accepted": ("A project's name may be a number.", _turned("name", int, str, "createProject")),
    "any-priority": ("A priority may be any number.", lax("priority", whole(-99, 10**9), *_TASK)),
    "priority-5-refused": ("The priority 5 is refused.", strict("priority", lambda v: v == 5, *_TASK)),
    "priority-text-accepted": ("A priority may be a text.", _turned("priority", str, lambda v: 3, "createTask")),
    "unknown-state-accepted": ("A state may be any text.", lax("state", text(0, 10**6), *_PROJECT)),
    "labels-twice-accepted": (
        "A label may be there twice.",
        lax("labels", several_of(("red", "green", "blue", "grey"), 3, unique=False), *_PROJECT),
    ),
    "labels-unbounded": (
        "There may be any number of labels.",
        lax("labels", several_of(("red", "green", "blue", "grey"), 9, unique=True), *_PROJECT),
    ),
    "empty-labels-refused": ("There has to be a label.", strict("labels", lambda v: not v, *_PROJECT)),
    "null-budget-refused": ("A budget may not be null.", strict("budget", is_null, *_PROJECT)),
    "negative-budget-accepted": ("A budget may be negative.", lax("budget", whole(-(10**9), 0), *_PROJECT)),
    "owner-text-accepted": ("An owner may be a text.", _turned("owner", str, lambda v: {"name": v[:40]}, *_PROJECT)),
    "owner-room-unbounded": ("A room may be any number.", lax("owner", lambda v: isinstance(v, dict), *_PROJECT)),
    "due-bad-accepted": ("A due date may be any text.", lax("due", text(0, 10**6), *_TASK)),
    "due-null-refused": ("A due date may not be null.", strict("due", is_null, *_TASK)),
    "note-over-100-refused": (
        "A note may have 100 characters.",
        strict("note", lambda v: bool(v) and len(v) > 100, *_TASK),
    ),
    "done-number-accepted": ("A mark may be 0 or 1.", _turned("done", int, bool, *_TASK)),
    "put-unvalidated": ("A replace takes everything.", unvalidated("replaceProject")),
    "put-task-unvalidated": ("A replace of a task takes everything.", unvalidated("replaceTask")),
    "patch-unvalidated": ("A merge takes everything.", unvalidated("changeProject")),
    "patch-task-unvalidated": ("A merge of a task takes everything.", unvalidated("changeTask")),
    "put-needs-no-name": ("A replace may leave the name out.", optional("name", "Untitled", "replaceProject")),
    "put-refuses-labels": ("A replace takes no labels.", strict("labels", lambda v: bool(v), "replaceProject")),
    "patch-refuses-state": ("A merge takes no state.", strict("state", lambda v: True, "changeProject")),
    "patch-refuses-null": ("A merge takes no null.", strict("note", is_null, "changeTask")),
    "crash-on-non-ascii": (
        "A name in another script is a 500.",
        fails("createProject", lambda c: not c.sent["name"].isascii()),
    ),
    "crash-on-long-note": (
        "A note of 200 characters is a 500.",
        fails("createTask", lambda c: len(c.sent.get("note", "")) == 200),
    ),
    "crash-on-put-of-owner": (
        "A replace with an owner is a 500.",
        fails("replaceProject", lambda c: "owner" in c.sent),
    ),
    "crash-on-empty-patch": ("A merge of nothing is a 500.", fails("changeTask", lambda c: not c.sent)),
    "crash-on-no-body": ("A create without a body is a 500.", before("read_body", _no_body_is_500)),
    "broken-json-answers-500": ("A body that is no JSON is a 500.", _broken_is_500),
    "any-media-type-accepted": ("Any media type is read as JSON.", before("read_body", _any_media)),
    "malformed-key-answers-500": ("A malformed key is a 500.", before("read_parameters", _malformed_is_500)),
}
