"""docs/mcp.md: its session is one, and its table names each tool."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.agents.agent_client import Said, over_stdio, said
from tests.pages.blocks import blocks, page
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.agents.agent_client import Agent

(SESSION,) = blocks("text", within=("docs/mcp.md",))


@pytest.mark.slow
def test_the_session_is_one(tmp_path: Path) -> None:
    """Each call is answered as the page says, by the command as clients start it."""
    calls = re.findall(r"^> (\w+) (\{[^\n]*\})\n(.*?)(?=^> |\Z)", SESSION.text, re.M | re.S)
    assert len(calls) == SESSION.text.count("\n> ") + 1

    async def question(client: Any) -> list[Said]:
        return [await said(client, name, json.loads(arguments)) for name, arguments, _ in calls]

    answers = over_stdio(question, str(DOCUMENT), cwd=tmp_path)
    for (name, _, shown), answer in zip(calls, answers, strict=True):
        pattern = ".*".join(map(re.escape, shown.strip().split("…")))
        told = f"error: {answer.text}" if answer.is_error else answer.text
        assert re.fullmatch(pattern, told, re.S), f"{name}: {told}"


def test_every_tool_is_told(one_agent: Agent) -> None:
    """In the table, and none that there is not."""
    table = page("docs/mcp.md").partition("| tools | |")[2].partition("\n\n")[0]
    named = {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1] if row else "")}
    assert named == set(one_agent.tools)
