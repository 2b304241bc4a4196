"""The command `mythic-mock mcp`.

Exit codes: 0 the session ended, 2 the command line or the document is wrong, 3 it could not run.
"""

from __future__ import annotations

import logging
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mock_server.command_line.configuration import parse
from mock_server.command_line.mcp_server.admin_tools import admin_tools
from mock_server.command_line.mcp_server.mcp_options import parser
from mock_server.command_line.mcp_server.sent_request import send_request
from mock_server.command_line.mcp_server.target_check import TargetCheck
from mock_server.errors import MockServerError
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators
from mock_server.server.admin.admin_document import admin_document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from mock_server.command_line.mcp_server.agent_tool import AgentTool
    from mock_server.command_line.mcp_server.session_mock import SessionMock


def main(arguments: Sequence[str], program: str = "mythic-mock") -> int:
    """Run the command, whose first word is `mcp`; returns the exit code."""
    try:
        options = parse(parser(program), list(arguments))
        _need_package()
        logging.basicConfig(level="ERROR", format="%(message)s", stream=sys.stderr)
        from mock_server.command_line.mcp_server import mcp_session
        from mock_server.command_line.mcp_server.mcp_command import agent_tools
        from mock_server.command_line.mcp_server.session_mock import session_mock

        with session_mock(options) as mock:
            mcp_session.serve(mock, agent_tools(mock, options))
    except MockServerError as error:
        print(f"{program}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        pass
    return 0


def _need_package() -> None:
    """Raise MockServerError, with the line that installs it, where the SDK is not there."""
    if find_spec("mcp") is None:
        raise MockServerError(
            "mcp is not installed (serving and checking do without);"
            " install what agents are served with: pip install 'mythic-mock[mcp]'"
        )


def agent_tools(mock: SessionMock, options: argparse.Namespace) -> dict[str, AgentTool]:
    """The tools by name; ``options`` are those of the command."""
    document = admin_document()
    validators = Validators(Schemas(document))
    found = [send_request(mock, document, validators), *admin_tools(mock.admin, document),
             TargetCheck(mock, options).tool(validators)]  # fmt: skip
    return {tool.name: tool for tool in found}
