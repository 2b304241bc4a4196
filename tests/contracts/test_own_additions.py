"""What a service adds to a list that was sent to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contracts.laws.own_additions import gained_own, shown_in_full
from contracts.laws.same_values import alike, kept
from mock_server.openapi.reading.document import Document
from mock_server.openapi.reading.references import References
from mock_server.openapi.schema.schemas import Schemas

ONE, TWO = "one ctabcdefghijkl", "two ctabcdefghijkl"


@pytest.mark.parametrize(
    ("sent", "got", "open_"),
    [
        ([ONE, TWO], [ONE, "maker", TWO], True),
        ([{"name": ONE}], [{"name": "maker"}, {"name": ONE}], True),
        ([ONE, TWO], [TWO, "maker"], False),
        ([ONE, TWO], [TWO, ONE, "maker"], False),
        ({}, {"id": 7}, True),
        ({"a": 1, "b": [ONE]}, {"id": 7, "a": 1, "b": [ONE, "maker"]}, True),
        ({"a": 1}, {"id": 7}, False),
        ({"a": 1}, {"a": 2, "id": 7}, False),
        ({"a": 1}, {"a": 1, "b": ONE}, False),
        ({"a": 1}, {"a": 1, "parent": "ctabcdefghijkl-aaab"}, True),
        ({"a": 1}, {"a": 1, "parent": "of ctabcdefghijkl-aaab"}, False),
        ({"key": "K"}, {"key": "K", "name": ONE}, True),
        ({"projectId": 7}, {"projectId": 7, "name": ONE}, True),
        ({"key": "K", "a": 1}, {"key": "K", "a": 1, "name": ONE}, False),
        ([ONE], [ONE, ONE], False),
        ([ONE], [ONE, TWO], False),
        (["red"], ["red", "blue"], False),
        ([], ["maker"], False),
    ],
)
def test_what_a_list_may_gain(sent: Any, got: Any, open_: bool) -> None:
    """Items of the service's own; not what was lost, moved, doubled, of another request, or one of few options."""
    assert gained_own(sent, got, alike) is open_
    assert kept(sent, got) is open_
    assert kept(sent, sent)


def test_long_words_of_the_service_are_none_of_the_run() -> None:
    """They may hold the letters of a name of the run inside."""
    sent = {"name": "ctabcdefghijkl"}
    assert gained_own(sent, {**sent, "transactionReference": "connectionidentifier"}, alike)
    assert not gained_own(sent, {**sent, "note": "Ctmnopqrstuvwx"}, alike)


@pytest.mark.parametrize(
    ("schema", "got", "full"),
    [
        ({"anyOf": [{"type": "string"}, {"type": "object"}]}, {"id": "k1", "name": ONE}, True),
        ({"anyOf": [{"type": "string"}, {"type": "object"}]}, {"id": "k2", "name": ONE}, False),
        ({"type": "string"}, {"id": "k1"}, False),
        ({"anyOf": [{"type": "string"}, {"type": "object"}]}, "k1", False),
        ({"type": "object"}, {"name": "k1"}, True),
        ({"type": "object"}, {"name": "k2"}, False),
    ],
)
def test_a_key_may_become_its_record(schema: Any, got: Any, full: bool) -> None:
    """Where the answer's schema has both, or a record alone for a text; another record is none of its key."""
    document = Document(Path("d.yaml"), "3.1.0", References({"openapi": "3.1.0"}, Path("d.yaml"), external=False))
    assert shown_in_full(Schemas(document), schema, {"type": "string"}, "k1", got) is full
