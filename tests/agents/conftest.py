"""An agent for the tests of a file, whose mock begins anew for each of them."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.agents.agent_client import Agent

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
    for name in ("reset_sandbox", "delete_faults", "delete_requests"):
        assert not one_agent.call(name).is_error
    return one_agent
