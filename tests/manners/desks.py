"""Desks behind calls: each is a POST of a name, and the key that creates answer stands in the bodies of the others."""

from __future__ import annotations

import itertools
from typing import Any

from tests.manners.serving import MOST, Answer, Asked, Checker, Service, says, takes

_KEY = {"type": "string", "minLength": 1, "maxLength": 40}
_SENT = {
    "label": {"type": "string", "minLength": 1, "maxLength": 60},
    "floor": {"type": "integer", "minimum": 0, "maximum": 90},
}
_DESK: dict[str, Any] = {
    "type": "object",
    "required": ["deskId", "label", "floor", "locked"],
    "properties": {"deskId": _KEY, **_SENT, "locked": {"type": "boolean"}},
}
_FAULT = {"type": "object", "required": ["code"], "properties": {"code": {"type": "string"}}}


def _object(required: list[str], **members: Any) -> dict[str, Any]:
    return {"type": "object", **({"required": required} if required else {}), "properties": members}


class Desks(Service):
    """The service; desks d1 to d9 were there before. With ``inside`` a refusal is a 200 that says so, in one envelope;
    else the desk stands in two, and changes have its key beside its members. ``also`` are members of calls by
    which they reach all desks; with ``counts`` keys are numbers, with
    ``given`` codes of the caller's, of which the example is there.
    """

    def __init__(
        self,
        fault: str = "",
        *,
        inside: bool = False,
        also: dict[str, dict[str, Any]] | None = None,
        counts: bool = False,
        given: bool = False,
    ) -> None:
        super().__init__()
        self.counts, key = counts, {"type": "integer", "minimum": 1, "maximum": MOST} if counts else _KEY
        key = {"type": "string", "pattern": "^[A-Z]{2}$", "example": "AC"} if given else key
        theirs: list[tuple[Any, int]] = [
            (n if counts else f"A{chr(65 + n)}" if given else f"d{n}", n) for n in range(1, 10)
        ]
        self.begin(
            {"desks": {k: {"deskId": k, "label": f"theirs {n}", "floor": n, "locked": False} for k, n in theirs}}
        )
        self.desk = {**_DESK, "properties": {**_DESK["properties"], "deskId": key}}
        self.fault, self.inside, self.numbers = fault, inside, itertools.count(10 if counts else 1)
        change = _object(["deskId"], deskId=key, **_SENT)
        size = {"type": "integer", "minimum": 1, "maximum": 50}
        self.calls = {
            "CreateDesk": _object(
                ["label", "floor", *(["deskId"] if given else [])], **({"deskId": key} if given else {}), **_SENT
            ),
            "GetDesk": _object(["deskId"], deskId=key),
            "ListDesks": _object([], limit=size, cursor={"type": "string", "maxLength": 20}),
            "UpdateDesk": change if inside else _object(["desk"], desk=change),
            "LockDesk": _object(["deskId"], deskId=key),
            "DeleteDesk": _object(["deskId"], deskId=key),
        }
        self.also = also or {"DeleteDesk": _object([], everywhere={"type": "boolean"})}
        for name, more in self.also.items():
            call = self.calls[name]
            required = [*call.get("required", []), *more.get("required", [])]
            self.calls[name] = _object(required, **call["properties"], **more["properties"])
        self.checkers = {name: Checker(schema) for name, schema in self.calls.items()}
        self.emptied = False

    @property
    def unharmed(self) -> bool:
        """Nothing was removed everywhere either."""
        return super().unharmed and not self.emptied

    def _wrapped(self, shown: dict[str, Any]) -> dict[str, Any]:
        if self.inside:
            return _object(["ok"], ok={"type": "boolean"}, error={"type": "string"}, **shown["properties"])
        return _object(["result"], result=_object(["data"], data=shown))

    def document(self) -> dict[str, Any]:
        """One path a call."""
        many = _object(["items"], items={"type": "array", "items": self.desk}, next={"type": "string"})
        shown = {"ListDesks": many, "DeleteDesk": _object([]), "LockDesk": _object([])}
        said = {"UpdateDesk": "Changes a desk. Only the given members are changed."}
        no = {} if self.inside else {"400": says(_FAULT), "409": says(_FAULT), "404": says(_FAULT), "415": says(_FAULT)}
        paths = {
            f"/{name}": {
                "post": {
                    "operationId": name,
                    "description": said.get(name, ""),
                    "requestBody": takes(schema),
                    "responses": {"200": says(self._wrapped(shown.get(name, _object(["desk"], desk=self.desk)))), **no},
                }
            }
            for name, schema in self.calls.items()
        }
        return {"openapi": "3.1.0", "info": {"title": "Desks", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """The call's name, then its body, then the desk."""
        name = asked.parts[0]
        if len(asked.parts) != 1 or name not in self.calls:
            return 404, {"code": "NO_CALL"}, {}
        if asked.method != "POST":
            return 405, {"code": "NO_POST"}, {"Allow": "POST"}
        if not asked.json:
            return self._no(415, "NO_JSON")
        body, wrong = self.checkers[name].read(asked.data)
        if body is None or wrong:
            return self._no(400, "WRONG")
        rows: dict[Any, Any] = self.rows["desks"]
        if name == "ListDesks":
            return self._page(body)
        if name == "CreateDesk":
            number = next(self.numbers)
            key = body.get("deskId", number if self.counts else f"d-{number:06}")
            if key in rows:
                return self._no(409, "TAKEN")
            kept = {"deskId": key, "label": body["label"], "floor": body["floor"], "locked": False}
            rows[key] = {**kept, "floor": 0} if self.fault == "loses" else kept
            return self._yes({"desk": kept})
        sent = body.get("desk", body)
        self.emptied = self.emptied or any(body.get(one) for one in self.also.get(name, _object([]))["properties"])
        row = rows.get(sent["deskId"])
        if row is None:
            return self._no(404, "NO_DESK")
        if name == "UpdateDesk":
            new = {**row, **{n: v for n, v in sent.items() if n in _SENT}}
            other = next((key for key in reversed(rows) if key not in self.first["desks"]), sent["deskId"])
            rows.update({} if self.fault == "keeps" else {other if self.fault == "another" else sent["deskId"]: new})
            return self._yes({"desk": new})
        if name == "LockDesk":
            row["locked"] = True
        elif name == "DeleteDesk" and self.fault != "stays":
            del rows[sent["deskId"]]
        return self._yes({"desk": row} if name == "GetDesk" else {})

    def _page(self, body: dict[str, Any]) -> Answer:
        cursor, limit = body.get("cursor", "0"), int(body.get("limit", 10))
        start = int(cursor) if cursor.isascii() and cursor.isdecimal() else -1
        if start < 0:
            return self._no(400, "CURSOR")
        rows = [*self.rows["desks"].values()]
        rows = rows[:-1] if self.fault == "stale" and len(rows) > len(self.first["desks"]) else rows
        page = rows[start:] if self.fault == "unlimited" else rows[start : start + limit]
        more = {"next": str(start + limit)} if start + limit < len(rows) else {}
        return self._yes({"items": page, **more})

    def _yes(self, shown: dict[str, Any]) -> Answer:
        return 200, ({"ok": True, **shown} if self.inside else {"result": {"data": shown}}), {}

    def _no(self, status: int, code: str) -> Answer:
        return (200, {"ok": False, "error": code}, {}) if self.inside else (status, {"code": code}, {})
