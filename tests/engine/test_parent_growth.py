"""What a request below a missing record costs does not grow with the records there are: their reads are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.decoded_records import DecodedRecords
from tests.documents.asking import Mock, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_HOUSE = {"type": "object", "properties": {"id": _TEXT, "slug": _TEXT, "state": _TEXT}}
_SHOWN = {"description": "d", "content": {"application/json": {"schema": _HOUSE}}}
_FLOORS = {"description": "d", "content": {"application/json": {"schema": {"type": "array", "items": _HOUSE}}}}


def _street(folder: Path, count: int) -> Mock:
    """A mock whose houses were come back to, so that those that are not there are missed."""
    key = [{"name": "id", "in": "path", "required": True, "schema": _TEXT}]
    body = {"content": {"application/json": {"schema": _HOUSE}}}
    paths = {
        "/houses": {"post": {"requestBody": body, "responses": {"201": _SHOWN}}},
        "/houses/{id}": {"parameters": key, "get": {"responses": {"200": _SHOWN, "404": {"description": "none"}}}},
        "/houses/{id}/floors": {
            "parameters": key,
            "post": {"requestBody": body, "responses": {"201": _SHOWN, "404": {"description": "none"}}},
            "get": {"responses": {"200": _FLOORS, "404": {"description": "none"}}},
        },
    }
    folder.mkdir()
    served = mock(folder, document(paths))
    assert served.ask("POST", "/houses", {"id": "h0", "slug": "s0", "state": "new"}).status == 201
    assert served.ask("GET", "/houses/h0").status == 200
    (houses,) = [name for name in served.app.store.resources() if not name.startswith("~")]
    for number in range(1, count):
        served.app.store.create(houses, f"h{number}", {"id": f"h{number}", "slug": f"s{number}", "state": "new"})
    return served


@pytest.mark.parametrize(("house", "status"), [("gone", 404), ("h7", 200), ("s7", 200), ("S7", 404), ("NEW", 404)])
def test_a_missing_parent_costs_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, house: str, status: int
) -> None:
    """Once all were looked through, a parent is looked up by whatever names it, however many there are."""
    taken = []
    for count in (600, 2400):
        served = _street(tmp_path / str(count), count)
        assert served.ask("GET", f"/houses/{house}/floors").status == status
        with monkeypatch.context() as patched:
            reads = DecodedRecords(patched)
            assert served.ask("GET", f"/houses/{house}/floors").status == status
            taken.append(reads.count)
    assert taken == [0, 0]


def test_a_missing_parent_costs_the_same_in_a_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As much where all records were made in it."""
    served, sandbox = _street(tmp_path / "street", 1), {"X-Mock-Sandbox": "one"}
    for number in range(300):
        body = {"id": f"h{number}", "slug": f"s{number}", "state": "new"}
        assert served.ask("POST", "/houses", body, sandbox).status == 201
    assert served.ask("GET", "/houses/h0", None, sandbox).status == 200
    for house, status in (("gone", 404), ("h7", 200), ("s7", 200)):
        assert served.ask("GET", f"/houses/{house}/floors", None, sandbox).status == status
        with monkeypatch.context() as patched:
            reads = DecodedRecords(patched)
            assert served.ask("GET", f"/houses/{house}/floors", None, sandbox).status == status
            assert reads.count == 0


def test_a_missing_parent_costs_no_more_than_both_ends_where_nothing_is_looked_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So in Redis, and in what a sandbox began with: another name is looked for at both ends of the list."""
    monkeypatch.setattr("mock_server.store.storage.FEW", 10_000)
    monkeypatch.setattr("mock_server.engine.owning_record._FEW", 20)
    for count in (30, 90):
        served = _street(tmp_path / str(count), count)
        last, inner = f"s{count - 1}", f"s{count // 2}"
        found = {"gone": 404, f"h{count // 2}": 200, "s7": 200, last: 200, inner: 200 if count < 40 else 404}
        for house, status in found.items():
            with monkeypatch.context() as patched:
                reads = DecodedRecords(patched)
                assert served.ask("GET", f"/houses/{house}/floors").status == status
                assert reads.count <= 40
