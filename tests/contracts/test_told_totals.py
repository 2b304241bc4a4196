"""What a list tells of itself as a whole: its totals, its pages, the link to the next one, and spans of told times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.told_totals import exact_totals, leads_where_more_follows, links_to_next
from mock_server.openapi import Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, in_query, says
from tests.requests.small_documents import document as small

if TYPE_CHECKING:
    from pathlib import Path

_TIME: dict[str, Any] = {"type": "string", "format": "date-time", "pattern": "Z$"}
_LAMP: dict[str, Any] = {
    "type": "object",
    "required": ["name", "lights"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "lights": _TIME,
        "kind": {"type": "string", "enum": ["oil", "gas", "arc"]},
    },
}
_TOTAL, _LINK = "Lamps on all pages", "Leads to the next page"


class Lamps(Collection):
    """Lamps on numbered pages; ``fault`` names what is wrong, ``total`` and ``link`` are what the document says."""

    called, named, keyed, key_form = "lamps", "lamp", {"type": "string"}, "l{}"
    sent = _LAMP

    def __init__(self, fault: str = "", total: str = _TOTAL, link: str = _LINK, span: str = "lights") -> None:
        super().__init__({f"o{n}": {"lamp": f"o{n}", "name": "old", "lights": "2030-01-01T00:00:00Z", "kind": "oil"}
                          for n in range(3)})  # fmt: skip
        self.fault, self.said = fault, (total, link, span)

    def listed(self) -> dict[str, Any]:
        """The answer of the list."""
        total, link, _ = self.said
        members = {"lamps": {"type": "array", "items": self.shown}} | {
            name: {"type": "integer"} for name in ("page", "totalPages")
        }
        members["total"] = {"type": "integer", "description": total}
        found = says({"type": "object", "properties": members})
        found["headers"] = {"Link": {"description": link, "schema": {"type": "string"}}}
        return found

    def queries(self) -> list[dict[str, Any]]:
        """Page, size, and filters."""
        number: dict[str, Any] = {"type": "integer", "minimum": 1}
        return [
            in_query("page", **number, maximum=99, default=1),
            in_query("per_page", **number, maximum=50, default=10),
            in_query("kind", **_LAMP["properties"]["kind"]),
            {**in_query("until", **_TIME), "description": f"Only lamps that {self.said[2]} before this time"},
        ]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A page."""
        asked = {name: values[-1] for name, values in query.items()}
        fault, every = self.fault, list(self.records.values())
        found = [row for row in every if row.get("kind") == asked.get("kind", row.get("kind"))]
        if fault != "until":
            found = [row for row in found if row["lights"] < asked.get("until", "9")]
        page, size = int(asked.get("page", "1")), int(asked.get("per_page", "10"))
        last = -(-len(found) // size)
        total = len(every) if fault == "unfiltered" else len(found) + (fault == "one_more")
        pages = -(-total // size) + (fault == "pages")
        told = {"page": 1 if fault == "same" else page, "totalPages": pages, "total": total}
        following = page + (2 if fault == "skips" else 1)
        kept = "".join(f"{name}={text}&" for name, text in asked.items() if name != "page")
        leads = page < last and fault != "no_link" and not (page > 1 and fault == "one_link")
        link = {"Link": f'</lamps?{kept}page={following}>; rel="next"'} if leads else {}
        return 200, {"lamps": found[(page - 1) * size : page * size], **told}, link


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("fault", "flaw"),
    [
        ("one_more", "/total counts more than the list shows on all its pages"),
        ("unfiltered", "/total counts more than the list shows on all its pages"),
        ("pages", "/totalPages is "),
        ("skips", "/lamps lacks on smaller pages what it shows on larger ones"),
        ("no_link", "/lamps does not lead to the next page, and there is one"),
        ("one_link", "/lamps does not lead to the next page, and there is one"),
        ("same", "/lamps says on each page that it is the same one"),
        ("until", "/lamps/*/lights is outside what until asks for"),
    ],
)
def test_what_a_list_tells_of_itself_holds(fault: str, flaw: str, tmp_path: Path) -> None:
    """Each by what the document says of it."""
    service = Lamps(fault)
    report = some_journeys(service, tmp_path, "^(pages|filters) of")
    assert [drift.lead.message[: len(flaw)] for drift in report.drifts] == [flaw]
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("", {}),
        ("one_more", {"total": "About how many lamps there are on all pages"}),
        ("unfiltered", {"total": "How many lamps there are"}),
        ("no_link", {"link": "For later use"}),
        ("until", {"span": "were seen"}),
    ],
)
def test_what_no_document_says_is_open(fault: str, said: dict[str, str], tmp_path: Path) -> None:
    """Rough totals, a header that promises nothing, and a span of who knows what."""
    report = some_journeys(Lamps(fault, **said), tmp_path, "^(pages|filters) of")
    assert (told(report), report.exit_code) == ([], 0)
    assert report.created > 0


