"""Rules of faults as they are written: one shape, in text or as an object, and one sentence for each that is wrong."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.command_line.options import parsed, settings_of
from mock_server.engine.explain import explain
from mock_server.engine.faults.fault_rule_error import FaultRuleError
from mock_server.engine.faults.rule_reading import read_rule
from mock_server.errors import DocumentError, UsageError
from mock_server.server.app import create_app
from mock_server.server.journal.answer_reasons import near_paths
from mock_server.settings import Settings
from tests.documents.asking import mock
from tests.faults.served import ERROR, content, things

if TYPE_CHECKING:
    from pathlib import Path

SAME: dict[str, dict[str, Any]] = {
    "POST /things: first 2 -> 503, retry-after 30": {
        "match": {"method": "POST", "path": "/things"},
        "first": 2,
        "status": 503,
        "retry-after": 30,
    },
    "readThing key=7 query.full=yes header.X-Kind=a: after 1 every 3 -> reset after effect": {
        "match": {"operation": "readThing", "key": "7", "query": {"full": "yes"}, "header": {"X-Kind": "a"}},
        "after": 1,
        "every": 3,
        "fault": "reset",
        "effect": "after",
    },
    "* : rate 10% -> 100ms..1s, bandwidth 1.5KB/s": {"rate": 0.1, "delay": "100ms..1s", "bandwidth": "1.5KB/s"},
    "limit 100/1m per credential": {"limit": "100/1m per credential"},
    "/things/{id}: answers pending 202 done, cycle": {
        "match": {"path": "/things/{id}"},
        "answers": ["pending", 202, "done"],
        "cycle": True,
    },
    "hang for 5s": {"fault": "hang", "hold": "5s"},
    "delay 80ms~lognormal(0.2), example lost": {"delay": "80ms~lognormal(0.2)", "example": "lost"},
    "EMPTY_RESPONSE": {"fault": "EMPTY_RESPONSE"},
    "429 retry-after 5 as date before effect": {"status": 429, "retry-after": "5 as date", "effect": "before"},
}

WRONG: list[tuple[Any, str, str]] = [
    ("POST /things: 600", "", "'600'"),
    ("first -> 503", "", "first 2"),
    ("rate 3 -> 503", "", "rate 10%"),
    ("reset 503", "status", "beside fault"),
    ("delay soon", "delay", "250ms"),
    ("delay 2s..1s", "delay", "shorter"),
    ("limit 5", "limit", "100/1m"),
    ("limit 5/0s", "limit", "no time"),
    ("503 after", "", "after effect"),
    ("first 2 ->", "", "nothing that happens"),
    ({"first": 2}, "", "nothing that happens"),
    ({"status": 700}, "status", "599"),
    ({"fault": "explode"}, "fault", "truncate"),
    ({"statsu": 500}, "", "did you mean status"),
    ({"match": {"pth": "/a"}, "status": 500}, "match", "did you mean path"),
    ({"match": {"path": "things"}, "status": 500}, "match.path", "slash"),
    ({"bandwidth": "fast"}, "bandwidth", "50KB/s"),
    ({"bandwidth": "0B/s"}, "bandwidth", "1B/s"),
    ({"delay": "1ms~lognormal(99)"}, "delay", "5 at most"),
    ({"limit": "1/99999h"}, "limit", "a year"),
    ({"status": 503, "retry-after": 10**12}, "retry-after", "999999999"),
    ({"answers": ["a", 99]}, "answers.1", "200 to 599"),
    (7, "", "object"),
]


@pytest.mark.parametrize("text", SAME)
def test_a_line_says_what_an_object_says(text: str) -> None:
    """Both are read into the same rule."""
    assert read_rule(text).given == SAME[text]
    assert read_rule(SAME[text]).identity == read_rule(text).identity


@pytest.mark.parametrize(("rule", "where", "part"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_wrong_rules(rule: Any, where: str, part: str) -> None:
    """What can't be carried out is told in one sentence, with the member and what is allowed."""
    with pytest.raises(FaultRuleError) as caught:
        read_rule(rule)
    assert ".".join(caught.value.where).startswith(where)
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


