"""The command line: `contracts check`, `proxy`, `clean`, `replay` and `accept`. Imports little until a command runs."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.commands.credential_options import add_credentials
from contracts.commands.route_options import add_pace, add_route, positive
from contracts.errors import ContractsError, Interrupted, own_fault
from contracts.proxy_options import add_proxy, divided
from contracts.secrets.terminal_text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_CODES = """exit codes:
  0  the target conforms
  1  drift, a baseline that no longer fits, or gaps with --require-coverage
  2  the command line or the document is wrong
  3  incomplete: the check could not run or finish, or no operation ever answered with a success"""

_ENVIRONMENT = """environment:
  CONTRACTS_KEY                   as --key
  CONTRACTS_CREDENTIAL_<SCHEME>   as --credential SCHEME=VALUE, the scheme's name in capitals
  CONTRACTS_LOGIN                 as --credential USER:PASSWORD
  CONTRACTS_OTHER_LOGIN           as --other-credential USER:PASSWORD
  CONTRACTS_OTHER_KEY             as --other-credential SCHEME=VALUE, for every scheme
  CONTRACTS_MOCK_KEY              as --mock-key
  CI                              as --yes, where it is set and not `false`"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Breaks lines between words alone, not inside an option's name."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _document(text: str) -> Path:
    """The path of a document; a URL is none."""
    if re.match(r"(?i)[a-z][a-z0-9+.-]+://", text):
        raise argparse.ArgumentTypeError(
            f"{text} is a URL, and nothing is fetched; save it first: curl -fsSLo openapi.yaml {shlex.quote(text)}"
        )
    return Path(text)


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="contracts",
        description="Checks a service against its OpenAPI document and its mock.",
        epilog=EXIT_CODES,
        formatter_class=_Help,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_check(commands)
    add_proxy(commands, _Help, _document, positive)
    clean = commands.add_parser("clean", formatter_class=_Help, help="remove what an interrupted check left behind")
    clean.add_argument("ledger", type=Path, metavar="LEDGER", help="the ledger that the check named")
    clean.add_argument("--spec", type=_document, metavar="FILE", help="the OpenAPI document (default: the ledger's)")
    _add_overlays(clean, "changes to make to the document of --spec (default: the ledger's); repeatable")
    clean.add_argument(
        "--allow-host",
        action="append",
        default=[],
        metavar="H",
        help="a host that may be sent the credentials although the ledger does not prove that its run had them",
    )
    add_credentials(clean)
    add_route(clean)
    _add_replay(commands)
    accept = commands.add_parser("accept", formatter_class=_Help, help="write drifts of a JSON report into a baseline")
    accept.add_argument("report", type=Path, metavar="REPORT", help="a report written by --report json=FILE")
    accept.add_argument(
        "--baseline", type=Path, default=Path("drift.toml"), metavar="FILE", help="default: %(default)s"
    )
    accept.add_argument("--reason", required=True, help="why they are accepted")
    accept.add_argument("--owner", required=True, help="who will mend them")
    accept.add_argument(
        "--expires", required=True, metavar="YYYY-MM-DD", help="the last day on which they are accepted"
    )
    accept.add_argument("--only", action="append", metavar="FINGERPRINT", help="this drift alone; repeatable")
    return top