class Sized(Lamps):
    """As lamps, with a total called `totalSize`, which may be one of octets where nobody says what it counts."""

    def document(self) -> dict[str, Any]:
        """The same, under that name."""
        tree: dict[str, Any] = json.loads(json.dumps(super().document()).replace('"total"', '"totalSize"'))
        return tree

    def answer(self, asked: Asked) -> Answer:
        """The same, under that name."""
        status, body, headers = super().answer(asked)
        if isinstance(body, dict) and "total" in body:
            body["totalSize"] = body.pop("total")
        return status, body, headers


@pytest.mark.parametrize(("said", "wrong"), [({}, True), ({"total": "Of this list"}, False)])
def test_a_total_that_is_called_a_size_counts_where_it_is_said(
    said: dict[str, str], wrong: bool, tmp_path: Path
) -> None:
    """Beside pages, which the numbers of pages follow."""
    found = told(some_journeys(Sized("unfiltered", **said), tmp_path, "^(pages|filters) of"))
    assert found == ([("list", "list", "/totalSize")] if wrong else [])


@pytest.mark.parametrize(
    ("said", "exact"),
    [
        ("How many items match, on this page or not", True),
        ("Items on all pages", True),
        ("Number of matching items before paging", False),
        ("Approximate number of matches", False),
        ("Number of items", False),
    ],
)
def test_totals_that_count_what_is_shown(said: str, exact: bool) -> None:
    """By what the document says of them, in the body and in a header."""
    body = {"type": "object", "properties": {"meta": {"properties": {"total": {"description": said}}}}}
    answer = says(body) | {"headers": {"X-Total": {"description": said, "schema": {"type": "integer"}}}}
    described = small({"paths": {"/items": {"get": {"responses": {"200": answer}}}}})
    (operation,) = described.operations
    assert exact_totals(Schemas(described), operation) == ({"/meta/total", "header x-total"} if exact else set())


@pytest.mark.parametrize(
    ("operation", "header", "leads"),
    [
        ("The Link header leads to the next page.", "Pages", True),
        ("", "The next page, if there is one", True),
        ("The Link header is for robots. Next comes the body.", "Pages", False),
        ("", "", False),
    ],
)
def test_headers_that_lead_on(operation: str, header: str, leads: bool) -> None:
    """One sentence has to say both."""
    answer = says({"type": "array"}) | {"headers": {"Link": {"description": header, "schema": {"type": "string"}}}}
    described = small({"paths": {"/items": {"get": {"description": operation, "responses": {"200": answer}}}}})
    (only,) = described.operations
    assert links_to_next(Schemas(described), only) is leads


@pytest.mark.parametrize(
    ("relations", "said", "leads"),
    [
        (["self", "next"], "`next` is there where more matches follow", True),
        (["self", "next"], "Links to other pages", False),
        (["self"], "`next` is no relation of these", False),
    ],
)
def test_links_in_a_member_that_lead_on(relations: list[str], said: str, leads: bool) -> None:
    """The relation has to be named as one that there is, and where it is there."""
    link = {"type": "object", "properties": {"rel": {"type": "string", "enum": relations}, "href": {"type": "string"}}}
    page = {"type": "object", "properties": {"links": {"type": "array", "description": said, "items": link}}}
    described = small({"paths": {"/items": {"get": {"responses": {"200": says(page)}}}}})
    (only,) = described.operations
    assert links_to_next(Schemas(described), only) is leads


@pytest.mark.parametrize(
    ("said", "leads"),
    [
        ("The path of the next page, null if there is none.", True),
        ("null when no pages follow", True),
        ("Absent on the last page.", True),
        ("If there are no more results, this is omitted.", True),
        ("Null, if there is no next page", True),
        ("null once the last page is reached", True),
        ("Null if there are no more lamps", True),
        ("Omitted when no more", True),
        ("The path of the next page. It is rarely null on the last page.", False),
        ("It is hardly ever null on the last page.", False),
        ("It is not null on the last page.", False),
        ("Omitted when no more. May be set on the last page.", False),
        ("Null if no further processing is asked for", False),
        ("Null if there is none of the requested relations", False),
        ("absent when the last request had no cursor", False),
        ("Null if no other filter is given", False),
        ("It is not guaranteed to be null on the last page.", False),
        ("Omitted when there is none, and may be set on the last page.", False),
        ("Null if no limit was given.", False),
        ("Absent when no pagination parameters are sent", False),
        ("Null when none of the filters is set", False),
    ],
)
def test_a_member_that_leads_on_is_null_where_nothing_follows(said: str, leads: bool) -> None:
    """Not where it may be so, nor where something else is missing."""
    page = {"type": "object", "properties": {"next": {"type": ["string", "null"], "description": said}}}
    described = small({"paths": {"/items": {"get": {"responses": {"200": says(page)}}}}})
    (only,) = described.operations
    assert leads_where_more_follows(Schemas(described), only) is leads
