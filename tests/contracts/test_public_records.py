"""What says itself that everybody may see it is no secret: another user is tried on what is private."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.cases.journeys.strangers import stranger_journeys
from contracts.run import Check
from contracts.settings import GivenUser, Settings
from mock_server.openapi import load_document
from tests.json_server import answering
from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, Checker, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

TEXT: dict[str, Any] = {"type": "string", "maxLength": 60}
SENT: dict[str, Any] = {"type": "object", "required": ["text"], "properties": {"text": TEXT}}
LINE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": {"type": "integer"}, "text": TEXT},
}
KEYS = {"Bearer token-of-ann": "ann", "Bearer token-of-bob": "bob"}


class Pads(Collection):
    """Pads of two users, with lines: those that are not private are for everybody to see."""

    called = "pads"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": TEXT, "private": {"type": "boolean", "default": False}},
    }

    def __init__(self) -> None:
        super().__init__()
        self.begin({"pads": {}, "lines": {}})
        self.owners: dict[str, str] = {}
        self.user = ""

    def document(self) -> dict[str, Any]:
        """The pads and the lines of each."""
        document = super().document()
        pad = in_path("id", self.keyed)
        document["paths"]["/pads/{id}/lines"] = {
            "parameters": [pad],
            "post": {"requestBody": takes(SENT), "responses": {"201": says(LINE), **NO}},
        }
        document["paths"]["/pads/{id}/lines/{line}"] = {
            "parameters": [pad, in_path("line", self.keyed)],
            "get": {"responses": {"200": says(LINE), **NO}},
            "delete": {"responses": {"204": {"description": "gone"}, **NO}},
        }
        document["security"] = [{"token": []}]
        document["components"] = {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
        return document

    def hides(self, pad: dict[str, Any]) -> bool:
        """Whether a pad of another user is not shown."""
        return bool(pad.get("private"))

    def answer(self, asked: Asked) -> Answer:
        """To each user what she may see, and change."""
        self.user, parts = KEYS.get(asked.headers.get("Authorization", ""), ""), asked.parts
        if not self.user:
            return 401, None, {}
        pad = self.records.get(parts[1]) if len(parts) > 1 else None
        hers = pad is not None and self.owners[parts[1]] == self.user
        if pad is not None and not hers and (asked.method != "GET" or self.hides(pad)):
            return 404, None, {}
        if len(parts) < 3 or pad is None:
            return super().answer(asked)
        lines, key = self.rows["lines"], "/".join(parts[1:])
        if len(parts) == 3:
            body, _ = Checker(SENT).read(asked.data)
            row = {"id": next(self.numbers), "text": body["text"]}
            lines[f"{key}/{row['id']}"] = row
            return 201, row, {}
        if key not in lines:
            return 404, None, {}
        return (200, lines[key], {}) if asked.method == "GET" else (204, lines.pop(key) and None, {})

    def page(self, query: dict[str, list[str]]) -> Answer:
        """What she may see of all."""
        shown = [p for key, p in self.records.items() if self.owners[key] == self.user or not self.hides(p)]
        return 200, shown, {}

    def made(self, body: dict[str, Any]) -> Answer:
        """A pad of hers."""
        found = super().made({"private": False, **body})
        self.owners[str(found[1]["id"])] = self.user
        return found


class Open(Pads):
    """Nothing is private."""

    def hides(self, pad: dict[str, Any]) -> bool:
        """Never."""
        return False


class Plan(Open):
    """Private pads need another plan, as the document says."""

    def document(self) -> dict[str, Any]:
        """The status of it."""
        document = super().document()
        document["paths"]["/pads"]["post"]["responses"]["402"] = {"description": "private pads need another plan"}
        return document

    def made(self, body: dict[str, Any]) -> Answer:
        """What is not private."""
        return (402, {"detail": "upgrade"}, {}) if body.get("private") else super().made(body)


class BrokenPlan(Plan):
    """Whoever asks removes what she likes."""

    def answer(self, asked: Asked) -> Answer:
        """Any pad, to who has a token."""
        if asked.method == "DELETE" and len(asked.parts) == 2 and asked.headers.get("Authorization") in KEYS:
            return Collection.answer(self, asked)
        return super().answer(asked)


class Sites(Open):
    """Sites that say on which network they answer; all of them are shown to everybody."""

    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["title"], "properties": {"title": TEXT}}
    said: ClassVar[dict[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        cls.shown = {
            "type": "object",
            "required": ["id", "title"],
            "properties": {"id": {"type": "integer"}, "title": TEXT, "access": {"type": "string", **cls.said}},
        }
        super().__init_subclass__()

    def made(self, body: dict[str, Any]) -> Answer:
        """One that the public network reaches."""
        found = Collection.made(self, {**body, "access": "public"})
        self.owners[str(found[1]["id"])] = self.user
        return found


class Networks(Sites):
    """Nothing is said of users."""


class Described(Sites):
    """It says who is let in."""

    said: ClassVar[dict[str, Any]] = {"description": "Who may see the site."}


class Optional(Sites):
    """It might be private."""

    said: ClassVar[dict[str, Any]] = {"enum": ["private", "public"]}


SHOWS, LISTS = "shows a record of another user", "lists a record of another user"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Pads, set()),
        (Open, {SHOWS, LISTS}),
        (Plan, set()),
        (BrokenPlan, {"removes a record of another user"}),
        (Networks, {SHOWS, LISTS}),
        (Described, set()),
        (Optional, set()),
    ],
)
def test_another_user_and_what_is_private(kind: type[Pads], told: set[str], tmp_path: Path) -> None:
    """Lines of a public pad are public as well; a private pad that she sees is told."""
    service, spec = kind(), tmp_path / "openapi.json"
    spec.write_text(json.dumps(service.document()), "utf-8")
    ann, bob = (key.removeprefix("Bearer ") for key in KEYS)
    with answering(service.serve) as url:
        settings = Settings(url=url, spec=spec, credentials={"token": ann}, seed=1, ledger=tmp_path / "ledger",
                            other=GivenUser({"token": bob}))  # fmt: skip
        check = Check(settings, load_document(spec))
        names = []
        for name, journey in stranger_journeys(check.steps):
            names.append(name)
            journey(check.steps)
        found = [observation.finding for observation in check.collector.observations]
        check.sender.ledger.finish()
        check.close()
    assert "strangers: read in pads/{}/lines" in names
    assert {finding.message for finding in found if finding.law == "object-access"} == told
    assert not any("402" in finding.message for finding in found)
    assert not any("lines" in finding.operation for finding in found if finding.law == "object-access" and not told)
