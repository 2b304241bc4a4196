"""A shelf of books whose service follows the keys in bodies, gives keys of its own, or answers with tasks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from email.message import Message
    from pathlib import Path

    from contracts.findings import Report


def document(*, status: str = "201", shows: bool = True, read: bool = True, chosen: bool = False) -> dict[str, Any]:
    """The document: books with a key that anybody may send; ``chosen`` where the path is named as that member."""
    key = {"type": "string"} if chosen else {"type": "integer"}
    book: dict[str, Any] = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "id": key,
            "title": {"type": "string", "maxLength": 60},
            "author": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {"id": {"type": "integer"}, "name": {"type": "string", "maxLength": 60}},
            },
        },
    }
    if not chosen:
        book["properties"]["bookId"] = {"type": "integer", "readOnly": True}
    body = {"required": True, "content": {"application/json": {"schema": book}}}
    none, wrong = {"404": {"description": "none"}}, {"400": {"description": "wrong"}}
    one: dict[str, Any] = {
        "parameters": [{"name": "id" if chosen else "bookId", "in": "path", "required": True, "schema": key}],
        "put": {"operationId": "replaceBook", "requestBody": body, "responses": {"200": says(book), **wrong, **none}},
        "delete": {"operationId": "dropBook", "responses": {"204": {"description": "gone"}, **none}},
    }
    if read:
        one["get"] = {"operationId": "readBook", "responses": {"200": says(book), **none}}
    made = {status: says(book) if shows else {"description": "made"}, **wrong}
    paths = {
        "/books": {"post": {"operationId": "addBook", "requestBody": body, "responses": made}},
        "/books/{id}" if chosen else "/books/{bookId}": one,
    }
    return {"openapi": "3.0.3", "info": {"title": "Shelf", "version": "1"}, "paths": paths}


class Shelf:
    """The books; ``habit`` says what the service makes of a body. The books 1 to 9 and authors 1 and 7 were there.

    ``saves``: what has an id is saved under it; ``task``: a create answers with the key of a task; ``drops``: the key
    of a body is dropped, and nothing is shown; ``away``: Location names a book from before.
    """

    def __init__(self, habit: str, name: str = "bookId") -> None:
        self.habit = habit
        self.name = name
        self.books: dict[str, Any] = {str(n): {name: n, "title": f"old {n}"} for n in range(1, 10)}
        self.authors: dict[str, Any] = {str(n): f"writer {n}" for n in (1, 7, 42)}
        self.before = json.dumps([self.books, self.authors])
        self.last, self.tasks = 9, 0

    @property
    def unharmed(self) -> bool:
        """Whether everything from before is as it was."""
        books, authors = json.loads(self.before)
        return all(self.books.get(key) == book for key, book in books.items()) and self.authors == authors

    @property
    def left(self) -> set[str]:
        """What the check left behind."""
        return set(self.books) - set(json.loads(self.before)[0])

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any, str | None]:
        """Status, value and Location."""
        key = path.removeprefix("/books").strip("/")
        if not path.startswith("/books") or (method == "POST") is bool(key):
            return 404, None, None
        if method in ("POST", "PUT"):
            if not isinstance(body, dict) or not isinstance(body.get("title"), str) or len(body["title"]) > 60:
                return 400, None, None
            return self._save(key, body)
        if key not in self.books:
            return 404, None, None
        if method == "DELETE":
            del self.books[key]
            return 204, None, None
        return 200, self.books[key], None

    def _save(self, key: str, body: dict[str, Any]) -> tuple[int, Any, str | None]:
        made = not key
        if self.habit == "saves":
            named = [str(body[name]) for name in ("id", self.name) if body.get(name) is not None]
            key = next((name for name in named if name in self.books), key)
            author = body.get("author")
            if isinstance(author, dict) and "name" in author and str(author.get("id")) in self.authors:
                self.authors[str(author["id"])] = author["name"]
        if not made and key not in self.books:
            return 404, None, None
        if not key:
            self.last += 1
            key = str(self.last)
        known = {name: body[name] for name in ("title", "author") if name in body}
        self.books[key] = {**known, self.name: int(key) if self.name == "bookId" else key}
        if not made:
            return 200, self.books[key], None
        self.tasks += 1
        old = str(self.tasks % 9 + 1)
        if self.habit == "task":
            return 202, {**self.books[key], self.name: int(old)}, None
        if self.habit == "away":
            return 201, None, f"/books/{old}"
        return (204, None, None) if self.habit == "drops" else (201, self.books[key], None)


def serving(shelf: Shelf) -> AbstractContextManager[str]:
    """The URL of the service while it runs."""

    def answer(method: str, target: str, _: Message, data: bytes) -> tuple[int, Any, dict[str, str]]:
        body = sent_json(data)
        status, value, location = shelf.answer(method, target.partition("?")[0], body)
        return status, value, {"Location": location} if location else {}

    return answering(answer, "GET", "POST", "PUT", "DELETE")


def checked(shelf: Shelf, spec: dict[str, Any], folder: Path) -> Report:
    """The report of a check of the shelf."""
    path = folder / "shelf.json"
    path.write_text(json.dumps(spec), "utf-8")
    with serving(shelf) as url:
        return report_of(Settings(url=url, spec=path, seed=5, fuzz=0, recombinations=10, ledger=folder / "ledger"))
