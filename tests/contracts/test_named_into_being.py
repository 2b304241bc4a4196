"""What a body names in a list of texts, and so brings into being, is removed from its own list, or told as left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, checked, in_path, in_query, says

if TYPE_CHECKING:
    from pathlib import Path

TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 40, "pattern": "^[a-z0-9 A-Z-]+$"}
LABEL: dict[str, Any] = {"type": "object", "required": ["name"], "properties": {"name": TEXT}}


class Pages(Collection):
    """Pages with labels: those that are not there yet are made."""

    called = "pages"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": TEXT, "labels": {"type": "array", "items": TEXT, "maxItems": 5}},
    }
    removes = True

    def __init__(self) -> None:
        super().__init__()
        self.begin({"pages": {}, "labels": {"old": {"name": "old"}}})

    def document(self) -> dict[str, Any]:
        """The pages, and the labels of all."""
        document = super().document()
        gone = {"delete": {"responses": {"204": {"description": "gone"}, **NO}}} if self.removes else {}
        document["paths"]["/labels"] = {"get": {"responses": {"200": says({"type": "array", "items": LABEL}), **NO}}}
        document["paths"]["/labels/{name}"] = {
            "parameters": [in_path("name", {"type": "string"})],
            "get": {"responses": {"200": says(LABEL), **NO}},
            **gone,
        }
        return document

    def answer(self, asked: Asked) -> Answer:
        """The labels here, the pages as ever."""
        labels, parts = self.rows["labels"], asked.parts
        if parts[0] != "labels":
            return super().answer(asked)
        if len(parts) == 1:
            return (200, [*labels.values()], {}) if asked.method == "GET" else (405, None, {"Allow": "GET"})
        if len(parts) > 2 or parts[1] not in labels:
            return 404, None, {}
        if asked.method == "DELETE" and self.removes:
            return 204, labels.pop(parts[1]) and None, {}
        allowed = {"Allow": "GET, DELETE" if self.removes else "GET"}
        return (200, labels[parts[1]], {}) if asked.method == "GET" else (405, None, allowed)

    def made(self, body: dict[str, Any]) -> Answer:
        """The labels that a new page names are there from then on."""
        for name in body.get("labels", []):
            self.rows["labels"].setdefault(name, {"name": name})
        return super().made(body)


class Kept(Pages):
    """Labels stay for good."""

    removes = False


class Known(Pages):
    """What the first run left is there when the second one begins, under the same names."""

    def __init__(self, labels: dict[str, Any]) -> None:
        super().__init__()
        self.begin({"pages": {}, "labels": labels})


def test_what_was_named_is_removed(tmp_path: Path) -> None:
    """That of the run's name; the others that it sent are told, and what was there before is left in peace."""
    service = Pages()
    report = checked(service, tmp_path, recombinations=0)
    assert not report.drifts
    assert {left.what for left in report.leftovers} == set(service.left)
    assert not [name for name in service.left if "ctay" in name]
    assert service.unharmed


def test_what_nothing_removes_is_told(tmp_path: Path) -> None:
    """Each by its name."""
    service = Kept()
    report = checked(service, tmp_path, recombinations=0)
    assert set(service.left) == {left.what for left in report.leftovers}
    assert any("ctay" in name for name in service.left)


def test_what_stood_there_before_stays(tmp_path: Path) -> None:
    """Although it bears the name of the run, which is that of an earlier one with the same seed."""
    first = Kept()
    checked(first, tmp_path, recombinations=0)
    service = Known(first.rows["labels"])
    report = checked(service, tmp_path, recombinations=0)
    assert service.unharmed
    assert {left.what for left in report.leftovers}.isdisjoint(first.rows["labels"])


class Busy(Pages):
    """While the check runs somebody makes a label of their own, which quotes the title of a page of the run's."""

    def answer(self, asked: Asked) -> Answer:
        """The label comes with the first page that is read."""
        answer = super().answer(asked)
        if asked.method == "GET" and asked.parts[0] == "pages" and len(asked.parts) == 2 and answer[0] == 200:
            about = f"pages like {answer[1]['title']}"
            self.rows["labels"].setdefault("junk", {"name": "junk", "about": about})
        return answer


def test_what_a_colleague_made_meanwhile_stays(tmp_path: Path) -> None:
    """Although it quotes the run's name: it is told; what bodies named is removed as ever."""
    service = Busy()
    report = checked(service, tmp_path, recombinations=0)
    assert "junk" in service.rows["labels"]
    assert not [name for name in service.left if "ctay" in name]
    assert {left.what for left in report.leftovers} == set(service.left)


class Many(Pages):
    """More labels than a check lists."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"pages": {}, "labels": {f"l{n:05}": {"name": f"l{n:05}"} for n in range(3000)}})

    def document(self) -> dict[str, Any]:
        """By pages of fifty."""
        document = super().document()
        place = in_query("offset", type="integer", minimum=0, default=0)
        document["paths"]["/labels"]["get"]["parameters"] = [place]
        return document

    def answer(self, asked: Asked) -> Answer:
        """A page of the labels, the rest as ever."""
        if asked.parts != ["labels"] or asked.method != "GET":
            return super().answer(asked)
        offset = asked.query.get("offset", ["0"])[0]
        if not offset.isdecimal():
            return 400, None, {}
        return 200, [*self.rows["labels"].values()][int(offset) : int(offset) + 50], {}


def test_what_was_named_is_told_where_the_list_is_too_long(tmp_path: Path) -> None:
    """Each by its name, after a read of it: nobody knows whether it was there before, so nothing is removed."""
    service = Many()
    report = checked(service, tmp_path, recombinations=0)
    assert service.left
    assert {left.what for left in report.leftovers} == set(service.left)
    assert service.unharmed
