"""The options of `mythic-mock mcp`."""

from __future__ import annotations

import argparse
from pathlib import Path

from mock_server.command_line.configuration import configurable, given_by
from mock_server.command_line.live_options import host_name
from mock_server.command_line.options import OneSentenceParser

LONGEST_CHECK = 600
"""Seconds that a check may be given at the most."""

_WHAT = (
    "Serves a mock, and the check of a service, as tools of the Model Context Protocol on standard input and output,"
    " for agents. Starts a mock of its own, which ends with the session, or attaches to one that runs."
)


def parser(program: str = "mythic-mock") -> argparse.ArgumentParser:
    """The parser of the command `mcp` of what was called as ``program``."""
    top = OneSentenceParser(prog=program)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=OneSentenceParser)
    mcp = commands.add_parser("mcp", help="serve a mock and the check to agents", description=_WHAT,
                              epilog="Exit codes: 0 the session ended, 2 wrong command line or document, 3 could not"
                              " run.")  # fmt: skip
    add = mcp.add_argument
    add("spec", nargs="?", type=Path, metavar="SPEC",
        help="the OpenAPI document of the mock to start (default: ./openapi.yaml, else ours)")  # fmt: skip
    add("--overlay", action="append", default=[], type=Path, metavar="FILE", dest="overlays",
        help="changes to make to it first (Overlay 1.0), repeatable")  # fmt: skip
    add("--seed", type=int, metavar="N", help="makes generated values repeatable")
    add(
        "--url", metavar="URL", help="the API's base URL of a mock that runs, to attach to in the place of starting one"
    )
    add("--admin", metavar="URL", help="where that mock's admin API is (default: /__admin of its address)")
    token = add("--admin-token-file", type=Path, metavar="FILE", help="a file with the token of that mock's admin API"
                " (default: $MOCK_ADMIN_TOKEN, else what a mock on this machine has left for its owner)")  # fmt: skip
    given_by(token, "MOCK_ADMIN_TOKEN")
    add("--key-file", type=Path, metavar="FILE", help="a file with a credential that the mock accepts, for requests of"
        " the tool send_request (default: what the document names for local use)")  # fmt: skip
    add("--allow-host", action="append", default=[], type=host_name, metavar="NAME", dest="allow_hosts",
        help="a host other than this machine that the tool check_target may ask, repeatable")  # fmt: skip
    add("--max-time", type=_seconds, default=60, metavar="S",
        help="seconds for one check, where a call gives no others (default: %(default)s)")  # fmt: skip
    configurable(mcp, "mcp")
    return top


def _seconds(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST_CHECK:
        raise argparse.ArgumentTypeError(f"{text} is no time for a check; give 1 to {LONGEST_CHECK} seconds")
    return int(text)
