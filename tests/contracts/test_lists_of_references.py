"""A change of a list of other records' keys puts it in the place of what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, Checker, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

NUMBER: dict[str, Any] = {"type": "integer"}
NAME: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
TAG: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": NAME}}
SHOWN: dict[str, Any] = {**TAG, "required": ["id", "name"], "properties": {"id": NUMBER, "name": NAME}}


class Films(Collection):
    """Films with tags, each of which has to be there."""

    called = "films"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": NAME, "tags": {"type": "array", "items": NUMBER, "maxItems": 4}},
    }

    def __init__(self) -> None:
        super().__init__()
        self.begin({"films": {}, "tags": {"1": {"id": 1, "name": "old"}}})

    def document(self) -> dict[str, Any]:
        """Films, and tags."""
        document, shown = super().document(), {"200": says(self.shown), **NO}
        change = {**self.sent, "required": []}
        document["paths"]["/films/{id}"]["patch"] = {"requestBody": takes(change), "responses": shown}
        document["paths"]["/tags"] = {"post": {"requestBody": takes(TAG), "responses": {"201": says(SHOWN), **NO}}}
        document["paths"]["/tags/{id}"] = {
            "parameters": [in_path("id", NUMBER)],
            "get": {"responses": {"200": says(SHOWN), **NO}},
            "delete": {"responses": {"204": {"description": "gone"}, **NO}},
        }
        return document

    def put(self, old: list[int], new: list[int]) -> list[int]:
        """The tags of a film that had the old ones."""
        return new

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        rows, parts = self.rows.get(asked.parts[0], {}), asked.parts
        if len(parts) == 2 and asked.method == "PATCH" and parts[0] == "films" and parts[1] in rows:
            body, wrong = Checker({**self.sent, "required": []}).read(asked.data if asked.json else b"")
            if body is None or wrong or not self.there(body):
                return 400, None, {}
            kept = Checker(self.sent).kept(body)
            if "tags" in kept:
                kept["tags"] = self.put(rows[parts[1]].get("tags", []), kept["tags"])
            rows[parts[1]].update(kept)
            return 200, rows[parts[1]], {}
        if parts[0] == "tags":
            return self.tags(asked)
        body, _ = Checker(self.sent).read(asked.data if asked.json else b"")
        if asked.method == "POST" and body is not None and not self.there(body):
            return 400, None, {}
        found = super().answer(asked)
        return (405, None, {"Allow": "GET, PATCH, DELETE"}) if found[0] == 405 and len(parts) == 2 else found

    def there(self, body: dict[str, Any]) -> bool:
        """Whether each tag that a body names is there."""
        tags = body.get("tags", [])
        return not isinstance(tags, list) or all(str(tag) in self.rows["tags"] for tag in tags)

    def tags(self, asked: Asked) -> Answer:
        """The tags."""
        tags, parts = self.rows["tags"], asked.parts
        if len(parts) == 1:
            if asked.method != "POST":
                return 405, None, {"Allow": "POST"}
            body, wrong = Checker(TAG).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            number = next(self.numbers) + 1
            tags[str(number)] = {"id": number, "name": body["name"]}
            return 201, tags[str(number)], {}
        if len(parts) > 2 or parts[1] not in tags:
            return 404, None, {}
        if asked.method not in ("GET", "DELETE"):
            return 405, None, {"Allow": "GET, DELETE"}
        return (200, tags[parts[1]], {}) if asked.method == "GET" else (204, tags.pop(parts[1]) and None, {})


class Adding(Films):
    """New tags are added to the others."""

    def put(self, old: list[int], new: list[int]) -> list[int]:
        """Both, each once."""
        return [*old, *(tag for tag in new if tag not in old)]


class Told(Adding):
    """As the operation says."""

    def document(self) -> dict[str, Any]:
        """It says so."""
        document = super().document()
        document["paths"]["/films/{id}"]["patch"]["summary"] = "Change a film; tags are added to those that it has"
        return document


class ToldByMember(Adding):
    """As the member says."""

    sent: ClassVar[dict[str, Any]] = {
        **Films.sent,
        "properties": {
            **Films.sent["properties"],
            "tags": {**Films.sent["properties"]["tags"], "description": "A change adds them to those that are there."},
        },
    }


@pytest.mark.parametrize(("kind", "told"), [(Films, False), (Adding, True), (Told, False), (ToldByMember, False)])
def test_other_tags_by_a_change(kind: type[Films], told: bool, tmp_path: Path) -> None:
    """Those of before are gone, or one drift says that they are not."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.place for drift in report.drifts] == (["/tags"] if told else [])
    assert (service.left, service.unharmed) == ([], True)
