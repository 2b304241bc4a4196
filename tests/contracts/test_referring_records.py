"""Records that refer to others in collections of their own: they are counted there, and keep what they refer to."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.told_references import held_by
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_TEAM: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": _NAME}}
_MEMBER: dict[str, Any] = {
    "type": "object",
    "required": ["name", "teamId"],
    "properties": {"name": _NAME, "teamId": {"type": "string"}},
}


class Teams(Service):
    """Teams, and members that name theirs; ``fault`` says what is wrong, and the texts what the document says.

    ``counts`` is what is said of a number of members, and of the filter by a team.
    """

    def __init__(self, fault: str, counts: str = "", conflict: str = "") -> None:
        super().__init__()
        self.fault, self.counts, self.conflict = fault, counts, conflict
        self.begin({"teams": {"t0": {"id": "t0"}}, "members": {"m0": {"id": "m0", "name": "a", "teamId": "t0"}}})
        self.numbers, self.most = itertools.count(1), dict[str, int]()
        self.checkers = {"teams": Checker(_TEAM), "members": Checker(_MEMBER)}

    def document(self) -> dict[str, Any]:
        """Two collections side by side."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        key = {"id": {"type": "string", "readOnly": True}}
        count = {"type": "integer", "readOnly": True, "description": self.counts}
        team = {"type": "object", "properties": {**key, **_TEAM["properties"], "memberCount": count}}
        member = {"type": "object", "properties": {**key, **_MEMBER["properties"]}}
        paths: dict[str, Any] = {}
        for name, sent, shown in (("teams", _TEAM, team), ("members", _MEMBER, member)):
            gone = {"204": {"description": "gone"}, **no}
            kept = {"409": {"description": self.conflict}} if name == "teams" and self.conflict else {}
            query = {**in_query("teamId", type="string"), "description": self.counts}
            asked = [query] if name == "members" else []
            paths[f"/{name}"] = {
                "get": {"parameters": asked, "responses": {"200": says({"type": "array", "items": shown})}},
                "post": {"requestBody": takes(sent), "responses": {"201": says(shown), **no}},
            }
            paths[f"/{name}/{{id}}"] = {
                "parameters": [in_path("id", {"type": "string"})],
                "get": {"responses": {"200": says(shown), **no}},
                "delete": {"responses": {**gone, **kept}},
            }
        return {"openapi": "3.1.0", "info": {"title": "Teams", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        name, key = asked.parts[0], "/".join(asked.parts[1:])
        rows = self.rows.get(name)
        if rows is None or (key and key not in rows):
            return 404, None, {}
        if asked.method not in (("GET", "DELETE") if key else ("GET", "POST")):
            return 405, None, {"Allow": "GET, DELETE" if key else "GET, POST"}
        if asked.method == "GET":
            team = asked.query.get("teamId", [None])[-1] if self.fault != "all teams" else None
            found = [self._shown(name, row) for row in rows.values() if team in (None, row.get("teamId"))]
            found = [] if team is not None and self.fault == "no team" else found
            return 200, self._shown(name, rows[key]) if key else found, {}
        if asked.method == "POST":
            return self._made(name, asked)
        members = self.rows["members"]
        below = [member for member, row in members.items() if name == "teams" and row["teamId"] == key]
        if below and self.conflict and self.fault not in ("removes", "removes all", "looks at none"):
            return 409, None, {}
        for member in below if self.fault != "removes" else []:
            del members[member]
        return 204, rows.pop(key) and None, {}

    def _made(self, name: str, asked: Asked) -> Answer:
        body, wrong = self.checkers[name].read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        if name == "members" and body["teamId"] not in self.rows["teams"] and self.fault != "looks at none":
            return 404, None, {}
        key = f"{name[0]}{next(self.numbers)}"
        self.rows[name][key] = {"id": key, **self.checkers[name].kept(body)}
        return 201, self._shown(name, self.rows[name][key]), {}

    def _shown(self, name: str, row: dict[str, Any]) -> dict[str, Any]:
        if name != "teams":
            return row
        count = sum(member["teamId"] == row["id"] for member in self.rows["members"].values())
        self.most[row["id"]] = max(count, self.most.get(row["id"], 0))
        return {**row, "memberCount": {"stays": 0, "falls": self.most[row["id"]]}.get(self.fault, count)}


_READ, _REMOVE = ("read-back", "get /teams/{id}"), ("references", "delete /teams/{id}")


@pytest.mark.parametrize(
    ("fault", "counts", "conflict", "found"),
    [
        ("", "The number of members", "The team is still in use.", None),
        ("falls", "", "", _READ),
        ("stays", "The number of members", "", _READ),
        ("stays", "", "", None),
        ("removes", "", "The team is still in use.", _REMOVE),
        ("removes", "", "The team still has members.", _REMOVE),
        ("removes", "", "The team may be in use.", None),
        ("removes", "", "The team is in use.", None),
        ("removes", "", "The team is in use by members.", _REMOVE),
        ("removes all", "", "The team is still in use.", None),
        ("looks at none", "", "The team is still in use.", None),
    ],
)
def test_what_refers_is_counted_and_keeps(
    fault: str, counts: str, conflict: str, found: tuple[str, str] | None, tmp_path: Path
) -> None:
    """A count that stays may be of some, and who removes what refers as well, or looks at none, may mean others."""
    service = Teams(fault, counts, conflict)
    report = some_journeys(service, tmp_path, "^numbers of|^references to|two of")
    assert [each[:2] for each in told(report)] == ([found] if found else [])
    assert service.unharmed


@pytest.mark.parametrize(
    ("fault", "said", "is_told"),
    [
        ("", "", False),
        ("all teams", "", True),
        ("no team", "", True),
        ("no team", "The name of the team", False),
        ("no team", "The team, by its id or name", True),
    ],
)
def test_a_list_is_filtered_by_what_its_records_refer_to(fault: str, said: str, is_told: bool, tmp_path: Path) -> None:
    """By the records of the run that its own ones refer to, unless it asks for them by something else."""
    service = Teams(fault, said)
    report = some_journeys(service, tmp_path, "^filters of members")
    assert [each[:2] for each in told(report)] == ([("list", "get /members")] if is_told else [])
    assert (service.unharmed, service.left) == (True, [])


class Fussy(Teams):
    """Teams whose members have names that begin as they please; where they stay, nothing removes one."""

    def __init__(self, fault: str, stay: bool) -> None:
        super().__init__(fault)
        self.stay = stay

    def document(self) -> dict[str, Any]:
        """As before."""
        document = super().document()
        if self.stay:
            del document["paths"]["/members/{id}"]["delete"]
        return document

    def answer(self, asked: Asked) -> Answer:
        """As before, but for other names than the first."""
        if self.stay and asked.method == "DELETE" and asked.parts[0] == "members":
            return 405, None, {"Allow": "GET"}
        is_other = asked.method == "POST" and b"another" in asked.data and asked.parts == ["members"]
        return (400, None, {}) if is_other else super().answer(asked)


@pytest.mark.parametrize("stay", [False, True])
@pytest.mark.parametrize("fault", ["", "all teams"])
def test_records_that_differ_in_what_they_refer_to_are_the_same_else(fault: str, stay: bool, tmp_path: Path) -> None:
    """Where other values are refused together, a second team is asked for all the same; and where members stay."""
    service = Fussy(fault, stay)
    report = some_journeys(service, tmp_path, "filters of|as filtered|members")
    assert (("list", "get /members") in [each[:2] for each in told(report)]) is bool(fault)
    assert service.unharmed


def test_what_is_in_use_is_so_by_what_alone_can_refer_to_it() -> None:
    """Where others can as well, the text has to name what keeps it; what is used now, a call may use."""
    assert held_by("The team is still in use", "/members", alone=True)
    assert not held_by("The team is still in use", "/members")
    assert not held_by("The team is being used", "/members", alone=True)
    assert held_by("The team still has members", "/members")
    assert not held_by("The team is in use while open", "/members", alone=True)
