"""Members of a record that the address of a request gives: as the query or the path has them, whatever a body says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON


def addressed_members(reading: Reading, record: dict[str, JSON]) -> set[str]:
    """The members that are shown as the query, or the path, has them under their name, or are the key that it has."""
    keys = [("id", key) for key in reading.path.values()]
    given = {(field_names.plain(name), value) for name, value in (*reading.query, *reading.path.items(), *keys)}
    return {name for name, shown in record.items() if (field_names.plain(name), str(shown)) in given}
