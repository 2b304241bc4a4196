"""Tasks that are made, listed, read and removed by a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from collections.abc import Iterable

_TASK: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "title": {"type": "string", "minLength": 1, "maxLength": 40},
    },
}


class Tasks(Service):
    """Tasks by number; ``others`` are those of others. A removal of zero, which is no number of a task, removes all."""

    def __init__(
        self, fails_at: str = "", *, others: Iterable[int] = (), mute: bool = False, listed: bool = True
    ) -> None:
        super().__init__()
        self.begin({"tasks": {str(number): {"id": number, "title": "another's"} for number in others}})
        self.fails_at, self.mute, self.listed, self.last = fails_at, mute, listed, 100
        self.removed: list[str] = []

    def document(self) -> dict[str, Any]:
        """Nothing says how small or large a key may be."""
        shown, no = {**_TASK, "required": ["id", "title"]}, {"400": {"description": "no"}}
        none = {**no, "404": {"description": "none"}}
        every = {"get": {"operationId": "all", "responses": {"200": says({"type": "array", "items": shown})}}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Tasks", "version": "1"},
            "paths": {
                "/tasks": {**(every if self.listed else {}), "post": {"operationId": "add", "requestBody": takes(_TASK),
                                    "responses": {"201": says(shown), **no}}},
                "/tasks/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "get", "responses": {"200": says(shown), **none}},
                    "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A service that fails does so for one key alone."""
        allowed = (
            {1: "GET, POST" if self.listed else "POST", 2: "GET, DELETE"}.get(len(asked.parts), "")
            if asked.parts[0] == "tasks"
            else ""
        )
        if not allowed:
            return 404, None, {}
        if asked.method not in allowed.split(", "):
            return 405, None, {"Allow": allowed}
        if asked.method == "POST":
            body, wrong = Checker(_TASK).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.last += 1
            self.rows["tasks"][str(self.last)] = {"id": self.last, "title": body["title"]}
            return 201, self.rows["tasks"][str(self.last)], {}
        if len(asked.parts) == 1:
            return 200, [*self.rows["tasks"].values()], {}
        key = asked.parts[1]
        if not key.removeprefix("-").isdecimal() or not key.isascii():
            return 400, None, {}
        if asked.method == "DELETE":
            self.removed.append(key)
            if key == self.fails_at:
                return 500, None, {}
            if key == "0":
                self.rows["tasks"].clear()
        if key not in self.rows["tasks"]:
            return 404, None, {}
        if asked.method == "GET":
            return 200, self.rows["tasks"][key], {}
        if not self.mute:
            del self.rows["tasks"][key]
        return 204, None, {}
