"""The options by which commands are given what lets in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.commands.shared_options import add_shared
from mock_server.embedded import configuration

if TYPE_CHECKING:
    import argparse


def add_credentials(command: argparse.ArgumentParser) -> None:
    """Credentials of one user and of another, and header fields."""
    key = command.add_mutually_exclusive_group()
    add_shared(key, "key", "key-file")
    add_shared(command, "credential")
    other = command.add_argument(
        "--other-credential",
        action="append",
        default=[],
        metavar="SCHEME=VALUE|USER:PASSWORD",
        help="another user, who must not see, change or remove what the first one made; repeatable for schemes",
    )
    configuration.given_by(other, "CONTRACTS_OTHER_LOGIN", "CONTRACTS_OTHER_KEY", secret=True)
    command.add_argument(
        "--token-url", metavar="URL", help="where users log in, if not below the API's base URL as documented"
    )
    header = command.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="a header field for every request to the target; repeatable",
    )
    configuration.given_by(header, secret=True)
