"""The command line: `contracts check`, `proxy`, `clean`, `replay` and `accept`. Imports little until a command runs."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.commands.check_options import add_check
from contracts.commands.credential_options import add_credentials
from contracts.commands.needed_packages import need_packages
from contracts.commands.proxy_options import add_proxy, divided
from contracts.commands.route_options import ACCESS, add_route
from contracts.commands.shared_options import add_shared
from contracts.errors import ContractsError, Interrupted, own_fault
from contracts.gc_while_checking import loading, rare_collections
from contracts.traffic.secrets.terminal_text import quoted
from mock_server.embedded import configuration

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_CODES = """exit codes:
  0  the target conforms
  1  drift, a baseline that no longer fits, or gaps with --require-coverage
  2  the command line or the document is wrong
  3  incomplete: the check could not run or finish, or no operation ever answered with a success"""


class _Help(argparse.RawDescriptionHelpFormatter):
    """Breaks lines between words alone, not inside an option's name."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def parser(program: str = "contracts") -> argparse.ArgumentParser:
    """The parser of all commands of what was called as ``program``."""
    top = argparse.ArgumentParser(
        prog=program,
        description="Checks a service against its OpenAPI document and its mock.",
        epilog=EXIT_CODES,
        formatter_class=_Help,
    )
    top.set_defaults(program=program)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    add_check(commands, _Help, EXIT_CODES)
    add_proxy(commands, _Help)
    clean = commands.add_parser("clean", formatter_class=_Help, help="remove what an interrupted check left behind")
    clean.add_argument("ledger", type=Path, metavar="LEDGER", help="the ledger that the check named")
    add_shared(clean, "spec", help="the OpenAPI document (default: the ledger's)")
    add_shared(clean, "overlay", help="changes to make to the document of --spec (default: the ledger's); repeatable")
    add_shared(
        clean,
        "allow-host",
        help="a host that may be sent the credentials although the ledger does not prove that its run had them",
    )
    add_credentials(clean)
    add_route(clean)
    configuration.configurable(clean, "check", ACCESS)
    _add_replay(commands)
    accept = commands.add_parser("accept", formatter_class=_Help, help="write drifts of a JSON report into a baseline")
    accept.add_argument("report", type=Path, metavar="REPORT", help="a report written by --report json=FILE")
    add_shared(accept, "baseline", default=Path("drift.toml"), help="default: %(default)s")
    accept.add_argument("--reason", required=True, help="why they are accepted")
    accept.add_argument("--owner", required=True, help="who will mend them")
    accept.add_argument(
        "--expires", required=True, metavar="YYYY-MM-DD", help="the last day on which they are accepted"
    )
    accept.add_argument("--only", action="append", metavar="FINGERPRINT", help="this drift alone; repeatable")
    configuration.configurable(accept, "check", frozenset(("baseline",)))
    return top


def _add_replay(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    replay = commands.add_parser(
        "replay",
        formatter_class=_Help,
        help="send the reproduction of one drift once more",
        epilog="exit codes: 0 it does not show again, 1 it does, 2 a wrong command line or file, 3 it could not be run",
    )
    replay.add_argument("report", type=Path, metavar="REPORT", help="a report written by check --report json=FILE")
    replay.add_argument("fingerprint", metavar="FINGERPRINT", help="the drift's fingerprint")
    add_shared(replay, "spec", help="the OpenAPI document (default: the report's)")
    add_shared(replay, "overlay", help="changes to make to the document first, as the check did; repeatable")
    add_credentials(replay)
    add_route(replay)
    add_shared(replay, "timeout", "ledger")
    add_shared(replay, "allow-host", help="a host that may be sent the credentials")
    configuration.configurable(replay, "check", ACCESS)


def main(arguments: Sequence[str] | None = None, program: str = "contracts") -> int:
    """Run a command of what was called as ``program``; returns the exit code."""
    line, words = divided(sys.argv[1:] if arguments is None else arguments)
    from mock_server.openapi import MockServerError

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = configuration.parse(parser(program), line)
        need_packages()
        if options.command == "check":
            with rare_collections():
                return _check(options)
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
        print(quoted(f"{program}: {error}"), file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"{program}: stopped", file=sys.stderr)
        return 3
    except BrokenPipeError:
        _give_up_output()
        return 3
    except OSError as error:
        _give_up_output()
        print(quoted(f"{program}: {error.strerror or error}: {error.filename or 'the output'}"), file=sys.stderr)
        return 3
    except Exception as error:  # the last place: a fault of ours is a sentence too
        print(quoted(f"{program}: {own_fault(error)}"), file=sys.stderr)
        return 3


def _check(options: argparse.Namespace) -> int:
    with loading():
        from contracts.commands.check_command import run_check

    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", str(Path(".contracts") / "hypothesis"))
    options.defaults = parser().parse_args(["check"])
    return run_check(options)


def _give_up_output() -> None:
    """Nobody takes our output: what is still to be flushed goes nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
