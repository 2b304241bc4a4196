"""Texts of bodies that a service may refuse: spaces where a text is trimmed, words where it takes numbers as texts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.own_rules import OwnRules
from contracts.laws.judging import Judge
from contracts.laws.said_changes import trimmed
from contracts.traffic.record_references import RecordReferences
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

TITLE = {"type": "string", "minLength": 1}


def rules(folder: Path, refusals: tuple[str, ...] = (), **members: Any) -> OwnRules:
    """What a run learns of boxes with these members, which are made and no more."""
    box = {"type": "object", "properties": members}
    post = {
        "operationId": "make",
        "requestBody": {"content": {"application/json": {"schema": box}}},
        "responses": {
            "201": {"description": "done", "content": {"application/json": {"schema": box}}},
            **{key: {"description": "refused"} for key in refusals},
        },
    }
    paths = {"/boxes": {"post": post}}
    file = folder / "boxes.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Boxes", "version": "1"}, "paths": paths}))
    judge = Judge(load_document(file))
    return OwnRules(judge, (), RecordReferences(judge.behaviours, judge.reader.schemas, lambda *_: False))


def made(**body: Any) -> Request:
    """The request that makes a box."""
    return Request("POST", "/boxes", (("Content-Type", "application/json"),), json.dumps(body).encode())


def explained(known: OwnRules, **body: Any) -> bool:
    """Whether a service may refuse this box."""
    return known.explain(Exchange(made(**body), Answer(422, ()), "boundary"))


@pytest.mark.parametrize(
    ("said", "title", "open_"),
    [
        ("Trimmed", "  ", True),
        ("Trimmed", " a ", False),
        ("In lower case", "  ", False),
        ("", "  ", False),
    ],
)
def test_a_text_that_is_nothing_once_trimmed_may_be_refused(said: str, title: str, open_: bool, tmp_path: Path) -> None:
    """Where its description says that it is trimmed, and where it breaks the schema then."""
    known = rules(tmp_path, title={**TITLE, "description": said, "pattern": "^[ a-z]+$"})
    assert explained(known, title=title) is open_
    assert trimmed([said], title) == (title.strip() if said == "Trimmed" else title)


def test_a_member_that_takes_numbers_as_texts_need_not_take_words(tmp_path: Path) -> None:
    """However many it took; once it took several words it may refuse none, and once two in one text no text."""
    known = rules(tmp_path, cost={"type": "string"})

    def take(*texts: str) -> None:
        for text in texts:
            reading = known.reader.read(made(cost=text))
            assert reading is not None
            known.take(reading)

    take("1", "1e5", "007", "NaN", "null", "-0.5")
    assert explained(known, cost="red")
    take("red", "blue", "green")
    assert not explained(known, cost="grey")
    assert explained(known, cost="dark grey")
    assert explained(known, cost="")
    take("light blue")
    assert not explained(known, cost="dark grey")


@pytest.mark.parametrize(
    ("name", "said", "open_"),
    [
        ("title", "", False),
        ("jobTitle", "", False),
        ("short_description", "", False),
        ("title", "A slug: letters without spaces", True),
        ("title_key", "", True),
        ("code", "", True),
        ("owner", "", True),
    ],
)
def test_what_people_write_has_several_words(name: str, said: str, open_: bool, tmp_path: Path) -> None:
    """Once it took single words; what is called otherwise may have to be a name."""
    known = rules(tmp_path, (), **{name: {"type": "string", "description": said}})
    for text in ("red", "blue", "green"):
        assert open_ or explained(known, **{name: "dark grey"})
        reading = known.reader.read(made(**{name: text}))
        assert reading is not None
        known.take(reading)
    assert explained(known, **{name: "dark grey"}) is open_
    assert not explained(known, **{name: "grey"})


@pytest.mark.parametrize(
    ("documented", "known", "status", "open_"),
    [
        (("400", "422"), [400], 422, True),
        (("400", "422"), [400], 400, False),
        (("400", "422"), [400, 422], 422, False),
        (("400", "422"), [], 422, False),
        (("422",), [400], 422, False),
    ],
)
def test_what_no_schema_says_may_be_refused_by_the_other_status(
    documented: tuple[str, ...], known: list[int], status: int, open_: bool, tmp_path: Path
) -> None:
    """422 beside a 400 that the service gives to what breaks the schema: no money, another currency."""
    found = rules(tmp_path, refusals=documented, size={"type": "integer"})
    for one in known:
        reading = found.reader.read(made(size="big"))
        assert reading is not None
        found.refused(reading, one)
    assert found.explain(Exchange(made(size=7), Answer(status, ()), "boundary")) is open_
