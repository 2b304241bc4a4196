"""Ways in which a board may differ and still be faithful: name → what it does and how."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.planted import Change, Variant, setting
from tests.target_crud.changes import Members, Table, before, body, drop, finishing, kept, listing, put, refused, shown
from tests.target_crud.exchange import Call, Reply, problem, violation
from tests.target_crud.fields import READ_ONLY
from tests.target_crud.routes import CONTACTS, PROJECTS, TASKS

if TYPE_CHECKING:
    from tests.target_crud.service import Service


def _keys(first: dict[str, int] | int, step: int = 1) -> Change:
    """Keys of each table begin here and rise by ``step``."""

    def change(service: Service) -> None:
        firsts = dict.fromkeys(service.records.first, first) if isinstance(first, int) else first
        service.records.first, service.records.step = firsts, step
        service.records.refill()

    return change


def _refuses_read_only(service: Service, call: Call) -> Reply | None:
    named = [name for name in call.sent if name in READ_ONLY and call.operation in service.fields]
    if not named:
        return None
    return problem(
        422, "The body is not acceptable", [violation(f"/{name}", "is given by the board") for name in named]
    )


def _unique_names(service: Service, call: Call) -> Reply | None:
    table = call.route.table if call.route is not None else ""
    if table not in (PROJECTS, CONTACTS) or "name" not in call.sent:
        return None
    own = service.keys(call)[-1][1] if call.operation in ("replaceProject", "changeProject") else 0
    taken = [row.key for row in service.records.rows(table) if row.members["name"] == call.sent["name"]]
    return problem(409, "The name is taken") if taken and taken != [own] else None


def _gone(service: Service) -> None:
    removed: set[int] = set()
    own, missing = service.actions.drop, service.missing

    def remove(table: str, key: int) -> None:
        own(table, key)
        removed.update([key] if table == CONTACTS else [])

    service.actions.drop = remove
    service.missing = lambda call: (
        problem(410, "It was removed") if call.given.get("contactId") in removed else missing(call)
    )


def _other_details(call: Call, reply: Reply) -> None:
    if isinstance(reply.body, dict) and reply.status >= 400:
        reply.body = {"status": reply.status, "title": "No", "type": f"https://board.example/errors/{reply.status}"}


def _nulls(table: str, members: Members) -> None:
    for name in {PROJECTS: ["budget"], TASKS: ["due"]}.get(table, []):
        members.setdefault(name, None)


def _more(table: str, members: Members) -> None:
    members["links"] = {"self": f"/{table}/{members['id']}"}
    members["etag"] = f"W/{members['id']}"


def _empty_put(call: Call, reply: Reply) -> None:
    reply.status, reply.body = 204, None


def _capped(given: dict[str, Any]) -> int:
    return min(int(given.get("limit", 5)), 5)


def _no_head(call: Call, reply: Reply) -> None:
    if call.method == "HEAD":
        refusal = problem(405, "This address does not take that method")
        reply.status, reply.body = 405, refusal.body
        reply.headers = {**refusal.headers, "Allow": ", ".join(name for name in call.allowed if name != "HEAD")}


def _malformed_is_missing(call: Call, reply: Reply) -> None:
    errors = reply.body.get("errors") or [{}]
    if errors[0].get("pointer") in ("projectId", "taskId", "attachmentId", "contactId"):
        other = problem(404, "Nothing is known under this address")
        reply.status, reply.body = 404, other.body


def _charset(call: Call, reply: Reply) -> None:
    kind = reply.headers.get("Content-Type", "application/json" if reply.body is not None else None)
    if kind is not None:
        reply.headers["Content-Type"] = f"{kind}; charset=utf-8"


def _indented(value: Any) -> bytes:
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _absolute_location(call: Call, reply: Reply) -> None:
    if "Location" in reply.headers:
        reply.headers["Location"] = f"http://{call.headers.get('host', 'localhost')}{reply.headers['Location']}"


_TABLE: Table = {
    "validation-before-missing": (
        "A body is judged before the record is looked for.",
        setting(order=("authenticate", "read_parameters", "read_body", "validate", "find", "act")),
    ),
    "parameters-before-credentials": (
        "Malformed parameters are refused before anybody is asked for a key.",
        setting(order=("read_parameters", "authenticate", "find", "read_body", "validate", "act")),
    ),
    "missing-before-credentials": (
        "A record that is not there is 404 to everybody.",
        setting(order=("read_parameters", "find", "authenticate", "read_body", "validate", "act")),
    ),
    "high-keys": ("Keys are long numbers.", _keys(4_503_599_627_370_000, 11)),
    "gaps-in-keys": (
        "Keys rise by seven.",
        _keys({"projects": 11, "tasks": 1003, "attachments": 90_001, "contacts": 700_005}, 7),
    ),
    "keys-overlap": ("Keys of every table begin at 1.", _keys(1)),
    "times-with-offset": ("Times have an offset and microseconds.", setting(stamp=lambda moment: moment.isoformat())),
    "read-only-refused": (
        "Members that the board gives are refused in a body.",
        before("validate", _refuses_read_only),
    ),
    "names-are-unique": ("A name that is taken is 409.", before("act", _unique_names)),
    "gone-is-410": ("A contact that was removed is 410.", _gone),
    "newest-first": ("Projects are listed newest first.", listing(by_default="newest")),
    "other-error-details": ("Problems have other words and no list of errors.", finishing(_other_details)),
    "invalid-is-400": ("What is invalid is 400.", setting(invalid=400)),
    "other-media-is-400": ("Another media type is 400.", refused("", 415, 400)),
    "head-is-refused": ("HEAD is 405.", finishing(_no_head)),
    "malformed-key-is-404": ("A malformed key is 404.", finishing(_malformed_is_missing, "", 400)),
    "nulls-shown": (
        "What may be null and was not given is null.",
        lambda service: service.actions.shown.append(_nulls),
    ),
    "more-members": ("Records have members of their own.", lambda service: service.actions.shown.append(_more)),
    "put-answers-204": ("A replace is answered with 204.", finishing(_empty_put, "replaceProject", 200)),
    "charset-named": ("Media types name their charset.", finishing(_charset)),
    "no-total": (
        "Pages do not say how many there are.",
        body(lambda page: drop("total")(page["page"]), "listProjects", 200),
    ),
    "limit-capped": ("A page holds five projects at most, and says so.", listing(limit=_capped)),
    "indented": ("JSON is indented and sorted.", setting(render=_indented)),
    "location-is-absolute": ("Location is a whole URL.", finishing(_absolute_location)),
    "delete-of-nothing-is-204": (
        "What is not there is deleted with success.",
        setting(missing=lambda call: Reply(204) if call.method == "DELETE" else problem(404, "It is not there")),
    ),
    "note-shown-empty": (
        "A task without a note shows an empty one.",
        shown(TASKS, lambda task: task.setdefault("note", "")),
    ),
    "labels-sorted": (
        "A project's labels, which are a set by the document (uniqueItems), come back sorted.",
        kept(PROJECTS, put("labels", sorted)),
    ),
    "counts-always-shown": (
        "Projects show their counts unasked.",
        shown(PROJECTS, lambda project: project.update(taskCount=0, openCount=0)),
    ),
}

VARIANTS: dict[str, Variant] = {name: Variant(name, text, change) for name, (text, change) in _TABLE.items()}
