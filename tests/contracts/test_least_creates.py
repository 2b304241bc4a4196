"""A create whose free texts are refused, and whose document tells some: what may be left out is, at last."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import Answer, Asked, Checker, Service, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT: dict[str, Any] = {"type": "string"}
_CLIENT: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": _TEXT, "kind": {**_TEXT, "default": "plain"}, "home": _TEXT},
}


class Clients(Service):
    """Clients that are made and no more; their ``home`` is an address, which the document does not say."""

    def __init__(self, slugs: bool = False) -> None:
        super().__init__()
        self.begin({"clients": {}})
        self.slugs, self.names = slugs, list[str]()
        self.count, self.sent = itertools.count(1), Checker(_CLIENT)

    def document(self) -> dict[str, Any]:
        """The document."""
        made = says({"type": "object", "properties": {"id": _TEXT, **_CLIENT["properties"]}})
        responses = {"201": made, "422": {"description": "wrong"}}
        paths = {
            "/clients": {"post": {"operationId": "sign_up", "requestBody": takes(_CLIENT), "responses": responses}}
        }
        return {"openapi": "3.1.0", "info": {"title": "Clients", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        if asked.parts != ["clients"] or asked.method != "POST":
            return (405, None, {"Allow": "POST"}) if asked.parts == ["clients"] else (404, None, {})
        body, wrong = self.sent.read(asked.data if asked.json else b"")
        if body is None or wrong or not str(body.get("home", "https:")).startswith("https:"):
            return 422, None, {}
        self.names.append(body["name"])
        if self.slugs and (not body["name"].isalpha() or body["name"] in self.names[:-1]):
            return 422, None, {}
        key = f"c{next(self.count)}"
        self.rows["clients"][key] = {"id": key, "kind": "plain", **body}
        return 201, self.rows["clients"][key], {}


def test_a_create_with_the_least_succeeds_where_no_text_is_taken(tmp_path: Path) -> None:
    """After the run's own texts and those of the document, which leave what is refused in place."""
    service = Clients()
    report = some_journeys(service, tmp_path, "^texts of ")
    rows = service.rows["clients"].values()
    assert rows
    assert all(row.keys() == {"id", "kind", "name"} for row in rows)
    assert [drift.lead.message for drift in report.drifts] == []


@pytest.mark.parametrize("slugs", [True, False])
def test_a_name_is_a_plain_word_where_no_other_is_taken(slugs: bool, tmp_path: Path) -> None:
    """A slug, of which the document tells nothing, and which is there but once; who takes any name gets no other."""
    service = Clients(slugs)
    report = some_journeys(service, tmp_path, "")
    names = [row["name"] for row in service.rows["clients"].values()]
    assert names
    assert all(name.isalpha() for name in names) is slugs
    assert any(name.isalpha() for name in service.names) is slugs
    assert [drift.lead.message for drift in report.drifts] == []
