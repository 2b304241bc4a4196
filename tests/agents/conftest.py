"""An agent for the tests of a file, whose mock begins anew for each of them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mcp import Client

    from tests.agents.agent_client import Agent

_CLEARED = ("reset_sandbox", "delete_faults", "delete_requests")
collect_ignore_glob = ["test_*.py"] if find_spec("mcp") is None else []
"""Without the SDK there is nobody to ask."""


@pytest.fixture(scope="module")
def one_agent() -> Iterator[Agent]:
    """One session with a mock of our document."""
    from tests.agents.agent_client import agent

    with agent(str(DOCUMENT), "--seed", "1") as one:
        yield one


@pytest.fixture
def asked(one_agent: Agent) -> Agent:
    """The agent, with nothing that a test before has left."""
    from tests.agents.agent_client import said

    async def begin(client: Client) -> list[bool]:
        return [(await said(client, name, {})).is_error for name in _CLEARED]

    assert not any(one_agent.ask(begin))
    return one_agent
