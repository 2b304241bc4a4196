"""What a collection of the caller's makes is found and removed at the path below its owner, and nowhere else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.journeys.public_records import says_public
from mock_server.embedded import EmbeddedMock
from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

TEXT: dict[str, Any] = {"type": "string", "maxLength": 60}
NAME: dict[str, Any] = {"type": "string", "pattern": "^[a-zA-Z0-9-]{1,40}$"}
SENT: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": NAME, "colour": TEXT}}
NUMBER: dict[str, Any] = {"type": "integer"}
OWNER: dict[str, Any] = {"type": "object", "required": ["id", "login"], "properties": {"id": NUMBER, "login": TEXT}}
CRATE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "owner", "name"],
    "properties": {"id": {"type": "integer"}, "owner": OWNER, "name": NAME, "colour": TEXT},
}
SLIP: dict[str, Any] = {"type": "object", "required": ["text"], "properties": {"text": TEXT}}
SHOWN_SLIP: dict[str, Any] = {"type": "object", "required": ["id", "text"], "properties": {"id": NUMBER, "text": TEXT}}
NO: dict[str, Any] = {
    "400": {"description": "wrong"},
    "404": {"description": "none"},
    "409": {"description": "the name is taken"},
}


class Crates(Service):
    """Crates of their owners: ``login`` is what answers call who asks, ``owner`` what paths do."""

    login = owner = "ann"
    located = False

    def __init__(self) -> None:
        super().__init__()
        self.begin(
            {"crates": {"bob/first": {"id": 1, "owner": {"id": 7, "login": "bob"}, "name": "first"}}, "slips": {}}
        )
        self.last = 1
        self.reached = set[str]()

    def document(self) -> dict[str, Any]:
        """The caller's crates, each one below its owner, and its slips."""
        owned = [in_path("owner", TEXT), in_path("crate", TEXT)]
        gone = {"responses": {"204": {"description": "gone"}, **NO}}
        paths = {
            "/me/crates": {
                "get": {"responses": {"200": says({"type": "array", "items": CRATE}), **NO}},
                "post": {"requestBody": takes(SENT), "responses": {"201": says(CRATE), **NO}},
            },
            "/crates/{owner}/{crate}": {
                "parameters": owned,
                "get": {"responses": {"200": says(CRATE), **NO}},
                "delete": gone,
            },
            "/crates/{owner}/{crate}/slips": {
                "parameters": owned,
                "get": {"responses": {"200": says({"type": "array", "items": SHOWN_SLIP}), **NO}},
                "post": {"requestBody": takes(SLIP), "responses": {"201": says(SHOWN_SLIP), **NO}},
            },
            "/crates/{owner}/{crate}/slips/{slip}": {
                "parameters": [*owned, in_path("slip", {"type": "integer"})],
                "get": {"responses": {"200": says(SHOWN_SLIP), **NO}},
                "delete": gone,
            },
        }
        return {"openapi": "3.1.0", "info": {"title": "Crates", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        found = self._answer(asked)
        if found[0] < 300:
            self.reached.add(f"{asked.method} {len(asked.parts)}")
        return found

    def _answer(self, asked: Asked) -> Answer:
        crates, parts, method = self.rows["crates"], asked.parts, asked.method
        if parts == ["me", "crates"]:
            return self._mine(asked)
        key = "/".join(parts[1:3])
        if parts[0] != "crates" or key not in crates or len(parts) > 5 or parts[3:4] not in ([], ["slips"]):
            return 404, None, {}
        if len(parts) == 3:
            if method == "DELETE":
                for slip in [slip for slip in self.rows["slips"] if slip.startswith(f"{key}/")]:
                    del self.rows["slips"][slip]
                return 204, crates.pop(key) and None, {}
            return (200, crates[key], {}) if method == "GET" else (405, None, {"Allow": "GET, DELETE"})
        return self._slips(asked, key)

    def _mine(self, asked: Asked) -> Answer:
        mine = f"{self.owner}/"
        if asked.method == "GET":
            return 200, [row for key, row in self.rows["crates"].items() if key.startswith(mine)], {}
        if asked.method != "POST":
            return 405, None, {"Allow": "GET, POST"}
        body, wrong = Checker(SENT).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        if mine + body["name"] in self.rows["crates"]:
            return 409, None, {}
        self.last += 1
        row = {"id": self.last, "owner": {"id": 8, "login": self.login}, **Checker(SENT).kept(body)}
        self.rows["crates"][mine + body["name"]] = row
        return 201, row, {"Location": f"/crates/{mine}{body['name']}"} if self.located else {}

    def _slips(self, asked: Asked, crate: str) -> Answer:
        slips, key = self.rows["slips"], "/".join(asked.parts[1:])
        if len(asked.parts) == 4 and asked.method == "GET":
            return 200, [row for name, row in slips.items() if name.startswith(f"{crate}/")], {}
        if len(asked.parts) == 4 and asked.method == "POST":
            body, wrong = Checker(SLIP).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.last += 1
            slips[f"{crate}/slips/{self.last}"] = row = {"id": self.last, "text": body["text"]}
            return 201, row, {}
        if len(asked.parts) == 4 or asked.method not in ("GET", "DELETE"):
            return 405, None, {"Allow": "GET, POST" if len(asked.parts) == 4 else "GET, DELETE"}
        if key not in slips:
            return 404, None, {}
        return (200, slips[key], {}) if asked.method == "GET" else (204, slips.pop(key) and None, {})


class Addressed(Crates):
    """Paths call the owner otherwise than members do, and an address says how."""

    owner, located = "u-8", True


class Hidden(Crates):
    """As before, and nothing says it."""

    owner = "u-8"


@pytest.mark.parametrize("kind", [Crates, pytest.param(Addressed, marks=pytest.mark.slow)])
def test_every_operation_is_reached_and_nothing_is_left(kind: type[Crates], tmp_path: Path) -> None:
    """Without a word of whoever runs the check, who names no owner."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    assert not report.drifts
    assert service.reached >= {"GET 2", "POST 2", "GET 3", "DELETE 3", "GET 4", "POST 4", "GET 5", "DELETE 5"}
    assert (service.left, report.leftovers) == ([], ())
    assert service.unharmed


def test_an_owner_that_paths_call_otherwise_is_no_drift(tmp_path: Path) -> None:
    """What is not found where the answer seems to say is told as left, and its resource let alone."""
    service = Hidden()
    report = checked(service, tmp_path, recombinations=0)
    assert not report.drifts
    assert len(report.leftovers) == len(service.left) == 1
    assert service.unharmed


def test_the_mock_finds_it_there(tmp_path: Path) -> None:
    """All of the caller's own are below one owner, and are listed."""
    spec = tmp_path / "crates.json"
    spec.write_text(json.dumps(Crates().document()), "utf-8")
    mock = EmbeddedMock(spec)
    headers = [("Content-Type", "application/json")]
    made = [json.loads(mock.ask("POST", "/me/crates", headers=headers, body=json.dumps({"name": n}).encode()).body)
            for n in ("a", "b")]  # fmt: skip
    owners = {crate["owner"]["login"] for crate in made}
    assert len(owners) == 1
    path = f"/crates/{owners.pop()}/a"
    assert json.loads(mock.ask("GET", path).body) == made[0]
    assert json.loads(mock.ask("GET", "/me/crates").body) == made
    assert mock.ask("DELETE", path).status == 204
    assert mock.ask("GET", path).status == 404
    mock.close()


@pytest.mark.parametrize(
    ("record", "public"),
    [
        ({"private": False}, True),
        ({"isPublic": True}, True),
        ({"visibility": "public"}, True),
        ({"private": True}, False),
        ({"public": False}, False),
        ({"visibility": "internal"}, False),
        ({"published": True, "privateKey": False}, False),
        (None, False),
    ],
)
def test_a_record_that_says_who_may_see_it(record: Any, public: bool) -> None:
    """By the members that say nothing else."""
    assert says_public(record) is public


class Nameless(Crates):
    """Answers that tell no owner."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = set[str]()

    def document(self) -> dict[str, Any]:
        """A login may be null."""
        nullable = {"type": ["string", "null"]}
        told: dict[str, Any] = json.loads(
            json.dumps(super().document()).replace(json.dumps(TEXT), json.dumps(nullable))
        )
        return told

    def answer(self, asked: Asked) -> Answer:
        """Nobody's login."""
        self.asked |= {*asked.parts[1:2]}
        status, body, headers = super().answer(asked)
        if isinstance(body, dict) and "owner" in body:
            body = {**body, "owner": {**body["owner"], "login": None}}
        return status, body, headers


def test_an_owner_that_no_answer_tells_is_none(tmp_path: Path) -> None:
    """Null is no key."""
    service = Nameless()
    report = checked(service, tmp_path, recombinations=0)
    assert "None" not in service.asked
    assert service.unharmed
    assert report.leftovers


class Numbered(Crates):
    """Each owner numbers its own; what answers call who asks is what paths call somebody else."""

    login, owner = "bob", "u-8"

    def __init__(self) -> None:
        super().__init__()
        theirs = {
            f"bob/{n}": {"id": n, "owner": {"id": 7, "login": "bob"}, "name": f"theirs-{n}"} for n in range(2, 90)
        }
        self.begin({"crates": theirs, "slips": {}})

    def document(self) -> dict[str, Any]:
        """A record's path has its number."""
        document = super().document()
        owned = [in_path("owner", TEXT), in_path("id", NUMBER)]
        path = {**document["paths"]["/crates/{owner}/{crate}"], "parameters": owned}
        return {**document, "paths": {"/me/crates": document["paths"]["/me/crates"], "/crates/{owner}/{id}": path}}

    def _mine(self, asked: Asked) -> Answer:
        found = super()._mine(asked)
        if found[0] == 201:
            crates, row = self.rows["crates"], found[1]
            crates[f"{self.owner}/{row['id']}"] = crates.pop(f"{self.owner}/{row['name']}")
        return found


def test_an_owner_that_an_answer_tells_is_believed_after_a_look_alone(tmp_path: Path) -> None:
    """Generated creates are answered as well: of another owner nothing is removed."""
    service = Numbered()
    report = checked(service, tmp_path, fuzz=1, recombinations=0)
    assert not report.drifts
    assert service.unharmed
    assert service.left
    assert report.leftovers
