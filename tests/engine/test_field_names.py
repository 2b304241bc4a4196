"""What names commonly mean: one vocabulary, which the mock fills records by and the check judges answers by."""

from __future__ import annotations

import pytest

from mock_server.openapi import field_names


@pytest.mark.parametrize(
    ("name", "created", "changed"),
    [
        ("created_at", True, False),
        ("dateCreated", True, False),
        ("creationDate", True, False),
        ("createdOn", True, False),
        ("issued_at", True, False),
        ("addedOn", True, False),
        ("registered", True, False),
        ("updated_at", False, True),
        ("lastModified", False, True),
        ("last_update", False, True),
        ("edited", False, True),
        ("last_login", False, False),
        ("lastSeen", False, False),
        ("started_at", False, False),
        ("expires_at", False, False),
        ("address", False, False),
        ("additional", False, False),
        ("issuer", False, False),
    ],
)
def test_times(name: str, created: bool, changed: bool) -> None:
    """A time is of the creation, of the last change, or of something else."""
    assert bool(field_names.CREATED.search(name)) is created
    assert bool(field_names.CHANGED.search(name)) is changed
