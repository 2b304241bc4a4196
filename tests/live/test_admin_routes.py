"""The routes of the admin API: those of its document, no more and no fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

from mock_server import __version__
from mock_server.engine import api
from mock_server.openapi import load_document
from mock_server.server.admin import admin_document
from mock_server.server.admin.routes import ROUTES
from tests.documents.asking import mock
from tests.live.shop import shop
from tests.running import DOCUMENT, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.running import RunningMock

ADMIN = ROOT / "mock_server/server/admin/admin.openapi.yaml"


def test_routes_and_document_agree() -> None:
    """Each operation has a function, each function an operation; docs/live.md has a row for each path."""
    document = load_document(ADMIN)
    assert {operation.id for operation in document.operations} == set(ROUTES)
    page = (ROOT / "docs/live.md").read_text("utf-8")
    missing = [op.path for op in document.operations if f"{op.method} {op.path[1:]}" not in page]
    assert missing == []


def test_the_mocks_of_a_process_read_its_document_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each lets in by its own token, below its own prefix."""
    read = Mock(side_effect=api.read)
    admin_document.admin_document.cache_clear()
    monkeypatch.setattr(admin_document, "read", read)
    tokens = {"/_one": "token-of-one", "/_two": "token-of-two"}
    for prefix, own in tokens.items():
        asked = mock(tmp_path, shop(), admin="on", admin_prefix=prefix, admin_token=own)
        for token in tokens.values():
            sent = {"host": "localhost", "authorization": f"Bearer {token}"}
            assert asked.ask("GET", f"{prefix}/clock", None, sent).status == (200 if token == own else 401)
            if token == own:
                served = asked.ask("GET", f"{prefix}/openapi.json", None, sent)
                assert served.json["servers"][0]["url"].endswith(prefix)
    assert read.call_count == 1


def test_what_it_is_and_does(mock: RunningMock) -> None:
    """Health, version and the operations with their reasons; what is asked otherwise is one sentence."""
    with mock.admin_client() as client:
        assert client.get("/health").json() == {"status": "ok"}
        assert client.get("/version").json()["version"] == __version__
        found = client.get("/operations").json()["operations"]
        assert {item["operationId"] for item in found} == {op.id for op in load_document(DOCUMENT).operations}
        assert all(item["reasons"] and item["place"].startswith("/paths/") for item in found)
        assert client.get("/nothing").status_code == 404
        assert client.post("/health").status_code == 405
        found = client.get("/requests/find")  # no request has this number
        assert (found.status_code, found.headers["allow"]) == (405, "OPTIONS, POST")


def test_operations_are_asked_for_by_name(mock: RunningMock) -> None:
    """As the options of the check name them; a document of a thousand operations is not read for one."""
    with mock.admin_client() as client:

        def found(name: str) -> list[str]:
            return [
                item["operationId"]
                for item in client.get("/operations", params={"operation": name}).json()["operations"]
            ]

        assert found("createClient") == ["createClient"]
        assert found("POST /clients") == ["createClient"]
        assert found("*Client") == ["createClient", "deleteClient"]
        assert found("nothing") == []
