"""What the description of a 409 says is refused: read from words, and asked of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi.behaviour.conflict_texts import refused_states, refusing, taken_members
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_SENT: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "title": {"type": "string", "minLength": 1, "maxLength": 60},
        "venue": {"type": "string", "minLength": 1, "maxLength": 60},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["show", "phase"],
    "properties": {
        "show": {"type": "string"},
        "phase": {"type": "string", "enum": ["planned", "open", "over"], "readOnly": True},
        **_SENT["properties"],
    },
}
_ONE = "A show of this title is there already (case-insensitive)."


class Shows(Service):
    """Shows of one title, planned, opened and closed; ``faults`` are `twice`, `by case`, `open` and `close`."""

    def __init__(self, *faults: str, one: str = _ONE, opens: str = "It is not planned.") -> None:
        super().__init__()
        self.faults, self.one, self.opens, self.count = faults, one, opens, 1
        self.begin({"shows": {"s1": {"show": "s1", "phase": "open", "title": "from before"}}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        said = {"open": self.opens, "close": "The show is already over"}
        verbs = {
            f"/shows/{{show}}/{verb}": {
                "parameters": [in_path("show", {"type": "string"})],
                "post": {"operationId": verb, "responses": {"200": says(_SHOWN), **no, "409": {"description": text}}},
            }
            for verb, text in said.items()
        }
        return {
            "openapi": "3.0.3",
            "info": {"title": "Shows", "version": "1"},
            "paths": {
                "/shows": {"post": {"operationId": "plan", "requestBody": takes(_SENT),
                                    "responses": {"201": says(_SHOWN), **no, "409": {"description": self.one}}}},
                "/shows/{show}": {
                    "parameters": [in_path("show", {"type": "string"})],
                    "get": {"operationId": "show", "responses": {"200": says(_SHOWN), **no}},
                    "delete": {"operationId": "cancel", "responses": {"204": {"description": "gone"}, **no}},
                },
                **verbs,
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, parts = self.rows["shows"], asked.parts
        if parts == ["shows"] and asked.method == "POST":
            return self._plan(asked)
        if parts[0] != "shows" or len(parts) not in (2, 3) or parts[1] not in rows:
            return 404, None, {}
        row = rows[parts[1]]
        if len(parts) == 2:
            return (204, rows.pop(parts[1]) and None, {}) if asked.method == "DELETE" else (200, row, {})
        verb = parts[2]
        if verb not in ("open", "close"):
            return 404, None, {}
        refused = row["phase"] != "planned" if verb == "open" else row["phase"] == "over"
        if refused and verb not in self.faults:
            return 409, None, {}
        row["phase"] = "open" if verb == "open" else "over"
        return 200, row, {}

    def _plan(self, asked: Asked) -> Answer:
        body, wrong = Checker(_SENT).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        title = body["title"]
        turned = title if "by case" in self.faults else title.lower()
        there = [
            row["title"] if "by case" in self.faults else row["title"].lower() for row in self.rows["shows"].values()
        ]
        if turned in there and "twice" not in self.faults:
            return 409, None, {}
        self.count += 1
        key = f"s{self.count}"
        self.rows["shows"][key] = {"show": key, "phase": "planned", **body}
        return 201, self.rows["shows"][key], {}


@pytest.mark.parametrize(
    ("fault", "operation"), [("twice", "plan"), ("by case", "plan"), ("open", "open"), ("close", "close"), ("", "")]
)
def test_what_a_409_is_for_is_refused(fault: str, operation: str, tmp_path: Path) -> None:
    """A second record of one title, in other case too, and a verb in a state that refuses it; nothing is left."""
    service = Shows(*filter(None, [fault]))
    report = some_journeys(service, tmp_path, "of one|is refused by")
    assert told(report) == ([("conflicts", operation, "status")] if fault else [])
    assert (service.unharmed, service.left) == (True, [])
    assert report.created > 0


class Kept(Shows):
    """Shows that nothing removes."""

    def document(self) -> dict[str, Any]:
        """As before."""
        document = super().document()
        del document["paths"]["/shows/{show}"]["delete"]
        return document

    def answer(self, asked: Asked) -> Answer:
        """As before."""
        return (405, None, {"Allow": "GET"}) if asked.method == "DELETE" else super().answer(asked)


@pytest.mark.parametrize("fault", ["", "close"])
def test_a_verb_is_refused_of_what_stays_too(fault: str, tmp_path: Path) -> None:
    """One record of the run's is brought into the state that the 409 tells; those of others stay as they were."""
    service = Kept(*filter(None, [fault]))
    report = some_journeys(service, tmp_path, "of one|is refused by")
    assert told(report) == ([("conflicts", fault, "status")] if fault else [])
    assert service.unharmed


