"""What a read asks of the store once its resource is in use: a store that is another process is asked no more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mock_server.server.in_process import EmbeddedMock
from mock_server.store.tiny import TinyStore
from tests.live.shop import shop

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

usual: dict[str, Any] = {"create": TinyStore.create, "holds": TinyStore.holds}


def test_only_the_first_read_writes_that_a_client_came_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each one after it asks whether that is written, in one question; from then on what is missing is missed."""
    spec, asked = tmp_path / "openapi.json", list[tuple[str, str]]()
    spec.write_text(json.dumps(shop()))
    for name in ("create", "holds"):

        def noted(store: TinyStore, resource: str, *more: Any, name: str = name) -> Any:
            asked.append((name, resource))
            return usual[name](store, resource, *more)

        monkeypatch.setattr(TinyStore, name, noted)
    with EmbeddedMock(spec) as mock:
        key = mock.ask("POST", "/things", json={"name": "one"}).json()["id"]
        asked.clear()
        assert mock.ask("GET", f"/things/{key}").status == 200
        assert ("create", "~used") in asked
        for _ in range(2):
            asked.clear()
            assert mock.ask("GET", f"/things/{key}").status == 200
            assert asked == [("holds", "~used")]
        assert mock.ask("GET", "/things/nobody").status == 404
