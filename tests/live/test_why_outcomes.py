"""Every outcome that a step of a request's way can have, by requests to a small API: those that docs/live.md lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.live.admin_calls import Administered, administered
from tests.live.shop import json_of, shop
from tests.running import ROOT

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"authorization": "Bearer k1"}
HANDLERS = """
def count(call, store):
    return {"number": 1}
"""


def outcomes() -> dict[str, set[str]]:
    """What docs/live.md has for each step, but of those in front of a real service."""
    page = (ROOT / "docs" / "live.md").read_text("utf-8")
    table = page.partition("| step | outcomes |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1:3] for row in table.splitlines() if row.startswith("| `")]
    return {step.strip(" `"): set(re.findall(r"`([a-z ]+)`", said)) for step, said in rows}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Administered:
    """A mock of things, some of whose operations want a credential, a scope, or a function of the user's."""
    folder = tmp_path_factory.mktemp("why")
    (folder / "handlers.py").write_text(HANDLERS, "utf-8")
    scheme = {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/t", "scopes": {"all": "a", "none": "n"}}},
              "x-mock": {"keys": ["k1"], "scopes": {"k1": ["none"]}}}  # fmt: skip
    tree = shop(components={"securitySchemes": {"login": scheme}})
    number = json_of({"type": "object", "properties": {"number": {"type": "integer"}}})
    named = {
        **number,
        "content": {"application/json": {**number["content"]["application/json"], "example": {"number": 7}}},
    }
    tree["paths"] |= {
        "/counted": {"get": {"operationId": "count", "responses": {"200": number}}},
        "/generated": {"get": {"operationId": "guess", "responses": {"200": number}, "x-mock": {"action": "none"}}},
        "/named": {"get": {"operationId": "tell", "responses": {"200": named}, "x-mock": {"action": "none"}}},
        "/mine": {"get": {"operationId": "own", "responses": {"200": number}, "security": [{"login": ["none"]}]}},
        "/all": {"get": {"operationId": "every", "responses": {"200": number}, "security": [{"login": ["all"]}]}},
        "/inventions/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {
                "operationId": "invent",
                "responses": {"200": tree["paths"]["/things"]["post"]["responses"]["201"]},
            },
        },
    }
    seed = {"things": [{"id": "s1", "name": "seeded"}]}
    return administered(folder, tree, seed, handlers=folder / "handlers.py")


def way(asked: Administered) -> dict[str, dict[str, Any]]:
    """The steps of the last request, by name."""
    last = asked.admin("GET", "requests").json["last"]
    return {step["step"]: step for step in asked.admin("GET", f"requests/{last}").json["why"]}


ASKED: list[tuple[str, str, Any, dict[str, str], dict[str, str]]] = [
    ("POST", "/things", {"name": "n", "id": "made"}, {}, {"let in": "anybody", "read": "conforms", "record": "created",
                                                         "answered": "record"}),
    ("GET", "/things/s1", None, {}, {"routed": "found", "record": "found", "answered": "record"}),
    ("GET", "/things", None, {}, {"record": "listed"}),
    ("GET", "/things/none", None, {}, {"record": "missed"}),
    ("GET", "/inventions/a", None, {}, {"record": "invented"}),
    ("DELETE", "/things/s1", None, {}, {"record": "found", "answered": "empty"}),
    ("POST", "/things", {"name": 7}, {}, {"read": "refused"}),
    ("GET", "/generated", None, {}, {"record": "none", "answered": "generated"}),
    ("GET", "/named", None, {}, {"record": "none", "answered": "example"}),
    ("GET", "/counted", None, {}, {"record": "left to the handler", "answered": "handler"}),
    ("GET", "/mine", None, KEY, {"let in": "accepted"}),
    ("GET", "/mine", None, {}, {"let in": "unauthenticated", "answered": "undocumented"}),
    ("GET", "/all", None, KEY, {"let in": "forbidden"}),
    ("GET", "/things", None, {"prefer": "code=503"}, {"record": "none", "answered": "wish"}),
    ("GET", "/things", None, {"prefer": "fault=503"}, {"answered": "fault"}),
    ("GET", "/nothing", None, {}, {"routed": "no path", "answered": "undocumented"}),
    ("PATCH", "/things", None, {}, {"routed": "no method"}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "headers", "expected"), ASKED)
def test_a_step_has_its_outcome(
    asked: Administered, method: str, path: str, body: Any, headers: dict[str, str], expected: dict[str, str]
) -> None:
    """Each says in words what came of it."""
    asked.admin("POST", "reset")
    asked.ask(method, path, body, headers)
    steps = way(asked)
    assert {step: steps[step]["outcome"] for step in expected} == expected, steps
    assert all(step["says"] for step in steps.values())


def test_what_breaks_the_document_is_not_judged_where_that_is_off(tmp_path: Path) -> None:
    """The step says which option it was."""
    lenient = administered(tmp_path, shop(), validation="off")
    lenient.ask("POST", "/things", {"name": 7})
    assert way(lenient)["read"]["outcome"] == "not judged"
    assert "--validation off" in way(lenient)["read"]["says"]


def test_a_request_sent_again_is_told_as_such(tmp_path: Path) -> None:
    """What made its parameter a key is among the reasons."""
    tree = shop()
    schema = {"type": "string"}
    tree["paths"]["/things"]["post"]["parameters"] = [{"name": "Idempotency-Key", "in": "header", "schema": schema}]
    keyed = administered(tmp_path, tree)
    told = []
    for _ in range(2):
        assert keyed.ask("POST", "/things", {"name": "n"}, {"idempotency-key": "k1"}).status == 201
        told.append(way(keyed)["record"])
    assert [step["outcome"] for step in told] == ["created", "repeated"]
    assert told[1]["says"] == "it was sent before under its Idempotency-Key, and is answered as then"
    conclusion = "answers again what is sent again under one Idempotency-Key"
    assert [reason["why"] for reason in told[0]["reasons"] if reason["conclusion"] == conclusion] == [
        "its name says so"
    ]


def test_reasons_name_the_inference_or_the_line(asked: Administered) -> None:
    """What is inferred says why, what is declared is of the document's `x-mock`."""
    asked.ask("GET", "/things")
    listed = way(asked)["record"]
    assert ("works on the resource things", "inferred") in {(r["conclusion"], r["source"]) for r in listed["reasons"]}
    assert all(reason["why"] for reason in listed["reasons"])
    asked.ask("GET", "/named")
    declared = way(asked)["record"]
    assert "declared" in {reason["source"] for reason in declared["reasons"]}
    assert declared["place"] == "/paths/~1named/get/x-mock"


def test_the_page_lists_what_is_tested() -> None:
    """And nothing that no request comes to; `taken` and what a real service answers have tests of their own."""
    tested = {pair for *_, expected in ASKED for pair in expected.items()}
    tested |= {
        ("record", "taken"),
        ("record", "repeated"),
        ("read", "not judged"),
        ("forwarded", "upstream"),
        ("forwarded", "mock"),
    }
    listed = {(step, outcome) for step, words in outcomes().items() for outcome in words}
    assert (
        listed - {("routed", "nearest"), ("read", "violations"), ("record", "reasons"), ("record", "explain")} == tested
    )
