"""Below a record that a client made only lists of records are empty: what is there from the beginning is shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock, record, taking

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

TEXT = {"type": "string"}
FIGURE = {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "integer", "example": 3}}}


def _also(operation: dict[str, Any], *statuses: str) -> dict[str, Any]:
    return {"responses": {**operation["responses"], **{status: {"description": "Else"} for status in statuses}}}


def _listing(items: dict[str, Any]) -> dict[str, Any]:
    return {"get": _also(answering({"type": "array", "items": items}), "404")}


def _one(schema: dict[str, Any], *statuses: str) -> dict[str, Any]:
    put = taking(schema, _also(answering(schema), *statuses))
    return {"get": _also(answering(schema), "404"), "put": put}


def _orders() -> dict[str, Any]:
    """Orders, and below each lists and single things of several kinds."""
    word = {"type": "string", "enum": ["approve", "cancel"]}
    preference = {"type": "object", "required": ["on"], "properties": {"type": TEXT, "on": {"type": "boolean"}}}
    order = record()
    example = {**order, "example": {"id": "e1", "name": "First"}}
    commands = {"requestBody": taking({"type": "object", "properties": {"move": word}}, {})["requestBody"],
                "responses": {"204": {"description": "Done"}}}  # fmt: skip
    paths: dict[str, Any] = {
        "/orders": {"post": taking(order, answering(order, status="201"))},
        "/orders/{id}": {"get": _also(answering(order, example=example["example"]), "404")},
        "/orders/{id}/events": _listing(record()),
        "/orders/{id}/transitions": _listing(word),
        "/orders/{id}/balances": _listing(FIGURE),
        "/orders/{id}/retention": _listing(record()),
        "/orders/{id}/metrics": _listing(record()),
        "/orders/{id}/details": _listing(record()),
        "/orders/{id}/moves": {**_listing(record()), "post": commands},
        "/orders/{id}/preferences": _listing(preference),
        "/orders/{id}/preferences/{type}": _one(preference, "404"),
        "/orders/{id}/reminders/{moment}": _one(record(), "404"),
        "/orders/{id}/labels/{label}": _one(record(), "201", "404"),
        "/orders/{id}/items": {**_listing(record()), "post": taking(record(), answering(record(), status="201"))},
        "/orders/{id}/items/{item}": {"get": _also(answering(record()), "404")},
    }
    for path, item in paths.items():
        names = [name for name in ("id", "type", "moment", "label", "item") if f"{{{name}}}" in path]
        item["parameters"] = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names]
        for parameter in item["parameters"]:
            if parameter["name"] == "type":
                parameter["schema"] = {"type": "string", "enum": ["email", "sms"]}
            if parameter["name"] == "id":
                parameter["example"] = "e1"
    return document(paths)


@pytest.fixture
def asked(tmp_path: Path) -> Mock:
    """A mock of the orders."""
    return mock(tmp_path, _orders())


def _made(asked: Mock) -> str:
    made: str = asked.ask("POST", "/orders", {"name": "Mine"}).json["id"]
    return made


@pytest.mark.parametrize(
    "list_", ["transitions", "balances", "retention", "metrics", "details", "moves", "preferences"]
)
def test_a_list_of_no_records_is_shown_below_an_own_record(asked: Mock, list_: str) -> None:
    """Of words, figures, what is no plural, measures, parts, what is commanded, and what fixed words name."""
    assert asked.ask("GET", f"/orders/{_made(asked)}/{list_}").json != []


@pytest.mark.parametrize("list_", ["events", "items"])
def test_a_list_of_records_is_empty_below_an_own_record(asked: Mock, list_: str) -> None:
    """What a client did not make is not there, also where no operation makes it; below others it is made up."""
    assert asked.ask("GET", f"/orders/{_made(asked)}/{list_}").json == []
    assert asked.ask("GET", f"/orders/other/{list_}").json != []


def test_what_is_there_from_the_beginning_is_read_below_an_own_record(asked: Mock) -> None:
    """One of fixed words, and one that a PUT makes nowhere by the document; what a PUT or POST makes is missed."""
    own = _made(asked)
    said = {path: asked.ask("GET", f"/orders/{own}/{path}").status
            for path in ("preferences/email", "reminders/late", "labels/red", "items/i1")}  # fmt: skip
    assert said == {"preferences/email": 200, "reminders/late": 200, "labels/red": 404, "items/i1": 404}


@pytest.mark.parametrize("form", ["data", "examples", "har"])
def test_a_first_record_is_no_clients(tmp_path: Path, form: str) -> None:
    """Below one of seeds, of examples and of a recording there is what was shown there before."""
    file = tmp_path / f"{form}.json"
    first = {"id": "e1", "name": "First"}
    headers, content = [{"name": "Content-Type", "value": "application/json"}], {"text": json.dumps(first)}
    entry = {"request": {"method": "GET", "url": "https://shop.example/orders/e1", "headers": []},
             "response": {"status": 200, "headers": headers, "content": content}}  # fmt: skip
    text = {"log": {"version": "1.2", "entries": [entry]}} if form == "har" else {"orders": [first]}
    file.write_text(json.dumps(text), "utf-8")
    settings: dict[str, dict[str, Any]] = {
        "data": {"seed_data": (file,)},
        "examples": {"seed_examples": True},
        "har": {"seed_har": (file,)},
    }
    asked = mock(tmp_path, _orders(), **settings[form])
    assert asked.ask("GET", "/orders/e1").json["id"] == "e1"
    assert asked.ask("GET", "/orders/e1/events").json != []
    assert asked.ask("GET", "/orders/e1/items").json != []
    assert asked.ask("GET", "/orders/e1/items/i1").status == 200
    assert asked.ask("GET", f"/orders/{_made(asked)}/items").json == []
