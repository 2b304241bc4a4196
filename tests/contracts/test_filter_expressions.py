"""Filters that a document shows as expressions are asked for in its words, with values of records that are there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from contracts.cases.journeys.asked_filters import AskedFilters
from contracts.cases.lists.list_pages import ListPages
from contracts.exchange import Answer, Request
from contracts.laws.filter_expressions import expressions
from mock_server.openapi import Schemas
from tests.contracts.test_fuzz_cases import Recorder, begun
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.findings import Finding

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
MEMBERS: Any = {"id": NUMBER, "name": TEXT, "pages": NUMBER, "lent": {"type": "boolean"}}
BOOK = {"type": "object", "properties": MEMBERS}
ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "Emma", "pages": 9, "lent": True},
    {"id": 2, "name": "Em", "pages": 10, "lent": False},
    {"id": 3, "pages": 9},
]
SCIM = 'One comparison, `name eq "Emma"`; also of `lent`.'


def _library(told: str, named: str = "filter", *beside: str) -> Any:
    def says(schema: Any) -> Any:
        return {"200": {"description": "said", "content": {"application/json": {"schema": schema}}}}

    asked = [{"in": "query", "name": named, "description": told, "schema": TEXT}]
    asked += [{"in": "query", "name": name, "schema": MEMBERS.get(name, NUMBER)} for name in beside]
    key = {"in": "path", "name": "id", "required": True, "schema": NUMBER}
    listed = {"get": {"parameters": asked, "responses": says({"type": "array", "items": BOOK})}}
    one = {"get": {"parameters": [key], "responses": says(BOOK)}}
    return document({"paths": {"/books": listed, "/books/{id}": one}})


def _written(told: str, *names: str) -> list[str | None]:
    """What a parameter of which that is told is asked with."""
    read = _library(told, *names)
    (listing,) = (each for each in read.operations if each.path == "/books")
    shown = expressions(Schemas(read), listing, listing.parameters[0], MEMBERS)
    values: dict[str, Any] = {"name": "x", "lent": True, "pages": 7}
    return [each.written(values[each.member]) for each in shown]


class Library(Recorder):
    """A list of books whose filter asks ``fits`` of each: the value, the operator, and what was asked for."""

    def __init__(self, fits: Callable[[Any, str, Any], bool], status: int) -> None:
        super().__init__(200)
        self.fits, self.status, self.url = fits, status, "http://127.0.0.1:9"
        self.asked: list[str] = []

    def send(self, request: Request) -> Answer:
        """One page."""
        super().send(request)
        sent, rows, status = unquote(request.target.partition("filter=")[2].partition("&")[0]), ROWS, 200
        if sent:
            self.asked.append(sent)
            found = re.fullmatch(r"(\w+) ?(eq|=|>=|>|contains) ?(.+)", sent)
            assert found is not None
            wanted, status = json.loads(found[3].replace("'", '"')), self.status
            rows = [row for row in ROWS if found[1] in row and self.fits(row[found[1]], found[2], wanted)]
        return Answer(status, (("Content-Type", "application/json"),), json.dumps(rows).encode())


def _right(value: Any, sign: str, wanted: Any) -> bool:
    return bool({"eq": value == wanted, "=": value == wanted, ">": sign == ">" and value > wanted}[sign])


def _beginning(value: Any, sign: str, wanted: Any) -> bool:
    return value.startswith(wanted) if isinstance(value, str) else _right(value, sign, wanted)


def _from(value: Any, sign: str, wanted: Any) -> bool:
    return bool(value >= wanted) if sign == ">" else _right(value, sign, wanted)


@pytest.mark.parametrize(
    ("told", "fits", "status", "wrong"),
    [
        (SCIM, _right, 200, set()),
        (SCIM, lambda value, *_: True, 200, {"name", "lent"}),
        (SCIM, lambda *_: False, 200, {"name", "lent"}),
        (SCIM, lambda value, sign, wanted: _right(value, sign, wanted) or value is False, 200, {"lent"}),
        (SCIM, _beginning, 200, {"name"}),
        (SCIM, lambda *_: True, 400, set()),
        ("AIP-160: `name = \"Emma\"` or `pages > 100`", _right, 200, set()),
        ("AIP-160: `name = \"Emma\"` or `pages > 100`", _from, 200, {"pages"}),
        ("OData: name eq 'Emma'", lambda *_: True, 200, {"name"}),
        ('What has it: name contains "Em"', lambda *_: True, 200, set()),
        ('Of a shelf: room eq "Emma"', lambda *_: True, 200, set()),
        ("By `name`", lambda *_: True, 200, set()),
    ],
)  # fmt: skip
def test_what_an_expression_lets_in_fits_it(told: str, fits: Any, status: int, wrong: set[str]) -> None:
    """Records of another value are not shown, those of the value are; a refusal, and another language, are open."""
    found = _asked(Library(fits, status), _library(told))
    assert {finding.place.rpartition("/")[2] for finding in found} == wrong


@pytest.mark.parametrize(
    ("named", "written", "wrong"),
    [
        (("$filter", "$top"), ["name eq 'x'"], {"name"}),
        (("$filter",), [], set()),
        (("filter", "$top"), [], set()),
    ],
)
def test_odatas_own_option_has_its_grammar(named: tuple[str, ...], written: list[str], wrong: set[str]) -> None:
    """Beside others of OData's, with no word about it; one that ignores it shows what was not asked for."""
    assert _written("Filter items by property values", *named) == written
    for fits, found in ((lambda *_: True, wrong), (_right, set())):
        findings = _asked(Library(fits, 200), _library("Filter items by property values", *named))
        assert {finding.place.rpartition("/")[2] for finding in findings} == found
    assert _written('As in `{"name": "Emma"}`, or `pages > 9`', "$filter", "$top") == ["pages > 7"]


