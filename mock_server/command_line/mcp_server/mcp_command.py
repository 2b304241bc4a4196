"""The command `mythic-mock mcp`.

Exit codes: 0 the session ended, 2 the command line or the document is wrong, 3 it could not run.
"""

from __future__ import annotations

import logging
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mock_server.command_line.configuration import parse
from mock_server.command_line.mcp_server.mcp_options import parser
from mock_server.errors import MockServerError

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(arguments: Sequence[str], program: str = "mythic-mock") -> int:
    """Run the command, whose first word is `mcp`; returns the exit code."""
    try:
        options = parse(parser(program), list(arguments))
        _need_package()
        logging.basicConfig(level="ERROR", format="%(message)s", stream=sys.stderr)
        from mock_server.command_line.mcp_server import mcp_session
        from mock_server.command_line.mcp_server.agent_tools import agent_tools
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
