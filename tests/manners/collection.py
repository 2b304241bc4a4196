"""A service of one collection, whose records are made, listed, read and removed: what a test is about is its own."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any, ClassVar

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from collections.abc import Iterator

NO: dict[str, Any] = {"400": {"description": "wrong"}, "404": {"description": "none"}}


class Collection(Service):
    """Records of the path ``called``; ``named`` is the member and the parameter that have their key.

    ``sent`` is the schema of what a client writes, ``shown`` that of what it is shown: the same and the key, unless a
    test has it otherwise; ``keyed`` is that of the key. Keys are numbers, in the form of ``key_form``, but where a
    client sends it. Where it ``lists`` not, nothing but its address leads to a record.
    """

    called: ClassVar[str]
    sent: ClassVar[dict[str, Any]]
    shown: ClassVar[dict[str, Any]]
    named: ClassVar[str] = "id"
    keyed: ClassVar[dict[str, Any]] = {"type": "integer"}
    key_form: ClassVar[str] = "{}"
    lists: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "sent" in vars(cls) and "shown" not in vars(cls):
            must = [*dict.fromkeys([cls.named, *cls.sent.get("required", [])])]
            members = {cls.named: cls.keyed, **cls.sent["properties"]}
            cls.shown = {**cls.sent, "required": must, "properties": members}

    def __init__(self, rows: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.begin({self.called: rows or {}})
        self.numbers: Iterator[int] = itertools.count(len(self.records) + 1)
        self.checker = Checker(self.sent)

    @property
    def chosen(self) -> bool:
        """Whether clients send the key, a text."""
        return self.keyed["type"] == "string" and self.named in self.sent.get("required", [])

    @property
    def records(self) -> dict[str, Any]:
        """What is there by key."""
        return self.rows[self.called]

    def listed(self) -> dict[str, Any]:
        """The documented answer of the list."""
        return says({"type": "array", "items": self.shown})

    def queries(self) -> list[dict[str, Any]]:
        """The parameters of the list."""
        return []

    def changes(self) -> dict[str, Any]:
        """Further operations of a record, by method."""
        return {}

    def document(self) -> dict[str, Any]:
        """The collection and its records."""
        whole, one = f"/{self.called}", f"/{self.called}/{{{self.named}}}"
        shown, listed = {**NO, "200": says(self.shown)}, {"200": self.listed(), **NO}
        taken = {"409": {"description": "taken"}} if self.chosen else {}
        paths = {
            whole: {
                **(
                    {"get": {"operationId": "list", "parameters": self.queries(), "responses": listed}}
                    if self.lists
                    else {}
                ),
                "post": {"requestBody": takes(self.sent), "responses": {"201": says(self.shown), **taken, **NO}},
            },
            one: {
                "parameters": [in_path(self.named, self.keyed)],
                "get": {"responses": shown},
                "delete": {"responses": {"204": {"description": "gone"}, **NO}},
                **self.changes(),
            },
        }
        return {"openapi": "3.1.0", "info": {"title": self.called.title(), "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        rows, parts = self.records, asked.parts
        whole, key = len(parts) == 1, parts[-1]
        if parts[0] != self.called or len(parts) > 2 or not (whole or key in rows):
            return 404, None, {}
        allowed = ["GET", "POST"][not self.lists :] if whole else ["GET", "DELETE", *map(str.upper, self.changes())]
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        if asked.method == "GET":
            return self.page(asked.query) if whole else (200, rows[key], {})
        if asked.method == "DELETE":
            return 204, rows.pop(key) and None, {}
        body, wrong = self.checker.read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        return self.made(self.checker.kept(body)) if whole else self.changed(key, self.checker.kept(body))

    def page(self, query: dict[str, list[str]]) -> Answer:
        """What the list answers: all, unless a test has it otherwise."""
        return 200, [*self.records.values()], {}

    def made(self, body: dict[str, Any]) -> Answer:
        """What a create answers."""
        number = next(self.numbers)
        key = body[self.named] if self.chosen else self.key_form.format(number)
        if key in self.records:
            return 409, None, {}
        self.records[key] = {self.named: number if self.keyed["type"] == "integer" else key, **body}
        return 201, self.records[key], {}

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """What a change answers."""
        self.records[key] = {self.named: self.records[key][self.named], **body}
        return 200, self.records[key], {}
