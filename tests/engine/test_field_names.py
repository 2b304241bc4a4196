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
        ("createTime", True, False),
        ("create_date", True, False),
        ("updateTime", False, True),
        ("modify_date", False, True),
        ("create", False, False),
        ("updates", False, False),
        ("update_window", False, False),
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


@pytest.mark.parametrize(
    ("name", "types", "found"),
    [
        ("resourceVersion", {"string"}, True),
        ("_rev", {"string"}, True),
        ("lock_version", {"integer"}, True),
        ("etag", {"string"}, True),
        ("version", {"integer"}, True),
        ("version", {"string"}, False),
        ("conversion", {"integer"}, False),
        ("apiVersion", {"string"}, False),
    ],
)
def test_which_names_tell_the_version_of_a_record(name: str, types: set[str], found: bool) -> None:
    """A number is that of the record, a text may be that of anything."""
    assert field_names.tells_version(name, frozenset(types)) is found


@pytest.mark.parametrize(
    "name", ["captured", "hasBeenSent", "is_read", "isread", "paid", "re_sent", "resold", "tax_paid"]
)
def test_what_has_been_done(name: str) -> None:
    """A flag that tells of what was done with its record."""
    assert field_names.tells_event(name)


@pytest.mark.parametrize(
    "name",
    [
        "unread",
        "is_unpaid",
        "isUnread",
        "unlocked",
        "present",
        "consent",
        "absent",
        "thread",
        "isBread",
        "bed",
        "enabled",
    ],
)
def test_what_has_not_been_done(name: str) -> None:
    """A flag that tells of what was not done, or of no deed at all, though it ends as others do."""
    assert not field_names.tells_event(name)
