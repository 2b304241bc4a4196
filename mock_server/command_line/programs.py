"""The subcommands of `mythic-mock`, each with the program that carries it out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """What carries out a subcommand: ``main`` of ``module``, which is given all words and the name it is called by."""

    module: str
    summary: str


SUBCOMMANDS = {
    "serve": Program("mock_server.cli", "serve a document as the real service would"),
    "explain": Program("mock_server.cli", "tell what each operation will do, and why"),
    "init": Program("mock_server.cli", "write a first overlay for a document that is not yours"),
    "validate": Program("mock_server.cli", "check a document"),
    "check": Program("contracts.cli", "check a service, or a recording of its traffic"),
    "proxy": Program("contracts.cli", "pass traffic on to a service unchanged, and judge it"),
    "clean": Program("contracts.cli", "remove what an interrupted check left behind"),
    "replay": Program("contracts.cli", "send the reproduction of one drift once more"),
    "accept": Program("contracts.cli", "write drifts of a JSON report into a baseline"),
    "mcp": Program(
        "mock_server.command_line.mcp_server.mcp_command", "serve a mock and the check to agents, as tools of MCP"
    ),
    "completion": Program(
        "mock_server.command_line.completion", "print the script by which a shell completes all this"
    ),
}
"""In the order in which they are told."""
