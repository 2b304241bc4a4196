"""Whether the name of one of several is found as English has it."""

from __future__ import annotations

import pytest

from mock_server.openapi.reading.plurals import singular


@pytest.mark.parametrize(
    ("name", "one"),
    [
        ("clients", "client"),
        ("cities", "city"),
        ("boxes", "box"),
        ("branches", "branch"),
        ("classes", "class"),
        ("class", "class"),
        ("status", "status"),
        ("campus", "campus"),
        ("menus", "menu"),
        ("apis", "api"),
        ("uris", "uri"),
        ("analysis", "analysis"),
        ("sheep", "sheep"),
    ],
)
def test_the_name_of_one_of_several(name: str, one: str) -> None:
    """What ends in s may be one, and what is one stays as it is."""
    assert singular(name) == one
