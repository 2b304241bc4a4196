"""Letters on numbered pages with links between them; faults by name."""

from __future__ import annotations

import itertools
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

_KIND: dict[str, Any] = {"type": "string", "enum": ["air", "airmail", "sea"]}
_STATE: dict[str, Any] = {"type": "string", "enum": ["new", "sent"]}
_SENT: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["kind"],
    "properties": {"kind": _KIND, "to": {"type": "string", "maxLength": 60}},
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["letter", "kind", "state"],
    "properties": {"letter": {"type": "string"}, "state": _STATE, **_SENT["properties"]},
}
_USUAL = 3


class Letters(Service):
    """``faults``: `unlinked` (a link forgets the filter), `unbounded` (no size is any size), `sent` (it lets in
    all), `beginnings` (a kind is known by how it begins). ``marked`` are links that lead on by a mark."""

    def __init__(self, *faults: str, marked: bool = False) -> None:
        super().__init__()
        self.faults, self.marked = faults, marked
        self.marks: dict[str, dict[str, str]] = {}
        self.count = itertools.count(3)
        self.begin({"letters": {f"l{n}": {"letter": f"l{n}", "kind": "sea", "state": "sent"} for n in (1, 2)}})

    def document(self) -> dict[str, Any]:
        """The document."""
        wrong, none = {"400": {"description": "wrong"}}, {"404": {"description": "none"}}
        size = {"type": "integer", "minimum": 1, "maximum": 50, "default": _USUAL}
        asked = [in_query("kind", **_KIND), in_query("state", **_STATE), in_query("size", **size),
                 in_query("page", type="integer", minimum=1, default=1, maximum=1000)]  # fmt: skip
        asked += [in_query("mark", type="string")] if self.marked else []
        return {
            "openapi": "3.1.0",
            "info": {"title": "Letters", "version": "1"},
            "paths": {
                "/letters": {
                    "get": {"operationId": "letters", "parameters": asked,
                            "responses": {"200": says({"type": "array", "items": _SHOWN}), **wrong}},
                    "post": {"operationId": "write", "requestBody": takes(_SENT),
                             "responses": {"201": says(_SHOWN), **wrong}},
                },
                "/letters/{letter}": {
                    "parameters": [in_path("letter", {"type": "string"})],
                    "get": {"operationId": "letter", "responses": {"200": says(_SHOWN), **none}},
                    "delete": {"operationId": "burn", "responses": {"204": {"description": "gone"}, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, parts = self.rows["letters"], asked.parts
        if parts == ["letters"]:
            return self._write(asked) if asked.method == "POST" else self._list(asked)
        if parts[0] != "letters" or len(parts) != 2 or parts[1] not in rows:
            return 404, None, {}
        if asked.method == "DELETE":
            return 204, rows.pop(parts[1]) and None, {}
        return (200, rows[parts[1]], {}) if asked.method == "GET" else (405, None, {"Allow": "GET, DELETE"})

    def _write(self, asked: Asked) -> Answer:
        body, wrong = Checker(_SENT).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        key = f"l{next(self.count)}"
        self.rows["letters"][key] = {"letter": key, "state": "new", **body}
        return 201, self.rows["letters"][key], {}

    def _list(self, asked: Asked) -> Answer:
        given = {name: texts[-1] for name, texts in asked.query.items()}
        given = {**self.marks.get(given.get("mark", ""), {}), **given}
        page, size = (given.get(name, usual) for name, usual in (("page", "1"), ("size", str(_USUAL))))
        whole = page.isdecimal() and size.isdecimal() and page.isascii() and size.isascii()
        kind, state = given.get("kind"), given.get("state")
        if not whole or not 0 < int(page) <= 1000 or not 0 < int(size) <= 50:
            return 400, None, {}
        if kind not in (None, *_KIND["enum"]) or state not in (None, *_STATE["enum"]):
            return 400, None, {}
        state = None if "sent" in self.faults and state == "sent" else state
        starts = "beginnings" in self.faults
        rows = [row for row in self.rows["letters"].values()
                if (kind is None or row["kind"] == kind or (starts and row["kind"].startswith(kind)))
                and state in (None, row["state"])]  # fmt: skip
        rows = self.ordered(rows, given.get("sort", ""))
        most = 50 if "unbounded" in self.faults and "size" not in given else int(size)
        shown = rows[(int(page) - 1) * most :][:most]
        fields = {"Link": f'<{self._next(given, int(page), most)}>; rel="next"'} if rows[int(page) * most :] else {}
        return 200, shown, fields

    def ordered(self, rows: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
        """The rows as they are shown, in the ``order`` that was asked for."""
        return rows

    def _next(self, given: dict[str, str], page: int, size: int) -> str:
        named = () if "unlinked" in self.faults else ("kind", "state")
        kept: dict[str, str] = {name: given[name] for name in named if name in given}
        kept |= {"size": str(size), "page": str(page + 1)}
        if self.marked:
            mark = f"m{len(self.marks)}"
            self.marks[mark] = kept
            return f"/letters?mark={mark}"
        return "/letters?" + "&".join(f"{name}={value}" for name, value in kept.items())
