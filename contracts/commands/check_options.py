"""The options of `contracts check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contracts.commands.credential_options import add_credentials
from contracts.commands.route_options import add_pace, add_route
from contracts.commands.shared_options import add_shared, count, document_path, positive, seconds_or_none
from mock_server.embedded import configuration

if TYPE_CHECKING:
    import argparse

_ENVIRONMENT = """environment:
  CONTRACTS_KEY                   as --key
  CONTRACTS_CREDENTIAL_<SCHEME>   as --credential SCHEME=VALUE, the scheme's name in capitals
  CONTRACTS_LOGIN                 as --credential USER:PASSWORD
  CONTRACTS_OTHER_LOGIN           as --other-credential USER:PASSWORD
  CONTRACTS_OTHER_KEY             as --other-credential SCHEME=VALUE, for every scheme
  CONTRACTS_MOCK_KEY              as --mock-key
  CI                              as --yes, where it is set and not `false`"""


def add_check(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], form: type[argparse.HelpFormatter], codes: str
) -> None:
    """Add the command, whose help ends with the exit ``codes``."""
    check = commands.add_parser(
        "check",
        help="check a service, or a recording of its traffic",
        epilog=f"{_ENVIRONMENT}\n\n{codes}",
        formatter_class=form,
    )
    add = check.add_argument
    add("url", nargs="?", metavar="URL", help="the API's base URL, with the path of `servers`")
    add_shared(check, "spec", "overlay")
    add(
        "--against",
        type=document_path,
        metavar="FILE",
        help="a released document that the target must still satisfy; --spec is then that of today",
    )
    add_credentials(check)
    add_route(check)
    add("--mock", default="embedded", metavar="embedded|URL", help="the mock to compare with (default: %(default)s)")
    mock_key = add("--mock-key", metavar="K", help="the credential for a mock given by URL, where it has another one")
    configuration.given_by(mock_key, "CONTRACTS_MOCK_KEY", secret=True)
    add_shared(check, "read-only")
    for option, what in (("include", "check these operations alone"), ("exclude", "leave these operations out")):
        add(
            f"--{option}",
            action="append",
            default=[],
            metavar="OPERATION",
            help=f"{what}: METHOD path, operationId, tag, or a pattern with *; repeatable",
        )
    add(
        "--usage",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="check what consumers use alone, as `proxy --usage` wrote it in their tests; repeatable",
    )
    add("--yes", action="store_true", help="do not ask before the first request")
    add(
        "--max-time",
        type=positive,
        default=90.0,
        metavar="S",
        help="seconds, cleaning up included (default: %(default)g)",
    )
    add_shared(check, "timeout")
    add_pace(check)
    add(
        "--value",
        action="append",
        default=[],
        metavar="NAME=TEXT",
        help="what to send for parameters and body members of this name; repeatable",
    )
    add("--allow-actions", action="store_true", help="also send operations of which nobody can say what they change")
    add("--seed", type=int, metavar="N", help="same seed, same requests (default: drawn and printed)")
    add("--cases", type=count, metavar="N", help="recombined cases a resource (default: 70, then 700 as time allows)")
    add(
        "--fuzz",
        type=seconds_or_none,
        default=60.0,
        metavar="S",
        help="most seconds for generated cases, 0 for none (default: %(default)g)",
    )
    add_shared(check, "report")
    add(
        "--arazzo",
        action="append",
        default=[],
        type=document_path,
        metavar="FILE",
        help="workflows to run as well (Arazzo 1.0); repeatable",
    )
    add_shared(check, "baseline")
    add("--har", type=Path, metavar="FILE", help="judge this recording instead of a target; no request is sent")
    add("--base", metavar="URL", help="with --har: the base URL of the API in the recording (default: `servers`)")
    add(
        "--suggest",
        type=Path,
        metavar="FILE",
        help="write an OpenAPI Overlay that makes the document agree with the target",
    )
    add_shared(check, "allow-host", "ledger", "require-coverage")
    configuration.configurable(check, "check")
