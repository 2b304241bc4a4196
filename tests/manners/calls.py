"""Accounts behind calls alone: each is a POST of a name, keys stand in bodies, and nothing says what changes what."""

from __future__ import annotations

from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, says, takes

_NAME = {"type": "string", "minLength": 1, "maxLength": 60}
_KEY = {"type": "integer", "minimum": 1}
_ACCOUNT = {"type": "object", "required": ["accountId", "owner", "open"],
            "properties": {"accountId": _KEY, "owner": _NAME, "open": {"type": "boolean"}}}  # fmt: skip
_FAULT = {"type": "object", "required": ["code", "message"],
          "properties": {"code": {"type": "string"}, "message": {"type": "string"}}}  # fmt: skip
_CALLS: dict[str, dict[str, Any]] = {
    "openAccount": {"type": "object", "required": ["owner"], "properties": {"owner": _NAME}},
    "getAccount": {"type": "object", "required": ["accountId"], "properties": {"accountId": _KEY}},
    "searchAccounts": {"type": "object", "properties": {"owner": _NAME, "limit": {"type": "integer", "minimum": 1}}},
    "closeAccount": {"type": "object", "required": ["accountId"], "properties": {"accountId": _KEY}},
    "payOut": {"type": "object", "required": ["accountId", "cents"],
               "properties": {"accountId": _KEY, "cents": {"type": "integer", "minimum": 1}}},
}  # fmt: skip


class Calls(Service):
    """The service; accounts 1 to 20 were there before."""

    def __init__(self) -> None:
        super().__init__()
        rows = {str(n): {"accountId": n, "owner": f"owner {n}", "open": True} for n in range(1, 21)}
        self.begin({"accounts": rows})
        self.checkers = {name: Checker(schema) for name, schema in _CALLS.items()}
        self.paid: list[int] = []

    @property
    def unharmed(self) -> bool:
        """Nobody was paid either."""
        return super().unharmed and not self.paid

    def document(self) -> dict[str, Any]:
        """One path a call; every fault is 400, and an account that is not there is 404."""
        answers = dict.fromkeys(_CALLS, _ACCOUNT)
        answers["searchAccounts"] = {"type": "object", "properties": {"accounts": {"type": "array", "items": _ACCOUNT}}}
        paths = {
            f"/rpc/{name}": {
                "post": {
                    "operationId": name,
                    "requestBody": takes(schema),
                    "responses": {"200": says(answers[name]), "400": says(_FAULT), "404": says(_FAULT)},
                }
            }
            for name, schema in _CALLS.items()
        }
        return {"openapi": "3.0.3", "info": {"title": "Accounts", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """The call's name, then its body, then the account."""
        parts = asked.parts
        if len(parts) != 2 or parts[0] != "rpc" or parts[1] not in _CALLS:
            return 404, {"code": "NO_CALL", "message": "There is no such call"}, {}
        if asked.method != "POST":
            return 405, {"code": "NO_POST", "message": "Calls are posted"}, {"Allow": "POST"}
        body, wrong = self.checkers[parts[1]].read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, {"code": "WRONG", "message": f"Wrong: {', '.join(wrong)}"}, {}
        rows = self.rows["accounts"]
        if parts[1] == "searchAccounts":
            found = [row for row in rows.values() if body.get("owner", "") in row["owner"]]
            return 200, {"accounts": found[: body.get("limit", 10)]}, {}
        if parts[1] == "openAccount":
            key = len(rows) + 1
            rows[str(key)] = {"accountId": key, "owner": body["owner"], "open": True}
            return 200, rows[str(key)], {}
        row = rows.get(str(body["accountId"]))
        if row is None:
            return 404, {"code": "NO_ACCOUNT", "message": "There is no such account"}, {}
        if parts[1] == "closeAccount":
            row["open"] = False
        self.paid += [row["accountId"]] if parts[1] == "payOut" else []
        return 200, row, {}
