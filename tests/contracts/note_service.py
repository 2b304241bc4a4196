"""A small service of notes whose keys the server assigns, with habits that endanger what was there before a check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from email.message import Message
    from pathlib import Path

    from contracts.findings import Report

NOTE = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "title": {"type": "string", "maxLength": 60, "example": "Shopping"},
        "colour": {"type": "string", "enum": ["red", "blue"]},
    },
}
KEY = {"name": "noteId", "in": "path", "required": True, "schema": {"type": "integer"}}


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def document(
    *, read: bool = True, listing: bool = True, several: bool = False, delete: bool = True, pages: bool = False
) -> dict[str, Any]:
    """The document of the service with the operations asked for."""
    answer = {"description": "done", **_json(NOTE)}
    body: Any = {"type": "array", "items": NOTE, "minItems": 1} if several else NOTE
    created = {"description": "made", **_json({"type": "array", "items": NOTE} if several else NOTE)}
    statuses = {"200": {**created}, "201": created, "400": {"description": "wrong"}, "422": {"description": "wrong"}}
    notes: dict[str, Any] = {
        "post": {"operationId": "makeNote", "requestBody": {"required": True, **_json(body)}, "responses": statuses}
    }
    one: dict[str, Any] = {"parameters": [KEY]}
    missing = {"404": {"description": "none"}}
    if listing:
        listed = {"description": "all", **_json({"type": "array", "items": NOTE})}
        notes["get"] = {"operationId": "listNotes", "responses": {"200": listed}}
        if pages:
            notes["get"]["parameters"] = [{"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}]
    if read:
        one["get"] = {"operationId": "readNote", "responses": {"200": answer, **missing}}
    if delete:
        one["delete"] = {"operationId": "dropNote", "responses": {"204": {"description": "gone"}, **missing}}
    paths = {"/notes": notes, "/notes/{noteId}": one}
    return {"openapi": "3.0.3", "info": {"title": "Notes", "version": "1"}, "paths": paths}


class Notes:
    """The records; ``habit`` says what is odd about it. The notes 1 to 3 were there before."""

    def __init__(self, habit: str) -> None:
        self.habit = habit
        self.notes: dict[int, dict[str, Any]] = {n: {"id": n, "title": t} for n, t in enumerate("abc", 1)}
        self.before = {number: dict(note) for number, note in self.notes.items()}
        self.made: list[int] = []
        self.last = 3
        self.deletes: list[str] = []
        self.asleep: dict[int, dict[str, Any]] = {}
        """Notes from before that nobody sees until a create wakes one."""
        if habit.startswith("revives"):
            made = "2019-03-04T05:06:07Z"
            self.asleep = {n: {"id": n, "title": f"old {n}", "created": made} for n in range(4, 50)}
            self.last = 50
        self.gone = 0

    @property
    def left(self) -> set[int]:
        """What the check left behind."""
        return set(self.notes) - set(self.before)

    @property
    def unharmed(self) -> bool:
        """Whether everything from before is as it was."""
        return all(self.notes.get(number) == note for number, note in self.before.items())

    def make(self, body: Any) -> tuple[int, Any]:
        """Status and answer of a create."""
        several = body if isinstance(body, list) else [body]
        if not several or not all(isinstance(note, dict) and _right(note) for note in several):
            return 422, {"error": "wrong"}
        if self.habit == "get-or-create":
            return 200, self.notes[1]
        if self.habit == "always-201":
            return 201, self.notes[2]
        if self.asleep and isinstance(body, dict):
            number, note = self.asleep.popitem()
            self.notes[number] = note | ({"title": body["title"]} if self.habit == "revives-renamed" else {})
            return 201, self.notes[number]
        made = []
        for note in several:
            self.last += 1
            self.notes[self.last] = {"id": self.last, **{k: note[k] for k in ("title", "colour") if k in note}}
            self.made.append(self.last)
            made.append(self.notes[self.last])
        if self.habit == "stale-key":
            return 201, {**made[0], "id": 3}
        if self.habit == "no-key":
            return 201, {"title": made[0]["title"]}
        if self.habit == "key-alone":
            return 201, {"id": made[0]["id"]}
        return 201, made if isinstance(body, list) else made[0]

    def drop(self, text: str) -> int:
        """Status of a delete."""
        self.deletes.append(text)
        number = int(text) if text.isdigit() else 0
        if number not in self.notes:
            return 404
        if self.habit == "delete-fails":
            return 500
        if self.habit != "delete-keeps":
            del self.notes[number]
        return 204


def _right(note: dict[str, Any]) -> bool:
    title = note.get("title")
    return isinstance(title, str) and len(title) <= 60 and note.get("colour", "red") in ("red", "blue")


def serving(notes: Notes) -> AbstractContextManager[str]:
    """The URL of the service while it runs."""

    def answer(method: str, target: str, _: Message, data: bytes) -> tuple[int, Any, dict[str, str]]:
        path = target.partition("?")[0]
        tail = path.removeprefix("/notes").strip("/")
        if method == "DELETE":
            return notes.drop(path.rpartition("/")[2]), None, {}
        if method == "POST":
            body = sent_json(data)
            return *notes.make(body), {}
        if not tail:
            return 200, list(notes.notes.values()), {}
        note = notes.notes.get(int(tail) if tail.isdigit() and notes.habit != "hidden" else 0)
        return (200, note, {}) if note else (404, None, {})

    return answering(answer, "GET", "POST", "DELETE")


def checked(notes: Notes, spec: dict[str, Any], folder: Path, **options: Any) -> Report:
    """The report of a whole check of the service."""
    path = folder / "notes.json"
    path.write_text(json.dumps(spec), "utf-8")
    with serving(notes) as url:
        settings = Settings(
            url=url, spec=path, seed=5, fuzz=options.pop("fuzz", 0), recombinations=options.pop("cases", 30),
            ledger=folder / "ledger", **options,
        )  # fmt: skip
        return report_of(settings)
