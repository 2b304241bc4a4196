"""The mock in this process answers in one step where it can, and waits where an answer has to wait."""

from __future__ import annotations

import asyncio
from contextvars import ContextVar
from typing import Any

import pytest

from mock_server.embedded import EmbeddedMock
from tests.running import DOCUMENT

STEP: ContextVar[str] = ContextVar("the step that is taken", default="none")


@pytest.mark.parametrize("waits", [False, True])
def test_an_answer_that_waits_comes_like_one_that_does_not(waits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its loop is the running one from the first step on, and what it sets around itself is nobody else's."""
    loops = []

    async def answer(_scope: Any, _receive: Any, send: Any) -> None:
        loops.append(asyncio.get_running_loop())
        STEP.set("first")
        if waits:
            await asyncio.sleep(0)
            await asyncio.get_running_loop().run_in_executor(None, int)
            assert asyncio.current_task() is not None
        loops.append(asyncio.get_running_loop())
        assert STEP.get() == "first"
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"whole"})

    with EmbeddedMock(DOCUMENT) as mock, monkeypatch.context() as patch:
        patch.setattr(mock, "_app", answer)
        answers = [mock.ask("GET", "/") for _ in range(2)]
        patch.undo()
    assert [(each.status, each.body) for each in answers] == [(299, b"whole")] * 2
    assert len(set(loops)) == 1
    assert STEP.get() == "none"
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_what_an_answer_raises_leaves_no_loop_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the application reaches who asked, and the thread is as it was."""

    async def answer(*_: Any) -> None:
        raise LookupError("the application's own fault")

    with EmbeddedMock(DOCUMENT) as mock, monkeypatch.context() as patch:
        patch.setattr(mock, "_app", answer)
        with pytest.raises(LookupError, match="own fault"):
            mock.ask("GET", "/")
        patch.undo()
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()


def test_an_answer_that_waits_is_given_up_where_another_loop_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asked is told, and the next request doesn't carry out what was given up."""
    ended = []

    async def answer(scope: Any, _receive: Any, send: Any) -> None:
        if scope["path"].endswith("/waits"):
            try:
                await asyncio.sleep(0)
                ended.append("carried out")
            finally:
                ended.append("given up")
        await send({"type": "http.response.start", "status": 299, "headers": []})
        await send({"type": "http.response.body", "body": b"whole"})

    async def asked(mock: EmbeddedMock) -> int:
        with pytest.raises(RuntimeError, match="another thread"):
            mock.ask("GET", "/waits")
        return mock.ask("GET", "/goes").status

    with EmbeddedMock(DOCUMENT) as mock, monkeypatch.context() as patch:
        patch.setattr(mock, "_app", answer)
        assert asyncio.run(asked(mock)) == 299
        assert ended == ["given up"]
        assert mock.ask("GET", "/waits").status == 299
        assert ended == ["given up", "carried out", "given up"]
        patch.undo()
