"""Where a create shows no record, its Location leads to what was made."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_LABEL: dict[str, Any] = {
    "type": "object",
    "required": ["words"],
    "properties": {"words": {"type": "string", "minLength": 1, "maxLength": 60}, "size": {"type": "integer"}},
}


class Labels(Service):
    """Labels whose create answers with a Location alone; ``astray`` says where that leads instead, if anywhere."""

    sizeless = False

    def __init__(self, status: int, astray: str = "", *, lost: bool = False) -> None:
        super().__init__()
        self.status, self.astray, self.lost = status, astray, lost
        self.begin({"labels": {"1": {"no": "1", "words": "from before"}}})
        self.count, self.sent = itertools.count(2), Checker(_LABEL)

    def document(self) -> dict[str, Any]:
        """The document."""
        no: dict[str, Any] = {"400": {"description": "wrong"}, "404": {"description": "none"}}
        made = {"description": "made", "headers": {"Location": {"required": True, "schema": {"type": "string"}}}}
        shown = says({"type": "object", "properties": {"no": {"type": "string"}, **_LABEL["properties"]}})
        create = {"operationId": "add", "requestBody": takes(_LABEL), "responses": {str(self.status): made, **no}}
        item = {
            "parameters": [in_path("no", {"type": "string"})],
            "get": {"operationId": "read", "responses": {"200": shown, **no}},
            "delete": {"responses": {"204": {"description": "gone"}, **no}},
        }
        paths = {"/labels": {"post": create}, "/labels/{no}": item}
        return {"openapi": "3.1.0", "info": {"title": "Labels", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, parts = self.rows["labels"], asked.parts
        if parts[0] != "labels" or len(parts) > 2 or (len(parts) == 2 and parts[1] not in rows):
            return 404, None, {}
        if len(parts) == 2 and asked.method in ("GET", "DELETE"):
            return (200, rows[parts[1]], {}) if asked.method == "GET" else (204, rows.pop(parts[1]) and None, {})
        if len(parts) == 2 or asked.method != "POST":
            return 405, None, {"Allow": "GET, DELETE" if len(parts) == 2 else "POST"}
        body, wrong = self.sent.read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        key = str(next(self.count))
        if not self.lost:
            rows[key] = {"no": key, **self.sent.kept(body)}
        if self.sizeless:
            rows[key].pop("size", None)
        return self.status, None, {"Location": f"/labels/{self.astray or key}"}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("status", [201, 204])
@pytest.mark.parametrize(
    ("astray", "lost", "wrong"), [("", False, 0), ("99999", False, 1), ("1", False, 1), ("", True, 1)]
)
def test_a_location_leads_to_what_was_made(status: int, astray: str, lost: bool, wrong: int, tmp_path: Path) -> None:
    """Not to nothing, nor to another record, and what was made is there."""
    service = Labels(status, astray, lost=lost)
    report = some_journeys(service, tmp_path, "leads$")
    assert told(report) == [("link-leads", "add", "header Location")] * wrong
    assert (service.unharmed, report.exit_code) == (True, wrong)
    assert astray or service.left == []


def test_what_is_read_there_is_what_was_sent(tmp_path: Path) -> None:
    """A member that a create without an answer loses is told by the read after it."""
    service = Labels(204)
    service.sizeless = True
    report = some_journeys(service, tmp_path, "leads$")
    assert told(report) == [("echo", "read", "/size")]
    assert (service.unharmed, service.left, report.exit_code) == (True, [], 1)


class Preferred(Labels):
    """Labels whose create shows them, unless ``Prefer: return=minimal`` asks for less; ``deaf`` ones always do."""

    def __init__(self, said: str, *, deaf: bool) -> None:
        super().__init__(201)
        self.said, self.deaf = said, deaf

    def document(self) -> dict[str, Any]:
        """The header is said to do something."""
        document = super().document()
        create, read = document["paths"]["/labels"]["post"], document["paths"]["/labels/{no}"]["get"]
        create["responses"]["201"]["content"] = read["responses"]["200"]["content"]
        header = {"name": "Prefer", "in": "header", "description": self.said, "schema": {"type": "string"}}
        create["parameters"] = [header]
        return document

    def answer(self, asked: Asked) -> Answer:
        """As it is preferred."""
        status, found, fields = super().answer(asked)
        if status == 201 and (self.deaf or asked.headers.get("Prefer") != "return=minimal"):
            found = self.rows["labels"][fields["Location"].rpartition("/")[2]]
        return status, found, fields


@pytest.mark.parametrize(
    ("said", "deaf", "wrong"),
    [
        ("return=minimal: the answer has no body", False, 0),
        ("return=minimal: the answer has no body", True, 1),
        ("With return=minimal the answer may have no body", True, 0),
        ("return=minimal or return=representation", True, 0),
    ],
)
def test_an_answer_without_a_body_is_got_where_it_is_said(said: str, deaf: bool, wrong: int, tmp_path: Path) -> None:
    """RFC 7240 lets a service ignore what its document does not say that it does."""
    service = Preferred(said, deaf=deaf)
    report = some_journeys(service, tmp_path, "leads$|^reading")
    assert (told(report), service.left) == ([("selection", "add", "body")] * wrong, [])
