"""What a server hands the app besides HTTP: its start and its end are taken, anything else is not answered."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from mock_server import Settings, create_app
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterable


def told(scope: dict[str, Any], messages: Iterable[str]) -> list[str]:
    """What the app says when it is told these, one after the other."""
    left, said = iter(messages), list[str]()
    app = create_app(Settings(spec=DOCUMENT, log_level="info"))

    async def receive() -> dict[str, str]:
        return {"type": next(left)}

    async def send(message: Any) -> None:
        said.append(message["type"])

    async def connection() -> None:
        await app(scope, receive, send)

    asyncio.run(connection())
    return said


@pytest.mark.parametrize("path", ["/", "/api/v1/clients", "/__admin/", "/nowhere"])
def test_a_websocket_is_not_answered(path: str) -> None:
    """Wherever it is opened; the server then ends it."""
    scope = {"type": "websocket", "path": path, "raw_path": path.encode(), "headers": [], "query_string": b""}
    assert told(scope, ["websocket.connect"]) == []


def test_start_and_end_are_taken() -> None:
    """Both are told to be done."""
    done = told({"type": "lifespan", "state": {}}, ["lifespan.startup", "lifespan.shutdown"])
    assert done == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
