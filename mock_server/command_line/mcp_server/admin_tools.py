"""A tool for each operation of the admin API, in the words of its document."""

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from mock_server.command_line.mcp_server.agent_tool import AgentTool
from mock_server.command_line.mcp_server.argument_schemas import arguments_of, body_of, parameters_of, self_contained
from mock_server.openapi.reading.json_text import text_of
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from mock_server.command_line.mcp_server.agent_tool import Arguments, Progress
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.server.admin_client import AdminClient

LEFT_OUT = {
    "streamEvents": "it has no end; listRequests with `since` tells the same",
    "getRequestsAsHar": "a whole journal is too long; findRequests shows those that are meant",
    "countRequests": "verifyRequests tells how many there are",
    "getMetrics": "numbers for Prometheus",
    "getHealth": "every tool tells it",
    "getVersion": "it is told when a session begins",
    "getDescription": "it is a resource",
    "deleteSandboxes": "it would end those of everybody; deleteSandbox ends one",
}
"""Operations of which no tool is made, each with the reason."""

_READ_BY_POST = ("findRequests", "verifyRequests")
_SUCCESS = re.compile("2[0-9][0-9]")


def admin_tools(admin: AdminClient, document: Document) -> list[AgentTool]:
    """The tools, in the document's order; ``document`` is that of the admin API."""
    validators = Validators(Schemas(document))
    return [_tool(operation, admin, validators) for operation in document.operations if operation.id not in LEFT_OUT]


def tool_name(operation_id: str) -> str:
    """The name of the tool that is made of an operation: `listRecords` is `list_records`."""
    return re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", operation_id)


def _tool(operation: Operation, admin: AdminClient, validators: Validators) -> AgentTool:
    schema = arguments_of(operation)
    summary, more = operation.raw["summary"], operation.raw.get("description")
    return AgentTool(
        name=tool_name(operation.id),
        description=f"{summary}. {more}" if more else summary,
        schema=self_contained(schema, operation.document),
        judge=validators.validator(schema, "request"),
        carry_out=_call(operation, admin),
        reads=operation.method == "GET" or operation.id in _READ_BY_POST,
        destroys=operation.method == "DELETE",
    )


def _call(operation: Operation, admin: AdminClient) -> Callable[[Arguments, Progress], Awaitable[str]]:
    def called(arguments: Arguments) -> str:
        parameters = parameters_of(operation)
        segments = [_segment(segment, arguments) for segment in operation.path.strip("/").split("/")]
        asked = {n: v for n, v in arguments.items() if n in parameters and parameters[n]["in"] == "query"}
        query = "&".join(f"{name}={quote(text_of(value), safe='')}" for name, value in asked.items())
        answer = admin.call(
            operation.method, *segments, body=_body(operation, arguments), query=f"?{query}" if query else ""
        )
        return _done(operation) if answer is None else json.dumps(answer, ensure_ascii=False)

    async def carry_out(arguments: Arguments, _progress: Progress) -> str:
        return await asyncio.to_thread(called, arguments)

    return carry_out


def _segment(segment: str, arguments: Arguments) -> str:
    return text_of(arguments[segment[1:-1]]) if segment.startswith("{") else segment


def _body(operation: Operation, arguments: Arguments) -> Any:
    schema, is_divided = body_of(operation)
    if is_divided:
        return {name: arguments[name] for name in schema["properties"] if name in arguments}
    return arguments.get("body")


def _done(operation: Operation) -> str:
    """What the document says of a success without a body."""
    raw = operation.raw["responses"]
    return next(str(raw[status]["description"]) for status in raw if _SUCCESS.fullmatch(status))
