"""Filters of lists by keys of records: the ones that are asked for, and those after one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_free_filters import Pets
from tests.manners.serving import in_query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.manners.serving import Answer, Asked


class Numbered(Pets):
    """Pets with numbers for keys, asked for by these."""

    keyed, key_form = {"type": "integer"}, "{}"
    sent: ClassVar = Pets.sent


class Newest(Numbered):
    """As those, the newest first."""

    def answer(self, asked: Asked) -> Answer:
        """What is shown of a list, turned round."""
        status, body, headers = super().answer(asked)
        return status, body[::-1] if asked.method == "GET" and isinstance(body, list) else body, headers


def _these(row: dict[str, Any], asked: str) -> bool:
    return str(row["petId"]) in asked.split(",")


def _later(row: dict[str, Any], asked: str) -> bool:
    return bool(row["petId"] > int(asked))


def _older(row: dict[str, Any], asked: str) -> bool:
    return bool(row["petId"] < int(asked))


def _all(row: dict[str, Any], asked: str) -> bool:
    return bool(row and asked)


def _never(row: dict[str, Any], asked: str) -> bool:
    return bool(row and not asked)


_IDS: dict[str, Any] = in_query("ids", type="string")
_AFTER: dict[str, Any] = in_query("after_id", type="integer")
_SINCE: dict[str, Any] = in_query("since_id", type="integer")


@pytest.mark.parametrize(
    ("query", "said", "keeps", "is_told"),
    [
        (_IDS, "Return only records specified by a comma-separated list of IDs.", _these, False),
        (_IDS, "Return only records specified by a comma-separated list of IDs.", _all, True),
        (_IDS, "Return only records specified by a comma-separated list of IDs.", _never, True),
        (_IDS, "Only show a comma-separated list of others like those with the IDs.", _all, False),
        (_IDS, "A comma-separated list of IDs", _all, False),
        (_IDS, "Filter by IDs, separated by commas.", _all, True),
        (_IDS, "Filter by a list of owner IDs, separated by commas.", _all, False),
        (_IDS, "Filter by IDs of their friends, separated by commas.", _all, False),
        (_IDS, "Filter by IDs, separated by commas. Names count as well.", _all, False),
        (_IDS, "Comma-separated list of IDs; pets with these are marked.", _all, False),
        (_IDS, "Restrict expansions to a comma-separated list of IDs.", _all, False),
        (_IDS, "Comma-separated IDs of pets whose photo is embedded. All are listed.", _all, False),
        (_SINCE, "Restrict results to after the specified ID.", _later, False),
        (_SINCE, "Restrict results to after the specified ID.", _all, True),
        (_SINCE, "The visit since which somebody looks", _all, False),
    ],
)
def test_records_are_asked_for_by_their_keys(
    query: dict[str, Any], said: str, keeps: Callable[[dict[str, Any], str], bool], is_told: bool, tmp_path: Path
) -> None:
    """A list of keys shows these and no others, a key those after it; what may mean something else is open."""
    service = Numbered({**query, "description": said}, keeps)
    report = some_journeys(service, tmp_path, "^filters of")
    assert {law for law, *_ in told(report)} == ({"list"} if is_told else set())
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Newest, "Return records after the one with this ID"),
        (Numbered, "ID of the last record of the page before: what comes after it is shown."),
        (Numbered, "Cursor. Results after this ID are returned."),
    ],
)
def test_after_a_key_may_be_the_next_page(kind: type[Numbered], said: str, tmp_path: Path) -> None:
    """In a list with the newest first older records come after one, and what speaks of pages is of any order."""
    service = kind({**_AFTER, "description": said}, _older if kind is Newest else _all)
    report = some_journeys(service, tmp_path, "^filters of")
    assert (told(report), service.unharmed, service.left) == ([], True, [])
