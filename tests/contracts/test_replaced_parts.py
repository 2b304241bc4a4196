"""A part of a record that a PUT replaces as a whole has nothing of what it was before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, Checker, checked, in_path, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

WORD: dict[str, Any] = {"type": "string", "pattern": "^[a-zA-Z0-9 -]{1,40}$"}
TOPICS: dict[str, Any] = {
    "type": "object",
    "required": ["names"],
    "properties": {"names": {"type": "array", "items": WORD, "maxItems": 9}, "note": WORD},
}


class Shelves(Collection):
    """Shelves with topics."""

    called = "shelves"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": {"type": "string", "maxLength": 60}},
    }
    summary = "Replace all topics"
    topics_schema: ClassVar[dict[str, Any]] = TOPICS

    def __init__(self) -> None:
        super().__init__()
        self.topics: dict[str, dict[str, Any]] = {}

    def document(self) -> dict[str, Any]:
        """The shelves, and the topics of each."""
        document = super().document()
        document["paths"]["/shelves/{id}/topics"] = {
            "parameters": [in_path("id", self.keyed)],
            "get": {"responses": {"200": says(self.topics_schema), **NO}},
            "put": {
                "summary": self.summary,
                "requestBody": takes(self.topics_schema),
                "responses": {"200": says(self.topics_schema), **NO},
            },
        }
        return document

    def replaced(self, old: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """What is there after a PUT."""
        return body

    def answer(self, asked: Asked) -> Answer:
        """The topics here, the shelves as ever."""
        if len(asked.parts) != 3:
            return super().answer(asked)
        key = asked.parts[1]
        if asked.parts[0] != "shelves" or key not in self.records or asked.parts[2] != "topics":
            return 404, None, {}
        if asked.method not in ("GET", "PUT"):
            return 405, None, {"Allow": "GET, PUT"}
        if asked.method == "PUT":
            body, wrong = Checker(self.topics_schema).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.topics[key] = self.replaced(self.topics.get(key, {"names": []}), body)
        return 200, self.topics.get(key, {"names": []}), {}


class Appending(Shelves):
    """What is put is added."""

    def replaced(self, old: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """What was there as well."""
        return {**body, "names": [*old["names"], *body["names"]]}


class Once(Shelves):
    """What was put first stays."""

    def replaced(self, old: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """The first."""
        return old if old["names"] else body


class Granted(Appending):
    """As a word says that is none of replacing."""

    summary = "Grant the reader these topics"


class Told(Appending):
    """As a word beside it says."""

    summary = "Replace the topics; further ones stay"


class ToldByBody(Appending):
    """As the body's description says."""

    def document(self) -> dict[str, Any]:
        """It says so."""
        document = super().document()
        document["paths"]["/shelves/{id}/topics"]["put"]["requestBody"]["description"] = "The topics to add."
        return document


class ToldByQuery(Appending):
    """As a switch says."""

    def document(self) -> dict[str, Any]:
        """It says so."""
        document = super().document()
        switch = {
            **in_query("replace", type="boolean", default=False),
            "description": "Whether the topics replace all.",
        }
        document["paths"]["/shelves/{id}/topics"]["put"]["parameters"] = [switch]
        return document


class Implying(Shelves):
    """A topic implies those before it, and the first is always there."""

    topics_schema: ClassVar = {
        **TOPICS,
        "properties": {"names": {"type": "array", "items": {"enum": ["read", "write", "admin"]}}},
    }

    def replaced(self, old: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """All up to the last."""
        order = ["read", "write", "admin"]
        return {"names": order[: max(map(order.index, body["names"]), default=0) + 1]}


class Fixed(Shelves):
    """A note that is set once, as it says."""

    topics_schema: ClassVar = {
        **TOPICS,
        "properties": {**TOPICS["properties"], "note": {**WORD, "description": "Set once; later ones do nothing."}},
    }

    def replaced(self, old: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """The first note."""
        return {**body, **{name: old[name] for name in ("note",) if name in old}}


class Spelled(Shelves):
    """Names in lower case, in order, each once."""

    def replaced(self, old: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """As they are kept."""
        return {**body, "names": sorted({name.lower().strip() for name in body["names"]})}


class Lagging(Shelves):
    """What is read the first two times after a change is what was there before."""

    stale: tuple[dict[str, Any], ...] = ()

    def replaced(self, old: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """The new one, which is read the third time."""
        self.stale = (old, old) if old["names"] else ()
        return body

    def answer(self, asked: Asked) -> Answer:
        """As it was, and then as it is."""
        status, body, headers = super().answer(asked)
        if self.stale and status == 200 and asked.method == "GET" and asked.parts[2:] == ["topics"]:
            body, *rest = self.stale
            self.stale = tuple(rest)
        return status, body, headers


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        *((kind, ["/names"]) for kind in (Appending, Once)),
        *((kind, []) for kind in (Shelves, Granted, Told, ToldByBody, ToldByQuery, Implying, Fixed, Spelled, Lagging)),
    ],
)
def test_what_was_there_before_a_replacement(kind: type[Shelves], told: list[str], tmp_path: Path) -> None:
    """It is found where a read shows it after a second one."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0, include=("*topics", "POST /shelves", "DELETE /shelves/{id}"))
    assert [drift.lead.place for drift in report.drifts] == told
    assert service.left == []
