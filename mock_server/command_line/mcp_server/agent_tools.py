"""All tools of a session: those of the admin API, requests to the mock, the check of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.command_line.mcp_server.admin_tools import admin_tools
from mock_server.command_line.mcp_server.sent_request import send_request
from mock_server.command_line.mcp_server.target_check import TargetCheck
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators
from mock_server.server.admin.admin_document import admin_document

if TYPE_CHECKING:
    import argparse

    from mock_server.command_line.mcp_server.agent_tool import AgentTool
    from mock_server.command_line.mcp_server.session_mock import SessionMock


def agent_tools(mock: SessionMock, options: argparse.Namespace) -> dict[str, AgentTool]:
    """The tools by name; ``options`` are those of the command."""
    document = admin_document()
    validators = Validators(Schemas(document))
    found = [send_request(mock, document, validators), *admin_tools(mock.admin, document),
             TargetCheck(mock, options).tool(validators)]  # fmt: skip
    return {tool.name: tool for tool in found}
