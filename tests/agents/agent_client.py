"""A client of the official SDK, as an agent has it: in this process, or in front of the command as it is started.

The SDK takes as long to load as hundreds of tests: only who speaks to an agent loads it.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from mock_server.command_line.configuration import parse
from mock_server.command_line.mcp_server.mcp_command import agent_tools
from mock_server.command_line.mcp_server.mcp_options import parser
from mock_server.command_line.mcp_server.session_mock import session_mock
from tests.running import ROOT, environment

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from mcp import Client

    from mock_server.command_line.mcp_server.session_mock import SessionMock


T = TypeVar("T")


def message(method: str, params: dict[str, Any], number: int | None = None) -> dict[str, Any]:
    """A request, or a notification where it has no number, as it goes over the wire (JSON-RPC 2.0)."""
    return {"jsonrpc": "2.0", "method": method, "params": params, **({} if number is None else {"id": number})}


_CLIENT = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}
GREETING = (message("initialize", _CLIENT, 1), message("notifications/initialized", {}))
"""How a client begins that speaks a version of the protocol from before this year."""


class Said(NamedTuple):
    """The result of a call."""

    text: str
    is_error: bool


class Agent:
    """Calls tools of a session in this process; ``mock`` is the one that the session works with."""

    def __init__(self, mock: SessionMock, *words: str) -> None:
        self.mock = mock
        self.tools = agent_tools(mock, parse(parser(), ["mcp", *words]))

    def ask(self, question: Callable[[Client], Awaitable[T]]) -> T:
        """What a client is answered."""

        from mcp import Client

        from mock_server.command_line.mcp_server.mcp_session import server

        async def asked() -> T:
            async with Client(server(self.mock, self.tools)) as client:
                return await question(client)

        return asyncio.run(asked())

    def call(self, tool: str, /, **arguments: Any) -> Said:
        """The result of one tool."""
        return self.ask(lambda client: said(client, tool, arguments))


async def said(client: Client, name: str, arguments: dict[str, Any]) -> Said:
    """The result of one tool, which is one text."""
    from mcp import types

    result = await client.call_tool(name, arguments)
    (content,) = result.content
    assert isinstance(content, types.TextContent)
    return Said(content.text, result.is_error)


@contextlib.contextmanager
def agent(*words: str) -> Iterator[Agent]:
    """An agent whose session was started with these words of the command line."""
    with session_mock(parse(parser(), ["mcp", *words])) as mock:
        yield Agent(mock, *words)


def over_stdio(question: Callable[[Client], Awaitable[T]], *words: str, cwd: Path, **more: str) -> T:
    """What a client is answered by the command in a process of its own; ``more`` are variables of its environment."""
    from mcp import Client, StdioServerParameters, stdio_client

    command = StdioServerParameters(
        command=sys.executable, args=["-m", "mock_server.one_command", "mcp", *words],
        env={**environment({"PYTHONPATH": str(ROOT)}), **more}, cwd=cwd,
    )  # fmt: skip

    async def asked() -> T:
        async with Client(stdio_client(command)) as client:
            return await question(client)

    return asyncio.run(asked())


def started(*words: str, cwd: Path) -> subprocess.Popen[str]:
    """The command in a process of its own, for what no client of the SDK would write."""
    return subprocess.Popen(
        [sys.executable, "-m", "mock_server.one_command", "mcp", *words], cwd=cwd, env=environment(),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
