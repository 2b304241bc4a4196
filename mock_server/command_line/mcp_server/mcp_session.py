"""A session with an agent over standard input and output; the door to the SDK of the Model Context Protocol."""

from __future__ import annotations

import asyncio
import difflib
import json
import logging
from typing import TYPE_CHECKING, Any, NamedTuple

from mcp import MCPError, types
from mcp.server import Server
from mcp.server.stdio import stdio_server

from mock_server import __version__
from mock_server.command_line.mcp_server.agent_tool import cut
from mock_server.errors import MockServerError
from mock_server.openapi.behaviour.extension import schema
from mock_server.server.admin_client import AdminError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mcp.server import ServerRequestContext

    from mock_server.command_line.mcp_server.agent_tool import AgentTool
    from mock_server.command_line.mcp_server.session_mock import SessionMock

_MOST = 1_000_000
log = logging.getLogger("mock_server")

_INSTRUCTIONS = (
    "A stateful mock of an API, at {url}. list_operations tells what each operation does and why, send_request asks"
    " one, list_requests and get_request tell why a request was answered so. Records, faults, snapshots and the clock"
    " are set beside the API; a sandbox is a state apart from the others. check_target checks a real service."
)
_MEMBERS = ("type", "title", "status", "detail")


class AgentResource(NamedTuple):
    """A resource for an agent: what it is, and the function that gives its value."""

    description: str
    value: Callable[[], object]


class AgentResources:
    """The resources of a session by their URIs."""

    def __init__(self, mock: SessionMock) -> None:
        self.known = {
            "mock://openapi.json": AgentResource("The OpenAPI document as the mock serves it", mock.served_now),
            "mock://admin/openapi.json": AgentResource(
                "The OpenAPI document of the mock's admin API", lambda: mock.admin.call("GET", "openapi.json")
            ),
            "mock://x-mock.schema.json": AgentResource(
                "What the extension `x-mock` may say at each place of a document (JSON Schema)", schema
            ),
        }

    def text(self, uri: str) -> str:
        """One of them as JSON; raises MockServerError."""
        if uri not in self.known:
            raise MockServerError(f"there is no resource {uri[:200]}; there are {', '.join(self.known)}")
        text = json.dumps(self.known[uri].value(), ensure_ascii=False)
        if len(text) > _MOST:
            raise MockServerError(f"{uri} has {len(text):,} characters, which is too long; list_operations tells what"
                                  " operations there are, and get_lines shows lines of the document")  # fmt: skip
        return text


def serve(mock: SessionMock, tools: Mapping[str, AgentTool]) -> None:
    """Serve until the client has closed the input."""
    asyncio.run(_served(server(mock, tools)))


async def _served(served: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await served.run(read, write, served.create_initialization_options())


def server(mock: SessionMock, tools: Mapping[str, AgentTool]) -> Server[Any]:
    """The server of a session, not yet connected."""
    resources = AgentResources(mock)

    async def list_tools(_context: Any, _asked: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in tools.values()])

    async def call_tool(context: ServerRequestContext[Any], asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            if asked.name not in tools:
                raise MockServerError(f"there is no tool {asked.name[:100]}{_near(asked.name, tools)}")
            text = await tools[asked.name].called(
                asked.arguments or {}, context.session.report_progress, mock.masked.text
            )
        except MockServerError as error:
            return _answer(mock.masked.text(_sentence(error)), is_error=True)
        except Exception as error:  # the last place: a fault of ours is a sentence too
            log.exception("%s failed", asked.name)
            return _answer(f"{asked.name}: this is a fault of mythic-mock ({type(error).__name__}); its log has more",
                           is_error=True)  # fmt: skip
        return _answer(text)

    async def list_resources(_context: Any, _asked: Any) -> types.ListResourcesResult:
        found = [types.Resource(uri=uri, name=uri.removeprefix("mock://"), description=one.description,
                                mime_type="application/json") for uri, one in resources.known.items()]  # fmt: skip
        return types.ListResourcesResult(resources=found)

    async def read_resource(_context: Any, asked: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        try:
            text = mock.masked.text(await asyncio.to_thread(resources.text, asked.uri))
        except MockServerError as error:
            raise MCPError(types.INVALID_PARAMS, mock.masked.text(str(error))) from None
        return types.ReadResourceResult(
            contents=[types.TextResourceContents(uri=asked.uri, mime_type="application/json", text=_writable(text))]
        )

    return Server("mythic-mock", version=__version__, instructions=_INSTRUCTIONS.format(url=mock.url),
                  on_list_tools=list_tools, on_call_tool=call_tool, on_list_resources=list_resources,
                  on_read_resource=read_resource)  # fmt: skip


def _described(tool: AgentTool) -> types.Tool:
    hints = types.ToolAnnotations(read_only_hint=tool.reads, destructive_hint=tool.destroys)
    return types.Tool(name=tool.name, description=tool.description, input_schema=tool.shown_schema, annotations=hints)


def _answer(text: str, *, is_error: bool = False) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=_writable(text))], is_error=is_error)


def _writable(text: str) -> str:
    """``text`` with halves of characters, which UTF-8 has no octets for, as JSON escapes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _sentence(error: MockServerError) -> str:
    """What was refused; where the admin API says more than a sentence, that too."""
    more = error.problem if isinstance(error, AdminError) else {}
    lines = [f"{name}: {json.dumps(value)}" for name, value in more.items() if name not in _MEMBERS]
    return cut("\n".join([str(error), *lines]))


def _near(name: str, tools: Mapping[str, AgentTool]) -> str:
    near = difflib.get_close_matches(name, tools, 1)
    return f"; did you mean {near[0]}?" if near else ""