def test_a_parameter_that_is_called_as_a_member_filters_by_it() -> None:
    """Whatever else its text shows."""
    library = Library(lambda *_: True, 200)
    assert _asked(library, _library("Combines with `lent eq true`", "name")) == []
    assert [request for request in library.requests if "lent" in request.target] == []


def _asked(library: Library, read: Any) -> list[Finding]:
    steps = begun(read, 3, library)
    (cycle,) = steps.cycles.values()
    behaviour = cycle["list"]
    assert behaviour is not None
    AskedFilters(steps, behaviour, ListPages(steps, behaviour, {}), None).holds(behaviour.operation.parameters[0])
    return [seen.finding for seen in steps.sender.collector.observations if seen.finding.law == "list"]


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (SCIM, ['name eq "x"', "lent eq true"]),
        ("`name='Emma'` or pages ge 100", ["name='x'", "pages ge 7"]),
        ("filter=name eq 'Emma'", ["name eq 'x'"]),
        ("The name, such as Emma; see section 3 = filters.", []),
        ('`filter=lent=true and pages=100`, or `(name = "Emma")`', ["lent=true", "pages=7", 'name = "x"']),
        ("* name='Emma'\n* <code>pages = 9</code>", ["name='x'", "pages = 7"]),
        ("e.g. `?pages=2020`, `/books?filter=rex&lent=true` or /books?lent=true", []),
        ('As on <a name="filters">this page</a>, `<a name="x">`', []),
        ("Lent ones are left out, as lent=false says", []),
    ],
)
def test_an_expression_is_written_as_it_is_shown(told: str, found: list[str]) -> None:
    """With the operator, the blanks and the quotes of the document."""
    assert _written(told) == found


@pytest.mark.parametrize(
    ("named", "told", "found"),
    [
        ("pages", "e.g. `pages=2020`, pages eq 2020", []),
        ("q", "Full-text search; lent ones are left out (`lent=false`)", []),
        ("q", '`lent = false` or `name="Emma"`', ["lent = true", 'name="x"']),
        ("where", "`lent=false`", ["lent=true"]),
    ],
)
def test_a_pair_of_a_query_is_no_expression(named: str, told: str, found: list[str]) -> None:
    """Of the parameter itself, or, without blanks and quotes, beside one that is no filter by its name."""
    assert _written(told, named) == found


@pytest.mark.parametrize(
    ("named", "told", "found"),
    [
        ("filter", 'AIP-160, e.g. `name = "Emma"`', ['name = "x"']),
        ("where", "`name='Emma' and pages = 9`", ["name='x'", "pages = 7"]),
        ("q", "`pages = 9`", ["pages = 7"]),
        ("filter", "Instead of `pages=9`", []),
        ("q", 'Not beside `name="Emma"`', []),
    ],
)
def test_an_expression_may_name_what_is_a_parameter_too(named: str, told: str, found: list[str]) -> None:
    """By blanks, or by the quotes of a filter; what is left may be a pair of the query."""
    assert _written(told, named, "name", "pages") == found
