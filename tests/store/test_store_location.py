"""The words after ``--store``."""

from __future__ import annotations

import pytest

from mock_server.store import StoreError, open_store
from mock_server.store.location import Location, parse


@pytest.mark.parametrize(
    ("words", "location"),
    [
        ("memory:", Location("memory", "")),
        ("a.journal", Location("tinydb", "a.journal")),
        ("a b/ü.journal", Location("tinydb", "a b/ü.journal")),
        ("./memory", Location("tinydb", "memory")),
        ("./a:b", Location("tinydb", "a:b")),
        ("a.journal?fsync=always", Location("tinydb", "a.journal", always=True)),
        ("tinydb:a?fsync=interval&interval=0.5", Location("tinydb", "a", interval=0.5)),
        ("a?interval=2", Location("tinydb", "a", interval=2.0)),
    ],
)
def test_locations_are_read(words: str, location: Location) -> None:
    """Each documented form is understood; a path needs no engine."""
    assert parse(words) == location


@pytest.mark.parametrize(
    "words",
    [
        "", "memory", "memory:x", "tinydb:", "postgres://localhost", "?fsync=always", "a\0b", "a?fsync=never",
        "a?sync=always", "a?fsync=always&interval=1", "a?interval=0", "a?interval=x", "a?interval=nan",
    ],
)  # fmt: skip
def test_what_names_no_store_is_refused_with_the_forms(words: str) -> None:
    """A location that can't be understood ends the run as a usage error that says what to write."""
    with pytest.raises(StoreError, match="write") as refusal:
        open_store(words)
    assert refusal.value.exit_code == 2
    assert repr(words) in str(refusal.value)


def test_a_home_directory_is_found() -> None:
    """A tilde that the shell left alone (``--store=~/x``) is the home directory."""
    assert not parse("~/a.journal").path.startswith("~")
