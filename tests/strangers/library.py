"""A library in Flask: JSON:API envelopes, UUIDs, bearer tokens, ETags with 428 and 412."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import flask

from tests.repeatable_keys import RepeatableKeys

if TYPE_CHECKING:
    from collections.abc import Collection

KEY = "lib-token-71c2"
FAULTS = ("patch-forgets", "page-size-unbounded", "delete-answers-body")
TYPE = "application/vnd.api+json"


class Library:
    """The books; ``app`` is the WSGI application."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self.faults = faults
        self._keys = RepeatableKeys()
        self.books: dict[str, dict[str, Any]] = {}
        for title in ("Middlemarch", "Emma"):
            self._put(self._keys.uuid(), {"title": title, "pages": 600, "genre": "novel"})
        self.before = {key: json.dumps(book) for key, book in self.books.items()}
        self.app = flask.Flask("library")
        self.app.url_map.strict_slashes = True
        for error in (400, 404, 405, 415, 500):
            self.app.register_error_handler(error, lambda found: self._refuse(found.code or 500, str(found.name)))
        self.app.before_request(self._let_in)
        for rule, call, method in (
            ("/books", self._list, "GET"), ("/books", self._create, "POST"), ("/books/<key>", self._read, "GET"),
            ("/books/<key>", self._change, "PATCH"), ("/books/<key>", self._remove, "DELETE"),
        ):  # fmt: skip
            self.app.add_url_rule(rule, f"{method}{rule}", call, methods=[method])

    def _put(self, key: str, attributes: dict[str, Any]) -> dict[str, Any]:
        book = {
            "type": "books",
            "id": key,
            "attributes": attributes,
            "meta": {"created": datetime.now(UTC).isoformat()},
        }
        self.books[key] = book
        return book

    def _refuse(self, status: int, title: str) -> flask.Response:
        answer = self._answer({"errors": [{"status": str(status), "title": title}]}, status)
        if status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    def _answer(self, value: Any, status: int = 200, **headers: str) -> flask.Response:
        return flask.Response(json.dumps(value), status, {name.replace("_", "-"): h for name, h in headers.items()},
                              content_type=TYPE)  # fmt: skip

    def _tag(self, book: dict[str, Any]) -> str:
        return f'"{hashlib.sha256(json.dumps(book, sort_keys=True).encode()).hexdigest()[:16]}"'

    def _let_in(self) -> flask.Response | None:
        scheme, _, token = flask.request.headers.get("Authorization", "").partition(" ")
        right = scheme.lower() == "bearer" and token.strip() == KEY
        return None if right else self._refuse(401, "Unauthorized")

    def _list(self) -> flask.Response:
        wanted = {}
        for name, default, most in (("page[number]", 1, 10**18), ("page[size]", 10, 50)):
            text = flask.request.args.get(name, str(default))
            bounded = "page-size-unbounded" not in self.faults or name == "page[number]"
            if not re.fullmatch(r"-?[0-9]{1,18}", text) or not 1 <= int(text) <= (most if bounded else 10**9):
                return self._refuse(400, f"{name} is wrong")
            wanted[name] = int(text)
        number, size = wanted.values()
        books = [*self.books.values()]
        more = number * size < len(books)
        following = f"/books?page[number]={number + 1}&page[size]={size}" if more else None
        return self._answer({"data": books[(number - 1) * size : number * size], "links": {"next": following}})

    def _attributes(self, *, whole: bool) -> dict[str, Any] | flask.Response:
        if flask.request.mimetype != TYPE:
            return self._refuse(415, f"send {TYPE}")
        try:
            body = json.loads(flask.request.get_data(), parse_constant=lambda _: 1 / 0)
        except (ValueError, RecursionError, ZeroDivisionError):
            return self._refuse(400, "this is no JSON")
        data = body.get("data") if isinstance(body, dict) else None
        given = data.get("attributes") if isinstance(data, dict) and data.get("type") == "books" else None
        if not isinstance(given, dict) or (whole and "title" not in given):
            return self._refuse(422, "data, its type or its attributes are wrong")
        for name, value in given.items():
            if not _fits(name, value):
                return self._refuse(422, f"{name} is wrong")
        return {name: value for name, value in given.items() if name in ("title", "pages", "genre", "isbn")}

    def _create(self) -> flask.Response:
        given = self._attributes(whole=True)
        if isinstance(given, flask.Response):
            return given
        book = self._put(self._keys.uuid(), given)
        return self._answer({"data": book}, 201, Location=f"/books/{book['id']}", ETag=self._tag(book))

    def _read(self, key: str) -> flask.Response:
        book = self.books.get(key.lower())
        if book is None:
            return self._refuse(404, "no such book")
        if flask.request.headers.get("If-None-Match") in ("*", self._tag(book)):
            return flask.Response(status=304, headers={"ETag": self._tag(book)})
        return self._answer({"data": book}, ETag=self._tag(book))

    def _precondition(self, key: str) -> dict[str, Any] | flask.Response:
        book = self.books.get(key.lower())
        if book is None:
            return self._refuse(404, "no such book")
        given = flask.request.headers.get("If-Match")
        if given is None:
            return self._refuse(428, "say If-Match")
        if given.strip() != "*" and self._tag(book) not in [tag.strip() for tag in given.split(",")]:
            return self._refuse(412, "it was changed meanwhile")
        return book

    def _change(self, key: str) -> flask.Response:
        book = self._precondition(key)
        if isinstance(book, flask.Response):
            return book
        given = self._attributes(whole=False)
        if isinstance(given, flask.Response):
            return given
        old = {"title": book["attributes"]["title"]} if "patch-forgets" in self.faults else book["attributes"]
        book["attributes"] = {**old, **given}
        return self._answer({"data": book}, ETag=self._tag(book))

    def _remove(self, key: str) -> flask.Response:
        book = self._precondition(key)
        if isinstance(book, flask.Response):
            return book
        if "delete-answers-body" in self.faults:
            del self.books[key.lower()]
            return self._answer({"data": book}, 200)
        del self.books[key.lower()]
        return flask.Response(status=204)


def _fits(name: str, value: Any) -> bool:
    if name == "title":
        return isinstance(value, str) and 1 <= len(value) <= 120
    if name == "pages":
        return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value) and (
            1 <= value <= 20000)  # fmt: skip
    if name == "genre":
        return value in ("novel", "poem", "essay") if isinstance(value, str) else False
    return name != "isbn" or value is None or (isinstance(value, str) and re.fullmatch("[0-9]{13}", value) is not None)
