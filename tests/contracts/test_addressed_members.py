"""Members that the address of a request gives, and a POST that changes the one thing at its path."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.echo import addressed_members
from contracts.laws.judging import Judge
from tests.contracts.some_journeys import told
from tests.manners.collection import NO, Collection
from tests.manners.serving import Asked, checked, in_query, says, takes
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer as Answered

JSON = (("Content-Type", "application/json"),)
NONE = "00000000-0000-7000-8000-000000000000"


class Plans(Collection):
    """Plans of the team that the query names, changed in part by a POST; by ``fault`` of another colour than told."""

    called = "plans"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {
            "title": {"type": "string", "minLength": 1, "maxLength": 60},
            "team_id": {"type": "string", "format": "uuid", "default": NONE},
            "colour": {"type": "string", "enum": ["red", "blue"], "default": "red"},
        },
    }

    def __init__(self, fault: bool) -> None:
        super().__init__()
        self.fault, self.team = fault, ""

    def document(self) -> dict[str, Any]:
        """The team in the query of a create."""
        described = super().document()
        described["paths"]["/plans"]["post"]["parameters"] = [in_query("team_id", type="string", format="uuid")]
        return described

    def changes(self) -> dict[str, Any]:
        """A POST, with the one success of a create and a default of its own."""
        colour = {**self.sent["properties"]["colour"], "default": "blue"}
        taken = {**self.sent, "properties": {**self.sent["properties"], "colour": colour}}
        return {"post": {"requestBody": takes(taken), "responses": {"201": says(self.shown), **NO}}}

    def answer(self, asked: Asked) -> Answered:
        """A team that is none is refused."""
        self.team = asked.query.get("team_id", [""])[-1]
        wrong = self.checker.wrong({"title": "any", "team_id": self.team or NONE})
        if asked.method == "POST" and (wrong or len(asked.query.get("team_id", [])) > 1):
            return 400, None, {}
        return super().answer(asked)

    def made(self, body: dict[str, Any]) -> Answered:
        """The team is that of the query, else that of the body."""
        colour = {"colour": "blue" if self.fault else "red"}
        return super().made({"team_id": NONE, **colour, **body, **({"team_id": self.team} if self.team else {})})

    def changed(self, key: str, body: dict[str, Any]) -> Answered:
        """What is left out stays as it is."""
        self.records[key].update(body)
        return 201, self.records[key], {}


@pytest.mark.parametrize("fault", [False, True])
def test_what_the_address_gives_is_no_default(fault: bool, tmp_path: Path) -> None:
    """A member that the query gives and what a POST leaves as it was are right."""
    service = Plans(fault)
    report = checked(service, tmp_path)
    assert [(law, place) for law, _, place in told(report)] == ([("default", "/colour")] if fault else [])
    assert service.left == []


@pytest.mark.parametrize(("method", "laws"), [("post", []), ("put", ["default"])])
def test_a_post_with_no_other_success_than_201_need_not_have_made_a_record(method: str, laws: list[str]) -> None:
    """What was left out is as it was then; a PUT says by that status that its record is new."""
    described = Plans(fault=False).document()
    one = described["paths"]["/plans/{id}"]
    one[method] = one.pop("post")
    shown = json.dumps({"id": 1, "title": "a", "team_id": NONE, "colour": "red"}).encode()
    request = Request(method.upper(), "/plans/1", JSON, b'{"title": "a"}', "change")
    found = Judge(document(described)).judge(Exchange(request, Answer(201, JSON, shown), "journey"))
    assert [finding.law for finding in found] == laws


@pytest.mark.parametrize(
    ("target", "given"), [("/plans/7", {"id"}), ("/plans/8", set()), ("/plans?title=a", {"title"})]
)
def test_what_the_address_says_of_a_record_is_that(target: str, given: set[str]) -> None:
    """Its key, whatever the path calls it, and members that the query gives."""
    described = Plans(fault=False).document()
    described["paths"]["/plans/{plan}"] = described["paths"].pop("/plans/{id}")
    described["paths"]["/plans/{plan}"]["parameters"][0]["name"] = "plan"
    reading = Judge(document(described)).reader.read(Request("GET", target))
    assert reading is not None
    assert addressed_members(reading, {"id": 7, "title": "a", "colour": "red"}) == given
