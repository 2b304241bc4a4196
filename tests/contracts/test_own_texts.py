"""A change that repeats the unique text of its own record is held: it is no text of another one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.own_rules import OwnRules
from contracts.laws.judging import Judge
from contracts.traffic.record_references import RecordReferences
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import JSON

_SAID = {"description": "said"}
A, B = "slug ctabcdefghijklm", "slug ctabcdefghijklmn"


class Learnt:
    """What is learnt of articles, each with a unique slug, whose creates answer with their keys; ``chosen`` ones
    have them in the create, and ``wrapped`` ones stand in a member of each body."""

    def __init__(self, folder: Path, *, wrapped: bool = False, chosen: bool = False, said: str = "A unique slug"):
        text, given = {"type": "string"}, {"type": "string", "readOnly": not chosen}
        article: dict[str, Any] = {
            "type": "object", "required": ["slug", "id"] if chosen else ["slug"],
            "properties": {"id": given, "slug": {**text, "description": said}, "title": {**text, "maxLength": 200}},
        }  # fmt: skip
        schema = {"type": "object", "required": ["article"], "properties": {"article": article}}
        media = {"content": {"application/json": {"schema": schema if wrapped else article}}}
        key = {"name": "id", "in": "path", "required": True, "schema": text}
        refused = {str(status): _SAID for status in (400, 403, 409, 422)}
        answers = {"200": {**_SAID, **media}, **refused}
        one = {name: {"operationId": name, "requestBody": media, "responses": answers} for name in ("put", "patch")}
        add = {"operationId": "add", "requestBody": media, "responses": {"201": {**_SAID, **media}, **refused}}
        file = folder / "articles.json"
        file.write_text(json.dumps({
            "openapi": "3.1.0", "info": {"title": "Articles", "version": "1"},
            "paths": {"/articles": {"post": add}, "/articles/{id}": {
                "parameters": [key], "get": {"operationId": "read", "responses": answers}, **one}},
        }))  # fmt: skip
        self.judge, self.wrapped, self.chosen = Judge(load_document(file)), wrapped, chosen
        references = RecordReferences(self.judge.behaviours, self.judge.schemas, lambda *_: False)
        self.rules = OwnRules(self.judge, (), references)
        for method in ("PUT", "PATCH"):  # no grammar is behind what takes any words
            self.takes(method, "/articles/9", "9", slug=f"{method} in words", title=f"{method} in other words")

    def request(self, method: str, target: str, **body: JSON) -> Request:
        """A request with this article."""
        data = json.dumps({"article": body} if self.wrapped else body).encode()
        return Request(method, target, (("Content-Type", "application/json"),), data)

    def takes(self, method: str, target: str, key: str, **body: JSON) -> None:
        """It succeeds, and is answered with the record of this key."""
        sent = {**body, "id": key} if self.chosen and method == "POST" else body
        reading = self.judge.reader.read(self.request(method, target, **sent))
        assert reading is not None
        shown = {"id": key, **body}
        self.rules.take(reading, {"article": shown} if self.wrapped else shown)

    def leaves_open(self, method: str, target: str, status: int = 422, **body: JSON) -> bool:
        """Whether it may be refused so."""
        exchange = Exchange(self.request(method, target, **body), Answer(status, (), b""), "journey", "")
        return self.rules.explain(exchange)


@pytest.mark.parametrize("edit", [{}, {"wrapped": True}, {"chosen": True}])
@pytest.mark.parametrize("status", [400, 409, 422])
def test_the_text_of_another_record_alone_may_be_refused(edit: dict[str, Any], status: int, tmp_path: Path) -> None:
    """What a create, or a change, gave a record is its own; also where a create showed that a text is there once."""
    learnt = Learnt(tmp_path, **edit)
    for key, slug in (("1", A), ("2", B)):
        learnt.takes("POST", "/articles", key, slug=slug, title="words of one")
    title = "words of one"
    for method in ("PUT", "PATCH"):
        assert not learnt.leaves_open(method, "/articles/1", status, slug=A, title=title)
        assert learnt.leaves_open(method, "/articles/1", status, slug=B, title=title)
    learnt.takes("PUT", "/articles/2", "2", slug=f"{B}o")
    assert not learnt.leaves_open("PUT", "/articles/2", status, slug=f"{B}o")
    assert learnt.leaves_open("PUT", "/articles/1", status, slug=f"{B}o")
    assert learnt.leaves_open("POST", "/articles", status, id="3", slug=A)


def test_where_a_contrast_shows_that_texts_are_there_once_the_own_one_is_held(tmp_path: Path) -> None:
    """No description says it of any of them; what two records took is nobody's own."""
    learnt = Learnt(tmp_path, said="in words")
    learnt.rules.once.add("articles")
    for key, slug in (("1", A), ("2", B)):
        learnt.takes("POST", "/articles", key, slug=slug, title=f"of both, {key == '0'}")
    assert not learnt.leaves_open("PUT", "/articles/1", slug=A)
    assert learnt.leaves_open("PUT", "/articles/1", slug=B)
    for key, slug in (("1", A), ("2", B)):
        assert learnt.leaves_open("PUT", f"/articles/{key}", slug=slug, title="of both, False")


def test_a_create_that_shows_no_key_leaves_open_whose_text_it_is(tmp_path: Path) -> None:
    """Nobody knows which record has it."""
    learnt = Learnt(tmp_path)
    reading = learnt.judge.reader.read(learnt.request("POST", "/articles", slug=A))
    assert reading is not None
    learnt.rules.take(reading, None)
    assert learnt.leaves_open("PUT", "/articles/1", slug=A)


def test_a_refusal_that_is_about_no_text_is_held(tmp_path: Path) -> None:
    """Who may not write is told so whatever the text is."""
    learnt = Learnt(tmp_path)
    for key, slug in (("1", A), ("2", B)):
        learnt.takes("POST", "/articles", key, slug=slug)
    assert not learnt.leaves_open("PUT", "/articles/1", 403, slug=B)
