"""Clients as identity servers keep them: a create tells an address and nothing else, `first` is where a page begins."""

from __future__ import annotations

from typing import Any, ClassVar

from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, in_query

_TEXT = {"type": "string", "maxLength": 200}
_WHOLE = {"type": "integer"}


class RealmClients(Collection):
    """Each has an id that the service gives, whatever is sent as such, its own `clientId`, which is there but once,
    and a path that follows from it; no schema tells which of them a client writes.
    """

    called = "clients"
    keyed = _TEXT
    key_form = "7d2c0f51-0c0e-4b7e-9a55-{:012d}"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["clientId"],
        "additionalProperties": False,
        "properties": {"id": _TEXT, "clientId": {**_TEXT, "minLength": 1}, "path": _TEXT, "description": _TEXT},
    }

    def __init__(self) -> None:
        super().__init__({f"old-{n}": {"id": f"old-{n}", "clientId": f"old {n}", "path": f"/old {n}"} for n in "abc"})

    def queries(self) -> list[dict[str, Any]]:
        """Where a page begins, and how long it is."""
        return [{**in_query("first", **_WHOLE), "description": "Pagination offset"}, in_query("max", **_WHOLE)]

    def document(self) -> dict[str, Any]:
        """A create answers with an address alone."""
        found = super().document()
        address = {"Location": {"schema": {"type": "string"}}}
        taken = {"description": "There is such a client already"}
        made = {"201": {"description": "made", "headers": address}, **NO, "409": taken}
        found["paths"]["/clients"]["post"]["responses"] = made
        return found

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A part of the list."""
        try:
            first, most = (int(query.get(name, [usual])[-1]) for name, usual in (("first", "0"), ("max", "100")))
        except ValueError:
            return 400, None, {}
        return (200, [*self.records.values()][first:][:most], {}) if min(first, most) >= 0 else (400, None, {})

    def made(self, body: dict[str, Any]) -> Answer:
        """A client of another name; its address."""
        if any(row["clientId"] == body["clientId"] for row in self.records.values()):
            return 409, None, {}
        _, row, _ = super().made(body)
        row.update(id=next(key for key, each in self.records.items() if each is row), path=f"/{row['clientId']}")
        return 201, None, {"Location": f"/clients/{row['id']}"}
