"""What a create answers is what is read: also where its answer shows nothing of what was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.documents import app, call
from tests.engine.test_answer_places import TEXT, paths, shape
from tests.engine.test_record_laws import WORDS, served

if TYPE_CHECKING:
    from pathlib import Path

SERVERS = st.lists(WORDS.map(lambda word: f"s{word}"), min_size=1, max_size=3, unique=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SERVERS, st.booleans())
def test_what_only_the_server_gives_is_read_as_it_was_answered(own: list[str], shows_key: bool) -> None:
    """An answer of members that reading shows too is of the record, whether or not what was sent is among them."""
    given_, made = {"thing_id": TEXT, "qsent": TEXT}, dict.fromkeys(own, TEXT)
    answer = shape(**made, **({"thing_id": TEXT} if shows_key else {}))
    answer["required"] = list(made)
    document = paths(shape(**given_), answer, {**shape(**given_, **made), "required": list(made)}, "thing_id")
    with served({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, **document}) as mock:
        sent = {"thing_id": "one", "qsent": "two"}
        answered = mock.ask("POST", "/things", json=sent)
        assert mock.ask("GET", "/things/one").json() == {**sent, **answered.json()}
        assert ("location" in dict(answered.headers)) is not shows_key


def test_an_answer_of_nothing_that_is_read_shows_no_record(tmp_path: Path) -> None:
    """A receipt that shares no member with the record is given as documented, and `Location` tells the record."""
    receipt = {**shape(task=TEXT), "required": ["task"]}
    mock = app(tmp_path, paths(shape(name=TEXT), receipt, shape(id=TEXT, name=TEXT)))
    _, body, headers = call(mock, "POST", "/things", {"name": "one"})
    assert list(body) == ["task"]
    key = headers["location"].rpartition("/")[2]
    assert call(mock, "GET", f"/things/{key}")[1] == {"id": key, "name": "one"}


def test_an_example_that_is_no_envelope_is_not_shown_around_the_record(tmp_path: Path) -> None:
    """An example without the schema's place of the record is of something else: its members don't surround one."""
    record = shape(id=TEXT, name=TEXT)
    document = paths(shape(name=TEXT), shape(data={"type": "array", "items": record}), record)
    media = document["paths"]["/things"]["post"]["responses"]["201"]["content"]["application/json"]
    media["example"] = {"id": "OF-THE-EXAMPLE", "name": "example"}
    mock = app(tmp_path, document)
    made = call(mock, "POST", "/things", {"name": "one"})[1]
    assert list(made) == ["data"]
    assert call(mock, "GET", f"/things/{made['data'][0]['id']}")[1] == made["data"][0]


@pytest.mark.parametrize("sent", [None, {}], ids=["no body", "any object"])
def test_an_answer_of_which_nothing_is_said_shows_the_key(tmp_path: Path, sent: dict[str, str] | None) -> None:
    """Where the document names no member of a record, its key stands under the parameter's name."""
    anything = {"type": "object"}
    document = paths(anything, anything, anything, "thing")
    if sent is None:
        del document["paths"]["/things"]["post"]["requestBody"]
    mock = app(tmp_path, document)
    made = [call(mock, "POST", "/things", None if sent is None else {"name": "one"})[1] for _ in range(2)]
    assert made[0]["thing"] != made[1]["thing"]
    for record in made:
        assert record == ({"thing": record["thing"]} if sent is None else {"name": "one", "thing": record["thing"]})
        assert call(mock, "GET", f"/things/{record['thing']}")[1] == record


@pytest.mark.parametrize("marked", [True, False], ids=["read-only", "plain"])
def test_what_is_the_servers_around_what_was_sent_is_of_the_record(tmp_path: Path, marked: bool) -> None:
    """Where nothing is a key, a `readOnly` member beside what was sent says that the whole is the record."""
    state = {"type": "integer", **({"readOnly": True} if marked else {})}
    shown = {**shape(state=state, filters=shape(color=TEXT)), "required": ["state", "filters"]}
    mock = app(tmp_path, paths(shape(color=TEXT), shown, shown, "export_number"))
    _, made, headers = call(mock, "POST", "/things", {"color": "red"})
    assert made["filters"] == {"color": "red"}
    read = call(mock, "GET", f"/things/{headers['location'].rpartition('/')[2]}")[1]
    assert read["filters"] == {"color": "red"}
    assert (read == made) or not marked


def test_a_member_that_is_only_required_is_shown(tmp_path: Path) -> None:
    """What the answer's schema requires without describing it is shown as it was sent."""
    shown = {**shape(id=TEXT, size=TEXT), "required": ["id", "label"]}
    mock = app(tmp_path, paths(shape(label=TEXT), shape(id=TEXT), shown, "id"))
    made = call(mock, "POST", "/things", {"label": "one"})[1]
    assert call(mock, "GET", f"/things/{made['id']}")[1] == {**made, "label": "one"}
