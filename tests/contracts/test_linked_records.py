"""Addresses that associate records (text/uri-list, a URI in a body): the run's own are sent, others may be refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.contracts.some_journeys import only
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = {"type": "integer", "minimum": 1}
NAME = {"type": "string", "minLength": 1, "maxLength": 60}
NONE = {"404": {"description": "none"}, "400": {"description": "wrong"}}
GONE = {"204": {"description": "done"}}


def document() -> dict[str, Any]:
    """Authors and books; the author of a book is put by its address, and may stand in the book's body."""
    paths: dict[str, Any] = {}
    for name in ("authors", "books"):
        sent: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": NAME}}
        if name == "books":
            sent["properties"] = {"name": NAME, "author": {"type": "string", "format": "uri"}}
        shown = says({"type": "object", "required": ["id", "name"], "properties": {"id": NUMBER, "name": NAME}})
        key = [{"name": "id", "in": "path", "required": True, "schema": NUMBER}]
        paths[f"/{name}"] = {
            "post": {
                "operationId": f"make_{name}",
                "requestBody": {"required": True, **says(sent)},
                "responses": {"201": shown, **NONE},
            }
        }
        paths[f"/{name}/{{id}}"] = {
            "parameters": key,
            "get": {"operationId": f"get_{name}", "responses": {"200": shown, **NONE}},
            "delete": {"operationId": f"drop_{name}", "responses": {**GONE, **NONE}},
        }
    uris = {"required": True, "content": {"text/uri-list": {"schema": {"type": "string"}}}}
    put = {"operationId": "link", "requestBody": uris, "responses": {**GONE, **NONE}}
    paths["/books/{id}/author"] = {"parameters": paths["/books/{id}"]["parameters"], "put": put}
    return {"openapi": "3.0.3", "info": {"title": "Books", "version": "1"}, "paths": paths}


class Books:
    """Records by kind and key; an address has to be that of an author."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = {"authors": {"1": {"id": 1, "name": "A"}}, "books": {}}
        self.linked: list[str] = []
        self.last = 1

    def _is_author(self, address: object) -> bool:
        found = re.fullmatch(r"http://127\.0\.0\.1:\d+/authors/(\d+)", str(address).strip())
        return found is not None and found[1] in self.rows["authors"]

    def answer(self, method: str, target: str, headers: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """As the document says."""
        kind, key, below = (*target.partition("?")[0].split("/")[1:], None, None)[:3]
        media = (headers.get("Content-Type") or "").partition(";")[0]
        if kind not in self.rows:
            return 404, None, {}
        rows, body = self.rows[kind], sent_json(data)
        if key is None:
            if method != "POST":
                return 405, None, {"Allow": "POST"}
            known = isinstance(body, dict) and isinstance(body.get("name"), str) and 0 < len(body["name"]) <= 60
            if media != "application/json" or not known or ("author" in body and not self._is_author(body["author"])):
                return 400, None, {}
            self.last += 1
            rows[str(self.last)] = {"id": self.last, "name": body["name"]}
            return 201, rows[str(self.last)], {}
        if key not in rows:
            return (404 if key.isdecimal() and key.strip("0") else 400), None, {}
        if below is not None:
            if method != "PUT":
                return 405, None, {"Allow": "PUT"}
            if media != "text/uri-list" or not self._is_author(data.decode()):
                return 400, None, {}
            self.linked.append(data.decode())
            return 204, None, {}
        if method == "DELETE":
            del rows[key]
            return 204, None, {}
        return (200, rows[key], {}) if method == "GET" else (405, None, {"Allow": "GET, DELETE"})


@pytest.mark.slow
def test_the_address_of_a_record_of_the_runs_own_is_sent(tmp_path: Path) -> None:
    """Nobody else's is, what is refused of others is open, and nothing is left."""
    spec, service = tmp_path / "books.json", Books()
    spec.write_text(json.dumps(document()), "utf-8")
    with answering(service.answer) as url:
        report = report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=2, ledger=tmp_path / "ledger"))
    assert service.linked
    assert not any(address.rstrip().endswith("/authors/1") for address in service.linked)
    assert service.rows == {"authors": {"1": {"id": 1, "name": "A"}}, "books": {}}
    assert [drift.lead.message for drift in report.drifts] == []


class Associated(Books):
    """What the author of a book was put to is read there; by ``fault`` it is nothing, or always the first author."""

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.fault, self.authors = fault, dict[str, str]()

    def answer(self, method: str, target: str, headers: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """As the document says, of reads below a book too."""
        kind, key, below = (*target.partition("?")[0].split("/")[1:], None, None)[:3]
        if kind != "books" or below != "author" or key not in self.rows["books"] or method not in ("GET", "PUT"):
            return super().answer(method, target, headers, data)
        if method == "PUT":
            answer = super().answer(method, target, headers, data)
            if answer[0] == 204 and self.fault != "kept nowhere":
                self.authors[key] = data.decode().strip().rpartition("/")[2]
            return answer
        author = self.rows["authors"].get("1" if self.fault == "the first" else self.authors.get(key, ""))
        if self.fault == "the join":
            return 200, {"id": 9000 + int(key), "since": "2024-01-01", "author": author}, {}
        if self.fault == "within the book":
            return 200, {"id": int(key), "warnings": [], "author": author}, {}
        if self.fault == "other members":
            return 200, {"id": 9000 + int(key), "since": "2024-01-01"}, {}
        if self.fault == "no warnings":
            return 200, {"warnings": []}, {}
        if self.fault.endswith("list"):
            return 200, {"authors": [author] if author is not None and self.fault == "a list" else []}, {}
        if author is None:
            return 404, None, {}
        return 200, {"name": author["name"]} if self.fault == "no key" else author, {}


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ("", 0),
        ("no key", 0),
        ("a list", 0),
        ("the join", 0),
        ("within the book", 0),
        ("other members", 0),
        ("no warnings", 0),
        ("kept nowhere", 1),
        ("the first", 1),
        ("an empty list", 1),
    ],
)
def test_an_association_leads_where_it_was_put(fault: str, wrong: int, tmp_path: Path) -> None:
    """A read of the same path shows that author, by the key where it has one."""
    spec, service, tree = tmp_path / "books.json", Associated(fault), document()
    read = {key: value for key, value in tree["paths"]["/authors/{id}"]["get"].items() if key != "operationId"}
    tree["paths"]["/books/{id}/author"]["get"] = {**read, "operationId": "author"}
    if fault not in ("", "kept nowhere", "the first"):
        tree["paths"]["/books/{id}/author"]["get"]["responses"] = {"200": {"description": "one"}, **NONE}
    spec.write_text(json.dumps(tree), "utf-8")
    with answering(service.answer) as url, only("^association of"):
        report = report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=0, ledger=tmp_path / "ledger"))
    assert service.linked
    assert [drift.lead.law for drift in report.drifts] == ["read-back"] * wrong
    assert service.rows["books"] == {}
