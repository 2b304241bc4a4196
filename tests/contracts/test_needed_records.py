"""A record that others lie below is made with everything where one with the least shows nothing of the run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.cases.records.distinct_bodies import distinct
from contracts.traffic.run_names import RunNames
from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_CRATE: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string", "readOnly": True}, "label": {"type": "string"}},
}
_CODED: dict[str, Any] = {
    "type": "object",
    "required": ["code"],
    "properties": {"code": {"type": "string", "minLength": 1}, "label": {"type": "string"}},
}
_ITEM: dict[str, Any] = {**_CRATE, "required": ["label"]}


class Crates(Service):
    """Crates that need no label, and items in them; the service gives the keys.

    Where it is ``strict``, a crate needs one all the same, which no other crate has.
    """

    def __init__(self, *, strict: bool = False) -> None:
        super().__init__()
        self.strict = strict
        self.begin({"crates": {}, "items": {}})
        self.made = {"crates": 0, "items": 0}

    def document(self) -> dict[str, Any]:
        """A crate goes with what is in it."""
        no, none = {"400": {"description": "no"}}, {"404": {"description": "none"}}
        crate, item = in_path("crate", {"type": "string"}), in_path("item", {"type": "string"})
        gone = {"delete": {"responses": {"204": {"description": "gone"}, **none}}}

        def shown(schema: Any) -> Any:
            return {**schema, "required": ["id", *schema.get("required", [])]}

        def made(schema: Any) -> Any:
            return {"post": {"requestBody": takes(schema), "responses": {"201": says(shown(schema)), **no, **none}}}

        def read(schema: Any) -> Any:
            return {"get": {"responses": {"200": says(shown(schema)), **none}}}

        return {
            "openapi": "3.1.0",
            "info": {"title": "Crates", "version": "1"},
            "paths": {
                "/crates": made(_CRATE),
                "/crates/{crate}": {"parameters": [crate], **read(_CRATE), **gone},
                "/crates/{crate}/items": {"parameters": [crate], **made(_ITEM)},
                "/crates/{crate}/items/{item}": {"parameters": [crate, item], **read(_ITEM), **gone},
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """Where an item is counts with its key."""
        parts, items = asked.parts, len(asked.parts) > 2
        if parts[0] != "crates" or parts[2:3] not in ([], ["items"]) or len(parts) > 4:
            return 404, None, {}
        allowed = ("POST",) if len(parts) % 2 else ("GET", "DELETE")
        if asked.method not in allowed:
            return 405, None, {"Allow": ", ".join(allowed)}
        if items and parts[1] not in self.rows["crates"]:
            return 404, None, {}
        name = "items" if items else "crates"
        if asked.method == "POST":
            body, wrong = Checker(_ITEM if items else _CRATE).read(asked.data) if asked.json else (None, [""])
            if body is None or wrong:
                return 400, None, {}
            if self.strict and not items and "label" not in body:
                return 400, None, {}
            if self.strict and not items and any(row["label"] == body["label"] for row in self.rows[name].values()):
                return 409, None, {}
            self.made[name] += 1
            key = f"{parts[1]}.{self.made[name]}" if items else f"c{self.made[name]}"
            kept = {member: value for member, value in body.items() if member == "label"}
            self.rows[name][key] = {**kept, "id": key}
            return 201, self.rows[name][key], {}
        row = self.rows[name].get(parts[-1])
        if row is None or (items and not parts[3].startswith(f"{parts[1]}.")):
            return 404, None, {}
        if asked.method == "DELETE":
            del self.rows[name][parts[-1]]
            return 204, None, {}
        return 200, row, {}


def test_what_lies_below_a_record_is_reached_where_the_least_shows_nothing(tmp_path: Path) -> None:
    """Else nothing is made below it in the whole run: the parent of all is looked for but once."""
    service = Crates()
    report = some_journeys(service, tmp_path, "items$")
    assert service.made["items"] > 2
    assert [drift.lead.message for drift in report.drifts] == []
    assert set(service.rows["items"]) == set()


def test_what_lies_below_a_record_is_reached_where_the_least_is_refused(tmp_path: Path) -> None:
    """The service needs more than its document requires, and each text but once; that it is so is told."""
    service = Crates(strict=True)
    some_journeys(service, tmp_path, "items$")
    assert service.made["items"] > 2
    assert set(service.rows["items"]) == set()


class CodedCrates(Crates):
    """Crates by a code that their maker chooses; they need a label although nothing says so; a create shows none."""

    def document(self) -> dict[str, Any]:
        """The path calls the key as bodies do."""
        tree: dict[str, Any] = json.loads(json.dumps(super().document()).replace("{crate}", "{code}"))
        paths, code = tree["paths"], in_path("code", {"type": "string"})
        for path in [*paths][1:]:
            paths[path]["parameters"][0] = code
        made = {"204": {"description": "made"}, "400": {"description": "no"}, "409": {"description": "taken"}}
        paths["/crates"] = {"post": {"requestBody": takes(_CODED), "responses": made}}
        paths["/crates/{code}"]["get"]["responses"]["200"] = says(_CODED)
        return tree

    def answer(self, asked: Asked) -> Answer:
        """A code is taken once."""
        if asked.parts != ["crates"] or asked.method != "POST":
            return super().answer(asked)
        body, wrong = Checker(_CODED).read(asked.data) if asked.json else (None, [""])
        if body is None or wrong or "label" not in body:
            return 400, None, {}
        if body["code"] in self.rows["crates"]:
            return 409, None, {}
        self.rows["crates"][body["code"]] = {name: body[name] for name in ("code", "label")}
        return 204, None, {}


def test_a_record_with_everything_has_a_key_of_its_own(tmp_path: Path) -> None:
    """Where the answer does not show the key it is the chosen one, and the record is used, and removed."""
    service = CodedCrates()
    report = some_journeys(service, tmp_path, "items$")
    assert service.made["items"] > 2
    assert (service.left, report.leftovers) == ([], ())


def test_texts_in_lists_are_other_ones_too() -> None:
    """What the run made up ends otherwise, wherever it stands; what it did not is as it was."""
    names = RunNames(1)
    name = f"name {names.tag}"
    found: Any = distinct({"names": [name, "plain"], "rows": [{"name": name, "size": 3}]}, names, lambda _: True)
    other = found["names"][0]
    assert other.startswith(name)
    assert other != name
    assert found == {"names": [other, "plain"], "rows": [{"name": other, "size": 3}]}
