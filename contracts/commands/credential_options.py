"""The options by which commands are given what lets in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_credentials(command: argparse.ArgumentParser) -> None:
    """Credentials of one user and of another, and header fields."""
    key = command.add_mutually_exclusive_group()
    key.add_argument("--key", metavar="K", help="the credential for every security scheme; seen by all users here")
    key.add_argument("--key-file", type=Path, metavar="FILE", help="a file that holds it")
    command.add_argument(
        "--credential",
        action="append",
        default=[],
        metavar="SCHEME=VALUE|USER:PASSWORD",
        help="for one scheme, repeatable; or a user who logs in as the document says",
    )
    command.add_argument(
        "--other-credential",
        action="append",
        default=[],
        metavar="SCHEME=VALUE|USER:PASSWORD",
        help="another user, who must not see, change or remove what the first one made; repeatable for schemes",
    )
    command.add_argument(
        "--token-url", metavar="URL", help="where users log in, if not below the API's base URL as documented"
    )
    command.add_argument(
        "--header",
        action="append",
        default=[],
        metavar="'NAME: VALUE'",
        help="a header field for every request to the target; repeatable",
    )
