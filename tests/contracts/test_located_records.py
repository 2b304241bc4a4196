"""The Location of a create leads to the record that it made, whatever it calls it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


_ADDRESSES = {
    "itself": "/tasks/{}",
    "alias": "/tasks/00{}",
    "another": "/tasks/0",
    "no path": "/task/{}",
    "none": "/tasks/{1}",
    "below another": "{}",
    "page": "/pages/{}",
    "elsewhere": "http://tasks.example/{}",
}
_RIGHT = ("itself", "alias", "page", "elsewhere")


class Located(Tasks):
    """Tasks whose create tells an address: that of the task itself, of another, of none, or another one of its own."""

    def __init__(self, way: str, *, named: bool = True) -> None:
        super().__init__()
        self.way, self.named = way, named

    def document(self) -> dict[str, Any]:
        """The document names the address."""
        found = super().document()
        made = found["paths"]["/tasks"]["post"]["responses"]["201"]
        made["headers"] = {"Location": {"schema": {"type": "string"}}} if self.named else {}
        return found

    def answer(self, asked: Asked) -> Answer:
        """An alias of a task is its number with a nought before it; its page stands in no document."""
        if asked.parts[0] == "pages":
            return 200, None, {}
        if self.way == "alias" and len(asked.parts) == 2 and asked.parts[1].startswith("00"):
            asked = asked._replace(parts=[asked.parts[0], asked.parts[1].lstrip("0")])
        status, value, fields = super().answer(asked)
        if status == 201:
            number: Any = value["id"]
            fields = {**fields, "Location": _ADDRESSES[self.way].format(number, number + 500)}
        return status, value, fields


@pytest.mark.sampled(9)
@pytest.mark.parametrize("way", _ADDRESSES)
def test_a_location_leads_to_what_was_made(way: str, tmp_path: Path) -> None:
    """Another spelling of the key, and a path that the document lacks, are right where something is there."""
    service = Located(way)
    report = checked(service, tmp_path, recombinations=0)
    told = [(drift.lead.law, drift.lead.place, drift.lead.flaky) for drift in report.drifts]
    assert told == ([("link-leads", "header Location", False)] if way not in _RIGHT else [])
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.slow
def test_an_address_of_which_the_document_says_nothing_may_lead_anywhere(tmp_path: Path) -> None:
    """One that is no path of the document: nobody promised it."""
    assert not checked(Located("no path", named=False), tmp_path, recombinations=0).drifts


class Linked(Located):
    """Tasks that show their own link; the address of a create is right."""

    def answer(self, asked: Asked) -> Answer:
        """Each record has its link, of HAL or of JSON:API."""
        status, value, fields = super().answer(asked)
        if isinstance(value, dict) and "id" in value:
            address = _ADDRESSES[self.way].format(value["id"], value["id"] + 500)
            value = {**value, "_links": {"self": {"href": address}}, "links": {"self": address}}
            fields = {**fields, "Location": f"/tasks/{value['id']}"} if status == 201 else fields
        return status, value, fields


@pytest.mark.parametrize("way", ["itself", "alias", "elsewhere", "another", "none"])
def test_the_own_link_of_a_record_leads_to_it(way: str, tmp_path: Path) -> None:
    """An alias does, and what leads out of the API is nobody's promise."""
    found = told(some_journeys(Linked(way, named=False), tmp_path, "two of"))
    assert [(law, place) for law, _, place in found] == ([] if way in _RIGHT else [("link-leads", "link self")])


class Aliased(Linked):
    """Tasks that show the address by which they are asked for, and how often; ``key`` tells whether the number too."""

    def __init__(self, way: str, *, key: bool = True) -> None:
        super().__init__(way, named=False)
        self.numbered, self.looks = key, itertools.count()

    def answer(self, asked: Asked) -> Answer:
        """The record of an alias is the same one."""
        status, value, fields = super().answer(asked)
        if asked.method == "GET" and isinstance(value, dict) and "id" in value:
            value = {**value, "_links": {"self": {"href": asked.path}}, "links": {"self": asked.path}}
            value = (
                {**value, "looks": next(self.looks)} if self.numbered else {n: v for n, v in value.items() if n != "id"}
            )
        return status, value, fields


@pytest.mark.parametrize("key", [True, False], ids=["key", "no key"])
@pytest.mark.parametrize("way", ["alias", "another"])
def test_a_link_leads_to_the_record_whatever_a_read_adds_to_it(way: str, key: bool, tmp_path: Path) -> None:
    """The address by which it was asked for, and what moves from read to read, make no other record of it."""
    found = [place for law, _, place in told(some_journeys(Aliased(way, key=key), tmp_path, "two of"))]
    assert [place for place in found if place == "link self"] == ([] if way == "alias" else ["link self"])


class Shown(Linked):
    """Tasks whose create answers with an address alone; reads show their own link in the member ``called``."""

    def __init__(self, way: str, called: str) -> None:
        super().__init__(way, named=False)
        self.called = called

    def document(self) -> dict[str, Any]:
        """The answer of the create has no body; where the link is a member that clients write, it is theirs."""
        found = super().document()
        del found["paths"]["/tasks"]["post"]["responses"]["201"]["content"]
        return found

    def answer(self, asked: Asked) -> Answer:
        """The link stands in what is read."""
        status, value, fields = super().answer(asked)
        if not isinstance(value, dict) or "_links" not in value:
            return status, value, fields
        links = value.pop("_links")
        del value["links"]
        value |= {"_links": links} if self.called == "_links" else {self.called: links["self"]["href"]}
        return status, None if status == 201 else value, fields


@pytest.mark.parametrize(
    ("way", "called", "is_right"),
    [("another", "_links", False), ("none", "href", False), ("itself", "href", True), ("alias", "_links", True)],
)
def test_the_own_link_of_a_first_read_leads_to_its_record(
    way: str, called: str, is_right: bool, tmp_path: Path
) -> None:
    """Where the create shows none, the link of the record that is read is followed."""
    found = told(some_journeys(Shown(way, called), tmp_path, "two of"))
    assert [(law, place) for law, _, place in found] == ([] if is_right else [("link-leads", "link self")])
