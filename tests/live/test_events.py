"""What happens is told as it happens: server-sent events with numbers, from where a listener left off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from mock_server.server.admin import event_feed
from mock_server.server.asgi import ENDING
from mock_server.server.journal.request_journal import RequestJournal
from tests.mock.asking import create
from tests.running import running_mock

if TYPE_CHECKING:
    import httpx
    from starlette.types import Message

    from mock_server.server.live_mock import LiveMock


def numbers(admin: httpx.Client, count: int, **headers: str) -> list[int]:
    """The numbers of the next events."""
    with admin.stream("GET", "/events", params={"count": count}, headers=headers) as answer:
        assert answer.headers["content-type"] == "text/event-stream"
        return [int(line.partition(": ")[2]) for line in answer.iter_lines() if line.startswith("id:")]


def test_events_go_on_from_where_a_listener_left_off() -> None:
    """Each listener from its own place; who names none hears what comes from now on."""
    with running_mock() as mock, mock.client() as client, mock.admin_client() as admin:
        for number in range(4):
            create(client, f"event-{number}")
        assert numbers(admin, 3, **{"Last-Event-ID": "1"}) == [2, 3, 4]
        assert numbers(admin, 1, **{"Last-Event-ID": "3"}) == [4]
        with admin.stream("GET", "/events", params={"count": 1}) as answer:
            pieces = answer.iter_text()
            text = next(pieces)
            create(client, "later")
            text += "".join(pieces)
        assert text.startswith("retry: ")
        assert "event: request\n" in text
        assert '"operationId":"createClient"' in text
        assert "id: 5\n" in text


def test_a_listener_does_not_keep_the_server_from_ending() -> None:
    """Its stream ends when the server does."""
    with running_mock() as mock, mock.admin_client() as admin, admin.stream("GET", "/events") as answer:
        lines = answer.iter_lines()
        next(lines)
        done = mock.stop()
        assert done.code == 0
        assert [line for line in lines if line.startswith("id:")] == []


@pytest.mark.anyio
async def test_a_comment_keeps_a_silent_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing happens for a while, what stands between listener and mock sees that somebody is there."""
    monkeypatch.setattr(event_feed, "_PING_SECONDS", 0.01)
    mock = cast("LiveMock", None)  # shows requests, of which there are none
    feed = event_feed.EventFeed(mock, RequestJournal(10, 1_000, 100), "default", None, None)
    scope: dict[str, Any] = {}
    sent: list[bytes] = []

    async def send(message: Message) -> None:
        sent.append(message.get("body", b""))
        if sent.count(b": ping\n\n") == 2:
            scope[ENDING] = True

    async def receive() -> Message:
        return {"type": "http.request"}

    await feed.pour(scope, receive, send)
    assert sent == [b"", b"retry: 1000\n\n", b": ping\n\n", b": ping\n\n", b""]