WORDS = """POST /things /*/** key=a query.a=b : -> , first every after effect rate 10% 0.5 2 0 503 delay 1ms..2ms
80ms~lognormal(5) bandwidth 1B/s 999999999999MB/s example x retry-after 999999999 as date limit 1/8760h per ip answers
cycle reset hang for 1m none garbage { é \""""


def test_any_text_is_a_rule_or_a_sentence() -> None:
    """Whatever words stand in a line, they are read or refused, and what is read can be carried out."""
    words = [*WORDS.split(), "", "\0", "9" * 5000]
    drawn, read = random.Random(5), 0
    for _ in range(3_000):
        text = drawn.choice(["", " "]).join(drawn.choice(words) + " " for _ in range(drawn.randint(1, 9)))
        try:
            rule = read_rule(text)
        except FaultRuleError:
            continue
        read += 1
        assert rule.delay is None or all(0 <= rule.delay.seconds(share) <= 60 for share in (0, 0.5, 1))
        assert rule.quota is None or 1 <= rule.quota.seconds <= 31_536_000
        assert read_rule(rule.given).identity == rule.identity
    assert read > 50


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/a/*", "/a/b", True),
        ("/a/*", "/a/b/c", False),
        ("/a/**", "/a/b/c", True),
        ("/**/c", "/a/b/c", True),
        ("/*/b*d/**", "/x/bcd/y/z", True),
        ("/*/b*d/**", "/x/bc/y/z", False),
        ("/a", "/a", True),
        ("/{id}", "/a", False),
        ("/" + "*a" * 40 + "b", "/" + "a" * 6_000, False),
        ("/" + "**a" * 40 + "b", "/" + "a" * 6_000, False),
    ],
    ids=[str(number) for number in range(10)],
)
def test_paths(pattern: str, path: str, fits: bool) -> None:
    """Wildcards take what they say, in linear time."""
    assert read_rule({"match": {"path": pattern}, "status": 500}).takes(path) is fits


@pytest.mark.parametrize(
    ("rule", "part"),
    [
        ("readThings: 503", "did you mean readThing"),
        ("/thing: 503", "did you mean /things"),
        ("DELETE /things: 503", "DELETE /things"),
        ("first x -> 503", "first 2"),
        ({"delay": -1}, "delay"),
    ],
)
@pytest.mark.parametrize("place", ["operation", "path", "document"])
def test_a_document_is_refused_with_the_place(tmp_path: Path, place: str, rule: Any, part: str) -> None:
    """File, line and pointer stand before the sentence, wherever the rule stands."""
    tree = things()
    owner = {"operation": tree["paths"]["/things/{id}"]["get"], "path": tree["paths"]["/things/{id}"], "document": tree}
    owner[place]["x-mock"] = {"faults": ["503", rule]}
    with pytest.raises(DocumentError) as caught:
        mock(tmp_path, tree)
    assert part in str(caught.value) or "no operation is matched" in str(caught.value) or place != "document"
    assert "/x-mock/faults/1" in str(caught.value)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["--fault", "POST /things: 999"], "--fault"),
        (["--fault", "delay x"], "delay is"),
        (["--latency", "soon"], "--latency"),
        (["--profile", "broken"], "--profile"),
    ],
)
def test_the_command_line_is_refused(words: list[str], part: str) -> None:
    """A wrong `--fault`, `--latency` or `--profile` is told of in one sentence."""
    with pytest.raises(UsageError) as caught:
        parsed(words)
    assert part in str(caught.value)


def test_a_rule_for_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """A `--fault` for no operation says which there are."""
    with pytest.raises(UsageError) as caught:
        mock(tmp_path, things(), faults=("readThings: 503",))
    assert "did you mean readThing" in str(caught.value)


def test_the_options_make_rules() -> None:
    """`--fault` comes before `--latency`, and both before `--profile`."""
    words = ["--profile", "offline", "--latency", "80ms~lognormal", "--fault", "503", "--fault", "/a: 500"]
    assert settings_of(parsed(words)).faults == ("503", "/a: 500", "delay 80ms~lognormal", "reset")


