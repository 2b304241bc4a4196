"""A list whose pages are led to by links is asked for what they say, each parameter once."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from contracts.cases.lists.list_pages import ListPages
from contracts.exchange import Answer, Request
from tests.contracts.test_fuzz_cases import Recorder, begun
from tests.requests.small_documents import document

PRICE: dict[str, Any] = {"type": "object", "properties": {"gte": {"type": "integer"}, "lte": {"type": "integer"}}}
CAR: dict[str, Any] = {"type": "object", "properties": {"id": {"type": "integer"}}}
ASKED = [{"in": "query", "name": "price", "schema": PRICE, "style": "deepObject", "explode": True}]


class Pages(Recorder):
    """A list of two pages; ``link`` leads from the first one to the second."""

    def __init__(self, link: str) -> None:
        super().__init__(200)
        self.link, self.url = link, "http://127.0.0.1:9"

    def send(self, request: Request) -> Answer:
        """The first page, then the second one."""
        super().send(request)
        first = len(self.requests) == 1
        link = (("Link", f'<{self.link}>; rel="next"'),) if first else ()
        body = json.dumps([{"id": 1 if first else 2}]).encode()
        return Answer(200, (("Content-Type", "application/json"), *link), body)

    def asked(self, *parameters: Any, **wire: str) -> list[tuple[str, str]]:
        """The query by which the second page is asked for."""
        shown = {"application/json": {"schema": {"type": "array", "items": CAR}}}
        get = {"parameters": [*ASKED, *parameters], "responses": {"200": {"description": "some", "content": shown}}}
        steps = begun(document({"paths": {"/cars": {"get": get}}}), 3, self)
        behaviour = steps.judge.behaviours[steps.judge.document.operations[0].id]
        ListPages(steps, behaviour, {}).walk("walk", {("query", name): text for name, text in wire.items()})
        return parse_qsl(self.requests[1].target.partition("?")[2])


@pytest.mark.parametrize("link", ["/cars?price[gte]=5&mark=b", "/cars?mark=b&price%5Bgte%5D=5", "/cars?mark=b"])
def test_a_bound_that_a_link_repeats_is_sent_once(link: str) -> None:
    """However the link spells it; what it leaves out stays as it was."""
    assert sorted(Pages(link).asked(price="price[gte]=5")) == [("mark", "b"), ("price[gte]", "5")]


def test_what_a_link_says_takes_the_place_of_what_was_asked() -> None:
    """Of the property that it names, and of no other one."""
    pages = Pages("/cars?price[gte]=6")
    assert sorted(pages.asked(price="price[gte]=5&price[lte]=9")) == [("price[gte]", "6"), ("price[lte]", "9")]


@pytest.mark.parametrize("place", ["header", "cookie"])
def test_a_mark_in_the_query_is_sent_though_another_place_has_its_name(place: str) -> None:
    """It is a parameter of its own."""
    other = {"in": place, "name": "mark", "schema": {"type": "string"}}
    assert Pages("/cars?mark=b").asked(other) == [("mark", "b")]