@pytest.mark.parametrize(
    ("one", "opens"),
    [
        ("This title is taken while another show of it is running.", "The hall is not planned."),
        ("Show already exists", "The show is already open by another user"),
    ],
)
def test_what_the_words_leave_open_is_none(one: str, opens: str, tmp_path: Path) -> None:
    """A title that is taken while something runs, a state of something else or for another are nobody's to judge."""
    service = Shows("twice", "open", one=one, opens=opens)
    report = some_journeys(service, tmp_path, "of one|is refused by")
    assert told(report) == []


@pytest.mark.parametrize(
    ("said", "members"),
    [
        ("A user with this email already exists", ("email",)),
        ("The e-mail address or the user name is already taken", ()),
        ("display name is already in use", ("display_name",)),
        ("The email need not be unique", ()),
        ("Already running", ()),
        ("The email is taken by another user", ()),
        ("The email is taken, unless its user was removed", ()),
        ("User already exists", ()),
        ("A user with the same user already exists", ("user",)),
    ],
)
def test_members_whose_values_are_there_once(said: str, members: tuple[str, ...]) -> None:
    """By their names in the words of the 409, which are not those of the record itself."""
    assert taken_members(said, ["email", "display_name", "user"], "teams/{}/users") == members


@pytest.mark.parametrize(
    ("said", "states"),
    [
        ("It is no draft", {"live", "in_review"}),
        ("The post is not live.", {"draft", "in_review"}),
        ("The post isn't published: it is not in draft state", {"live", "in_review"}),
        ("The blog is not live.", set()),
        ("The pot is not live.", set()),
        ("The post is live already", {"live"}),
        ("The post is already live or in review", {"live", "in_review"}),
        ("The post is live already or in review", {"live", "in_review"}),
        ("The post is already live or in review. Only draft ones can be published.", {"live", "in_review"}),
        ("The post is already live or hidden by another user", set()),
        ("This post is already in review", {"in_review"}),
        ("Already live", {"live"}),
        ("The post is already live and cannot be changed", {"live"}),
        ("It is not draft and not live", set()),
        ("It is not live or in review", set()),
        ("It must not be live", set()),
        ("It is already live on this channel", set()),
        ("The post is already live by another user", set()),
        ("It is already live, unless it was hidden", set()),
        ("Unless it was hidden, the post is already live", set()),
        ("It is not allowed", set()),
        ("Only draft posts can be published.", {"live", "in_review"}),
        ("Only draft posts can be live.", {"live", "in_review"}),
        ("Only a draft can be published.", {"live", "in_review"}),
        ("Only drafts can be published.", {"live", "in_review"}),
        ("Only an editor of a draft can be asked.", set()),
        ("Only a draft can be published twice.", set()),
        ("Only draft comments can be published.", set()),
        ("Only draft posts of yours can be published.", set()),
    ],
)
def test_states_that_refuse_an_action(said: str, states: set[str]) -> None:
    """Of the record itself alone, where one state is named, and nothing else with it."""
    assert refused_states(said, ["", "draft", "live", "in_review"], "blogs/{}/posts") == states


@pytest.mark.parametrize(
    ("members", "name"),
    [
        ({"mode": ["fast", "slow"], "status": ["running", "stopped"]}, "status"),
        ({"lastStatus": ["running", "stopped"]}, ""),
        ({"status": ["running", "stopped"], "desiredStatus": ["running", "stopped"]}, ""),
        ({"mode": ["running", "stopped"]}, ""),
        ({}, ""),
    ],
)
def test_the_one_member_that_tells_the_state(members: dict[str, list[str]], name: str) -> None:
    """What a record is to be, what it was, and what several members may be says nothing of its state."""
    wanted = (name, frozenset({"running"})) if name else None
    assert refusing("The task is already running", members, "tasks") == wanted