@pytest.mark.parametrize(("rule", "part"), [("example lost", "example lost"), ("answers found 200", "example found")])
def test_an_example_that_is_not_there_is_refused(tmp_path: Path, rule: str, part: str) -> None:
    """A rule that names an example of no answer says which there are."""
    tree = things(get=[rule])
    tree["paths"]["/things/{id}"]["get"]["responses"]["404"] = content(ERROR, examples={"gone": {"value": {}}})
    with pytest.raises(DocumentError) as caught:
        mock(tmp_path, tree)
    assert f"no answer has the {part}; it has gone" in str(caught.value)


def test_explain_tells_of_rules(tmp_path: Path) -> None:
    """`mock-server explain` shows the rules of an operation as declared, with their places."""
    api = mock(tmp_path, things("POST: 500", get=["404"])).app.apis[0]
    lines = [line for line in explain(api) if "breaks answers" in line]
    assert len(lines) == 2
    assert "declared: #/paths/~1things~1{id}/get/x-mock/faults/0" in "".join(lines)
    assert all("declared: #/" in line for line in lines)


def test_rules_stand_in_every_operation(tmp_path: Path) -> None:
    """Also in those with a method of their own, and in path items that are referred to."""
    tree = things()
    tree["openapi"] = "3.2.0"
    shared = tree["paths"].pop("/things/{id}")
    shared["x-mock"] = {"faults": ["501"]}
    shared["get"]["x-mock"] = {"faults": ["502"]}
    shared["additionalOperations"] = {"COPY": {**listed(), "x-mock": {"faults": ["503"]}},
                                      "MOVE": listed()}  # fmt: skip
    tree["components"] = {"pathItems": {"Thing": shared}}
    tree["paths"]["/things/{id}"] = {"$ref": "#/components/pathItems/Thing"}
    asked = mock(tmp_path, tree)
    assert [asked.ask(method, "/things/a").status for method in ("GET", "COPY", "MOVE")] == [502, 503, 501]
    shared["additionalOperations"]["COPY"]["x-mock"] = {"faults": [{"statsu": 1}]}
    with pytest.raises(DocumentError, match="COPY"):
        mock(tmp_path, tree)


def listed() -> dict[str, Any]:
    """An operation that answers without content."""
    return {"responses": {"204": {"description": "Done"}}}


def test_rules_are_read_from_an_overlay(tmp_path: Path) -> None:
    """A document of somebody else gets rules by an overlay."""
    overlay = tmp_path / "overlay.json"
    action = {"target": "$.paths['/things'].get", "update": {"x-mock": {"faults": ["503"]}}}
    overlay.write_text(
        json.dumps({"overlay": "1.0.0", "info": {"title": "Faults", "version": "1"}, "actions": [action]}), "utf-8"
    )
    assert mock(tmp_path, things(), overlays=(overlay,)).ask("GET", "/things").status == 503


def test_a_path_in_other_letters_is_compared_as_it_is_read(tmp_path: Path) -> None:
    """By a rule, and where the nearest path to one that is not documented is told."""
    document = things()
    document["paths"] = {"/bøker/a b": document["paths"]["/things"]}
    spec = tmp_path / "books.json"
    spec.write_text(json.dumps(document), "utf-8")
    api = create_app(Settings(spec=spec, journal=False)).apis[0]
    for path in ("/bøker/*", "/b%C3%B8ker/*", "/b%C3%B8ker/a%20b", "/bøker/a b"):
        rule = read_rule({"match": {"path": path}, "status": 503})
        assert all(rule.is_for(operation, "") for operation in api.document.operations)
        assert rule.takes("/bøker/a b")
        assert not rule.takes("/bøker")
    starred = read_rule({"match": {"path": "/b%C3%B8ker/a%2A"}, "status": 503})
    assert not any(starred.is_for(operation, "") for operation in api.document.operations)
    assert near_paths("/bøker/a c", "GET", [api])[0]["path"] == "/bøker/a b"
