"""The parsers of all programs, by the command that is typed, and by the table of the file that each reads wholly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cli import parser as checking
from mock_server.command_line.configuration.program_option import commands_of
from mock_server.command_line.mcp_server.mcp_options import parser as serving_agents
from mock_server.command_line.options import parser as serving

if TYPE_CHECKING:
    import argparse


def parsers() -> dict[str, argparse.ArgumentParser]:
    """Every command, in the order in which the pages tell them."""
    mock = commands_of(serving("mythic-mock"))
    return mock | commands_of(checking("mythic-mock")) | commands_of(serving_agents("mythic-mock"))


def tables() -> dict[str, argparse.ArgumentParser]:
    """The parser of each table."""
    found = {}
    for parser in parsers().values():
        settings = vars(parser)
        if "table" in settings and settings["only"] is None:
            found[settings["table"]] = parser
    return found
