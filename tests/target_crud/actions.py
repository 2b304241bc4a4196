"""What operations do to records, and how records are shown; each decision may be replaced by a fault."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.target_crud.exchange import Call, Reply
from tests.target_crud.routes import ATTACHMENTS, CONTACTS, PROJECTS, TASKS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.target_crud.records import Row
    from tests.target_crud.service import Service

    Members = dict[str, Any]

KEPT = {
    PROJECTS: ("name", "state", "labels", "budget", "owner"),
    TASKS: ("title", "done", "priority", "due", "note"),
    ATTACHMENTS: ("caption", "fileName"),
    CONTACTS: ("name", "age", "subscribed", "groups"),
}
DEFAULTS: dict[str, dict[str, Any]] = {
    PROJECTS: {"state": "open", "labels": []},
    TASKS: {"done": False, "priority": 3},
    ATTACHMENTS: {},
    CONTACTS: {"subscribed": False},
}
ENVELOPES = (PROJECTS, CONTACTS)
OWN = ("createdAt", "projectId", "taskId", "revision")
"""Members that the board gives once and keeps."""


class Actions:
    """Carries out what is valid."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.defaults = copy.deepcopy(DEFAULTS)
        self.kept: list[Callable[[str, Members], None]] = []
        """What is kept of a create, edited once: table and members."""
        self.changed: list[Callable[[str, Row], None]] = []
        """Records after a replace or a merge."""
        self.shown: list[Callable[[str, Members], None]] = []
        """What is shown of a record, edited whenever it is: table and members."""
        self.key: Callable[[str], int] = lambda table: self.service.records.next_key(table)
        self.refuse: Callable[[Call], Reply | None] = lambda call: None
        self.store: Callable[[str, int, int, Members], Row] = self.service.records.put
        self.drop: Callable[[str, int], None] = lambda table, key: self.service.records.drop(table, key)
        self.replaced: Callable[[str, Members, Members], Members] = self._replaced
        self.merged: Callable[[Any, Any], Any] = merged
        self.listed: Callable[[str, list[Row]], list[Row]] = lambda table, rows: rows
        self.card: Callable[[str, int], str] = lambda table, key: f"k{key}"
        """The number of a contact's card, by which it is found."""
        self.removed_status = 204

    def act(self, call: Call) -> Reply | None:
        """Do what the operation does."""
        action = call.route.action if call.route is not None else ""
        acts: dict[str, Callable[[Call, str], Reply]] = {
            "list": self._list,
            "create": self._create,
            "read": lambda call, table: self.success(call, table, self._row(call)),
            "replace": self._replace,
            "merge": self._merge,
            "delete": self._delete,
            "count": self._count,
            "card": self._card,
        }
        return self.refuse(call) or acts[action](call, call.route.table if call.route is not None else "")

    def members(self, table: str, row: Row) -> Members:
        """What is shown of a record."""
        shown = copy.deepcopy(row.members)
        if table == CONTACTS:
            shown["card"] = self.card(table, row.key)
        for edit in self.shown:
            edit(table, shown)
        return shown

    def success(self, call: Call, table: str, row: Row, status: int = 200) -> Reply:
        """A record as an answer."""
        shown = self.members(table, row)
        return Reply(status, {"data": shown} if table in ENVELOPES else shown)

    def _row(self, call: Call) -> Row:
        table, key = self.service.keys(call)[-1]
        return self.service.records.tables[table][key]

    def _create(self, call: Call, table: str) -> Reply:
        keys = self.service.keys(call)
        parent = keys[-1][1] if keys else 0
        members = {**copy.deepcopy(self.defaults[table]), **self._listed_members(table, call.sent)}
        if table == TASKS:
            members["projectId"] = parent
        if table == ATTACHMENTS:
            members |= {"taskId": parent, "size": len(call.sent["file"])}
        else:
            members |= {} if table == TASKS else {"createdAt": self.service.stamp(self.service.clock())}
        if table == PROJECTS:
            members["revision"] = 1
        for edit in self.kept:
            edit(table, members)
        row = self.store(table, self.key(table), parent, members)
        reply = self.success(call, table, row, 201)
        reply.headers["Location"] = f"{call.target.partition('?')[0]}/{row.key}"
        return reply

    def _listed_members(self, table: str, sent: Members) -> Members:
        """The members that the document lists."""
        found = {name: value for name, value in sent.items() if name in KEPT[table]}
        if isinstance(found.get("owner"), dict):
            found["owner"] = {name: value for name, value in found["owner"].items() if name in ("name", "room")}
        return found

    def _replace(self, call: Call, table: str) -> Reply:
        row = self._row(call)
        row.members = self.replaced(table, row.members, self._listed_members(table, call.sent))
        return self._after(call, table, row)

    def _replaced(self, table: str, old: Members, sent: Members) -> Members:
        own = {name: old[name] for name in ("id", *OWN) if name in old}
        return {**own, **copy.deepcopy(self.defaults[table]), **sent}

    def _merge(self, call: Call, table: str) -> Reply:
        row = self._row(call)
        row.members = self.merged(row.members, self._listed_members(table, call.sent))
        return self._after(call, table, row)

    def _after(self, call: Call, table: str, row: Row) -> Reply:
        if "revision" in row.members:
            row.members["revision"] += 1
        for edit in self.changed:
            edit(table, row)
        return self.success(call, table, row)

    def _delete(self, call: Call, table: str) -> Reply:
        self.drop(*self.service.keys(call)[-1])
        return Reply(self.removed_status)

    def _list(self, call: Call, table: str) -> Reply:
        keys, listing = self.service.keys(call), self.service.listing
        rows = self.listed(table, self.service.records.rows(table, keys[-1][1] if keys else 0))
        if table == CONTACTS:
            return Reply(200, {"data": [self.members(table, row) for row in rows]})
        if table == TASKS:
            page = listing.by_cursor(rows, call.given)
            return Reply(200, {"items": [self.members(table, row) for row in page.rows], "next": listing.next(page)})
        page = listing.by_offset(rows, call.given)
        data = [{**self.members(table, row), **self._counts(row, call.given.get("include", ()))} for row in page.rows]
        place = {"limit": listing.limit(call.given), "offset": listing.offset(call.given)}
        return Reply(200, {"data": data, "page": {**place, "total": listing.total(page)}})

    def _counts(self, row: Row, wanted: Any) -> Members:
        tasks = self.service.records.rows(TASKS, row.key)
        counts = {"taskCount": len(tasks), "openCount": sum(not task.members["done"] for task in tasks)}
        return {name: counts[name] for name in counts if name in wanted}

    def _count(self, call: Call, table: str) -> Reply:
        records = self.service.records
        if "states" in call.given:
            projects = records.rows(PROJECTS)
            count = sum(row.members["state"] in call.given["states"] for row in projects)
        else:
            count = len(records.tables[TASKS])
        return Reply(200, {**call.given, "count": count})

    def _card(self, call: Call, table: str) -> Reply:
        row = self.service.records.find(CONTACTS, call.given["card"])
        if row is None:
            return self.service.missing(call)
        return Reply(200, {"card": f"k{row.key}", "name": row.members["name"]})


def merged(old: Any, patch: Any) -> Any:
    """A merge patch carried out (RFC 7396 section 2)."""
    if not isinstance(patch, dict):
        return patch
    result = dict(old) if isinstance(old, dict) else {}
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result