def _add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = commands.add_parser(
        "check",
        help="check a service, or a recording of its traffic",
        epilog=f"{_ENVIRONMENT}\n\n{EXIT_CODES}",
        formatter_class=_Help,
    )
    add = check.add_argument
    add("url", nargs="?", metavar="URL", help="the API's base URL, with the path of `servers`")
    add(
        "--spec",
        type=_document,
        metavar="FILE",
        help="the OpenAPI document (default: ./openapi.yaml, else the packaged one)",
    )
    _add_overlays(check, "changes to make to the document first (Overlay 1.0); repeatable")
    add(
        "--against",
        type=_document,
        metavar="FILE",
        help="a released document that the target must still satisfy; --spec is then that of today",
    )
    add_credentials(check)
    add_route(check)
    add("--mock", default="embedded", metavar="embedded|URL", help="the mock to compare with (default: %(default)s)")
    add("--mock-key", metavar="K", help="the credential for a mock given by URL, where it has another one")
    add("--read-only", action="store_true", help="send nothing that creates, changes or deletes")
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
    add(
        "--timeout",
        type=positive,
        default=15.0,
        metavar="S",
        help="seconds to wait for one answer (default: %(default)g)",
    )
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
    add("--cases", type=int, metavar="N", help="recombined cases a resource (default: 70, then 700 as time allows)")
    add(
        "--fuzz",
        type=float,
        default=60.0,
        metavar="S",
        help="most seconds for generated cases, 0 for none (default: %(default)g)",
    )
    add(
        "--report",
        action="append",
        default=[],
        metavar="KIND=FILE",
        help="json, junit, html, sarif, har, markdown, wfc or github (annotations; alone: on the output); repeatable",
    )
    add(
        "--arazzo",
        action="append",
        default=[],
        type=_document,
        metavar="FILE",
        help="workflows to run as well (Arazzo 1.0); repeatable",
    )
    add("--baseline", type=Path, metavar="FILE", help="drifts that are known and accepted")
    add("--har", type=Path, metavar="FILE", help="judge this recording instead of a target; no request is sent")
    add("--base", metavar="URL", help="with --har: the base URL of the API in the recording (default: `servers`)")
    add(
        "--suggest",
        type=Path,
        metavar="FILE",
        help="write an OpenAPI Overlay that makes the document agree with the target",
    )
    add(
        "--allow-host",
        action="append",
        default=[],
        metavar="H",
        help="a further host that may be sent requests; repeatable",
    )
    add(
        "--ledger",
        type=Path,
        metavar="FILE",
        help="where to write down what is created (default: a file in .contracts/)",
    )
    add(
        "--require-coverage",
        action="store_true",
        help="fail where an operation never succeeded or a documented status was never seen",
    )


def _add_replay(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    replay = commands.add_parser(
        "replay",
        formatter_class=_Help,
        help="send the reproduction of one drift once more",
        epilog="exit codes: 0 it does not show again, 1 it does, 2 a wrong command line or file, 3 it could not be run",
    )
    add = replay.add_argument
    add("report", type=Path, metavar="REPORT", help="a report written by check --report json=FILE")
    add("fingerprint", metavar="FINGERPRINT", help="the drift's fingerprint")
    add("--spec", type=_document, metavar="FILE", help="the OpenAPI document (default: the report's)")
    _add_overlays(replay, "changes to make to the document first, as the check did; repeatable")
    add_credentials(replay)
    add_route(replay)
    add("--timeout", type=positive, default=15.0, metavar="S", help="seconds to wait for one answer (default: 15)")
    add("--ledger", type=Path, metavar="FILE", help="where to write down what is created (default: in .contracts/)")
    add("--allow-host", action="append", default=[], metavar="H", help="a host that may be sent the credentials")


def _add_overlays(command: argparse.ArgumentParser, text: str) -> None:
    command.add_argument(
        "--overlay", action="append", default=[], type=_document, metavar="FILE", dest="overlays", help=text
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code."""
    line, words = divided(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(line)
    from mock_server.openapi import MockServerError

    try:
        if options.command == "check":
            from contracts.commands.check_command import run_check

            options.defaults = parser().parse_args(["check"])
            return run_check(options)
        if options.command == "proxy":
            from contracts.commands.proxy_command import run_proxy

            return run_proxy(options, words, [*line, *(["--", *words] if words else [])])
        if options.command == "clean":
            from contracts.commands.clean_command import run_clean

            return run_clean(options)
        if options.command == "replay":
            from contracts.commands.replay_command import run_replay

            return run_replay(options)
        from contracts.commands.accept_command import run_accept

        return run_accept(options)
    except (ContractsError, MockServerError, Interrupted) as error:
        print(quoted(f"contracts: {error}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("contracts: stopped", file=sys.stderr)
        return 3
    except BrokenPipeError:
        _give_up_output()
        return 3
    except OSError as error:
        _give_up_output()
        print(quoted(f"contracts: {error.strerror or error}: {error.filename or 'the output'}"), file=sys.stderr)
        return 3
    except Exception as error:  # the last place: a fault of ours is a sentence too
        print(quoted(f"contracts: {own_fault(error)}"), file=sys.stderr)
        return 3


def _give_up_output() -> None:
    """Nobody takes our output: what is still to be flushed goes nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
