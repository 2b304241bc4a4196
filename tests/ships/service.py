"""The ships, as right as their document; what a fault turns is a method or an attribute of its own."""

from __future__ import annotations

import copy
import hashlib
import json
import re
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, number
from tests.repeatable_keys import RepeatableKeys
from tests.ships.document import FREE, MEMBER, SHIP, SORTS, document

USERS = {"quay-3f81-ab": "ann", "quay-77c0-fe": "bob"}
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


class Ships(Service):
    """The service: each ship is its owner's, and nobody else sees it."""

    key = "quay-3f81-ab"
    other_key = "quay-77c0-fe"

    def __init__(self) -> None:
        super().__init__()
        self._keys = RepeatableKeys()
        self.full, self.hand = Checker(_written(SHIP)), Checker(_written(MEMBER))
        self.part = Checker({k: v for k, v in _written(SHIP).items() if k != "required"})
        self.crews: dict[str, dict[int, dict[str, Any]]] = {}
        self.sent: dict[str, tuple[bytes, str]] = {}
        self.last = 0
        self.begin({"ships": {}})
        for at in (1, 2, 3):
            self.enter({"name": f"Old {at}", "draught": at, "flag": "pt"}, "ann" if at < 3 else "bob")
        self.first = copy.deepcopy(self.rows)

    def document(self) -> dict[str, Any]:
        """The one of `tests.ships.document`."""
        return document()

    def answer(self, asked: Asked) -> Answer:
        """Credentials, then the method, then the record, then the body."""
        parts = asked.parts
        allowed = self.methods(parts)
        if not allowed:
            return refusal(404, "no-such-path")
        user = self.user(asked)
        if user is None:
            status, body, fields = refusal(401, "unknown-user")
            return status, body, fields | {"WWW-Authenticate": "Bearer"}
        if asked.method not in allowed and asked.method != "HEAD":
            status, body, fields = refusal(405, "no-such-method")
            return status, body, fields | {"Allow": ", ".join(allowed)}
        if len(parts) == 1:
            return self.listed(asked, user) if asked.method in ("GET", "HEAD") else self.add(asked, user)
        row = self.rows["ships"].get(parts[1])
        if row is None or not self.sees(user, row):
            return refusal(404, "no-such-ship")
        return self.one(asked, row) if len(parts) == 2 else self.crew(asked, row)

    def methods(self, parts: list[str]) -> tuple[str, ...]:
        """What may be done at a path."""
        if parts[:1] != ["ships"] or (len(parts) > 2 and parts[2] != "crew"):
            return ()
        table = {1: ("GET", "POST"), 2: ("GET", "PUT", "PATCH", "DELETE"), 3: ("GET", "POST"), 4: ("GET", "DELETE")}
        return table.get(len(parts), ())

    def user(self, asked: Asked) -> str | None:
        """Who asks."""
        scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
        return USERS.get(token.strip()) if scheme.lower() == "bearer" else None

    def sees(self, user: str, row: dict[str, Any]) -> bool:
        """Whether a ship is a user's."""
        return bool(row["owner"] == user)

    # Ships ------------------------------------------------------------------------------------------------------

    def listed(self, asked: Asked, user: str) -> Answer:
        """A page of the user's ships."""
        given = {name: values[-1] for name, values in asked.query.items()}
        page, size = number(given.get("page", "1")), number(given.get("per_page", "20"))
        wrong = [name for name, found, most in (("page", page, FREE), ("per_page", size, 100))
                 if found is None or found > most]  # fmt: skip
        wrong += [
            n for n, known in (("sort", SORTS), ("flag", ["nl", "no", "pt"])) if given.get(n) not in (None, *known)
        ]
        if wrong or page is None or size is None:
            return refusal(400, "wrong-query", *wrong)
        rows = [row for row in self.rows["ships"].values() if self.sees(user, row)]
        rows = self.chosen(rows, given)
        rows = self.ordered(rows, given.get("sort", ""))
        found = [self.shown(row) for row in self.page(rows, page, size)]
        return 200, {"data": found, "meta": {"total": self.total(rows, found), "page": page, "per_page": size}}, {}

    def chosen(self, rows: list[dict[str, Any]], given: dict[str, str]) -> list[dict[str, Any]]:
        """Those of a flag."""
        return [row for row in rows if given.get("flag") in (None, row["flag"])]

    def ordered(self, rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
        """In their order."""
        name = sort.lstrip("-")
        return sorted(rows, key=lambda row: row[name], reverse=sort.startswith("-")) if name else rows

    def page(self, rows: list[dict[str, Any]], page: int, size: int) -> list[dict[str, Any]]:
        """One page of them."""
        return rows[(page - 1) * size : page * size]

    def total(self, rows: list[dict[str, Any]], _: list[dict[str, Any]]) -> int:
        """How many there are."""
        return len(rows)

    def add(self, asked: Asked, user: str) -> Answer:
        """A new ship, once for each idempotency key."""
        once = asked.headers.get("Idempotency-Key")
        if once is not None and self.repeats(once):
            row = self.rows["ships"].get(self.sent[once][1])
            if self.sent[once][0] != asked.data:
                return refusal(422, "key-of-another-body")
            if row is not None:
                return 201, {"data": self.shown(row)}, {"Location": self.place(row)}
        body, no = self.read(asked, self.full, "application/json")
        no = no or self.conflict(body, None, user)
        if no is not None:
            return no
        row = self.enter(body, user)
        if once is not None:
            self.sent[once] = (asked.data, row["id"])
        return 201, {"data": self.shown(row)}, {"Location": self.place(row)}

    def repeats(self, once: str) -> bool:
        """Whether a request with this idempotency key was carried out."""
        return once in self.sent

    def place(self, row: dict[str, Any]) -> str:
        """Where a ship is."""
        return f"/ships/{row['id']}"

    def enter(self, body: dict[str, Any], user: str) -> dict[str, Any]:
        """A record of its own."""
        key = self.new_key()
        row = {"id": key, "owner": user, **self.filled(body)}
        self.rows["ships"][key] = row
        self.crews.setdefault(key, {})
        return row

    def new_key(self) -> str:
        """One that was never given."""
        return "shp_" + self._keys.of(_SIGNS, 8)

    def filled(self, body: dict[str, Any]) -> dict[str, Any]:
        """What was sent, with what is added where nothing was."""
        return {"flag": "nl", "motto": None, **self.stored(body)}

    def stored(self, body: dict[str, Any]) -> dict[str, Any]:
        """What is kept of a body."""
        return {name: value for name, value in body.items() if not SHIP["properties"].get(name, {}).get("readOnly")}

    def shown(self, row: dict[str, Any]) -> dict[str, Any]:
        """What is told of a ship."""
        told = {name: value for name, value in row.items() if name not in ("owner", "pin")}
        return told | {"crew_size": len(self.crews[row["id"]])}

    def conflict(self, body: dict[str, Any], row: dict[str, Any] | None, user: str) -> Answer | None:
        """A name is there once for each user."""
        rows = self.rows["ships"].values()
        taken = any(r is not row and r["owner"] == user and r["name"] == body.get("name") for r in rows)
        return refusal(409, "taken", "name") if taken else None

    def read(self, asked: Asked, checker: Checker, media: str) -> tuple[dict[str, Any], Answer | None]:
        """A body, or why it is none."""
        if asked.headers.get_content_type() != media or "Content-Type" not in asked.headers:
            return {}, refusal(400, "media-type", media)
        body, wrong = checker.read(asked.data)
        if body is None:
            return {}, refusal(400, "no-object")
        return (body, refusal(422, "invalid", *wrong)) if wrong else (body, None)

    def tag(self, row: dict[str, Any]) -> str:
        """The version of a ship."""
        return '"' + hashlib.sha1(json.dumps(self.shown(row)).encode()).hexdigest()[:12] + '"'

    def one(self, asked: Asked, row: dict[str, Any]) -> Answer:
        """Read, change or remove a ship."""
        wanted = asked.headers.get("If-Match")
        if asked.method in ("GET", "HEAD"):
            if self.tag(row) in self.tags(asked.headers.get("If-None-Match", "")):
                return 304, None, {"ETag": self.tag(row)}
            return 200, {"data": self.shown(row)}, {"ETag": self.tag(row)}
        if wanted is not None and not {"*", self.tag(row)} & set(self.tags(wanted)):
            return refusal(412, "another-version")
        if asked.method == "DELETE":
            self.remove(row)
            return 204, None, {}
        merge = asked.method == "PATCH"
        media = "application/merge-patch+json" if merge else "application/json"
        body, no = self.read(asked, self.part if merge else self.full, media)
        no = no or self.conflict(body, row, row["owner"])
        if no is not None:
            return no
        self.change(row, body, merge=merge)
        return 200, {"data": self.shown(row)}, {}

    def tags(self, field: str) -> list[str]:
        """The versions that a field names."""
        return re.findall(r'\*|(?:W/)?"[^"]*"', field)

    def change(self, row: dict[str, Any], body: dict[str, Any], *, merge: bool) -> None:
        """A merge leaves what it does not name, a replacement leaves nothing."""
        kept = dict(row) if merge else {"id": row["id"], "owner": row["owner"]}
        kept |= self.stored(body) if merge else self.filled(body)
        row.clear()
        row.update(kept)

    def remove(self, row: dict[str, Any]) -> None:
        """A ship goes with its crew."""
        del self.rows["ships"][row["id"]]
        del self.crews[row["id"]]

    # Crews ------------------------------------------------------------------------------------------------------

    def crew(self, asked: Asked, row: dict[str, Any]) -> Answer:
        """The hands of a ship."""
        hands = self.crews.setdefault(row["id"], {})
        if len(asked.parts) == 4:
            at = number(asked.parts[3])
            if at is None:
                return refusal(400, "wrong-number", "number")
            if at not in hands:
                return refusal(404, "no-such-hand")
            if asked.method == "DELETE":
                self.sign_off(hands, at)
                return 204, None, {}
            return 200, {"data": hands[at]}, {}
        if asked.method != "POST":
            return 200, {"data": [*hands.values()]}, {}
        body, no = self.read(asked, self.hand, "application/json")
        if no is not None:
            return no
        self.last += 1
        hands[self.last] = {"number": self.last, "rank": "mate", **{k: v for k, v in body.items() if k != "number"}}
        return 201, {"data": hands[self.last]}, {"Location": f"/ships/{row['id']}/crew/{self.last}"}

    def sign_off(self, hands: dict[int, dict[str, Any]], at: int) -> None:
        """A hand goes."""
        del hands[at]


def refusal(status: int, code: str, *reasons: str) -> Answer:
    """An answer that says no."""
    return status, {"code": code, "reasons": list(reasons)}, {}


def _written(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema for what clients write: members of the service's own are let pass, whatever they are."""
    members = {name: {} if item.get("readOnly") else item for name, item in schema["properties"].items()}
    return {**schema, "properties": members}
