"""What a worker tells of requests after its parent has stopped waiting: it kept none of it, so it must not be lost."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

from mock_server.server.app import create_app
from mock_server.server.workers import one_state
from mock_server.server.workers.gathered_journal import GatheredJournal
from mock_server.server.workers.one_state import OneState
from mock_server.server.workers.process_link import ProcessLink
from mock_server.settings import Settings
from tests.running import DOCUMENT

if TYPE_CHECKING:
    import pytest


def told(number: int) -> dict[str, Any]:
    """So many requests of one operation, and as many entries that gave way."""
    counts = [("createClient", 201, number, 0.5)]
    return {"entries": [], "counts": counts, "dropped": number, "sandboxes": {"default": (0, 0.0)}}


def test_what_a_slow_worker_told_is_counted_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once, and in the view of whoever asks then."""
    monkeypatch.setattr(one_state, "_ANSWER_SECONDS", 0.05)
    app = create_app(Settings(spec=DOCUMENT, store="memory:", log_level="error"))
    journal = app.live.journal = GatheredJournal(10, 10_000, 100)

    async def run() -> list[int]:
        state = OneState(app)
        ours, its = [await ProcessLink.over(end) for end in socket.socketpair()]
        state.join(0, ours, lambda _: None)
        state._links[0] = ours
        asked = its.messages()
        seen = []
        await state.gather()
        number, _, _ = await anext(asked)
        seen.append(journal.dropped)
        await its.send(number, "told", told(3))

        async def answering() -> None:
            async for number, _, _ in asked:
                await its.send(number, "told", told(1))

        monkeypatch.setattr(one_state, "_ANSWER_SECONDS", 20.0)
        answers = asyncio.ensure_future(answering())
        for _ in range(2):
            await state.gather()
            seen.append(journal.dropped)
        its.close()
        answers.cancel()
        ours.close()
        return seen

    assert asyncio.run(run()) == [0, 4, 5]
    assert [(item.number, item.seconds, *of) for *of, item in journal.counts()] == [(5, 1.5, "createClient", 201)]
