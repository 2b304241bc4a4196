"""The options of `contracts proxy`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.commands.shared_options import add_shared, positive
from mock_server.embedded import configuration

if TYPE_CHECKING:
    from collections.abc import Sequence

EXIT_CODES = """exit codes:
  0  no drift in what passed
  1  drift, a baseline that no longer fits, or gaps with --require-coverage
  2  the command line or the document is wrong
  3  nothing was judged, or the proxy could not run
  with a COMMAND: 1 at a drift, else the command's own code (3 where that is 0 and nothing was judged)"""

_DESCRIPTION = """\
Passes requests on to a service, octet by octet, and judges a copy of each exchange by the service's OpenAPI document:

  contracts proxy https://staging.example.com/v1 -- pytest -q

runs the tests with CONTRACT_PROXY_URL as their base URL, and says what drifted."""

_SIZE = re.compile(r"(?i)(\d{1,9})\s*(|[kmg]i?b?|b)")
_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3}


def add_proxy(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    form: type[argparse.HelpFormatter],
) -> None:
    """Add the command."""
    proxy = commands.add_parser(
        "proxy",
        help="pass traffic on to a service unchanged, and judge it",
        usage="%(prog)s URL [options] [-- COMMAND …]",
        description=_DESCRIPTION,
        epilog=EXIT_CODES,
        formatter_class=form,
    )
    add = proxy.add_argument
    add("url", metavar="URL", help="the API's base URL, with the path of `servers`")
    add_shared(proxy, "spec", "overlay")
    add(
        "--listen",
        type=_address,
        metavar="HOST:PORT",
        help="where to listen (default: 127.0.0.1:8001; with a COMMAND a port that is free)",
    )
    add("--har", type=Path, metavar="FILE", help="write each exchange to this archive as it passes, without secrets")
    add_shared(proxy, "report")
    add(
        "--usage",
        type=Path,
        metavar="FILE",
        help="write which operations, parameters and members are used, for `check --usage FILE`",
    )
    add_shared(proxy, "baseline")
    key = proxy.add_mutually_exclusive_group()
    add_shared(key, "key", help="the credential that lets in; others of its schemes must not")
    add_shared(key, "key-file")
    add_shared(proxy, "credential", metavar="SCHEME=VALUE", help="the credential of one scheme; repeatable")
    add(
        "--block",
        choices=("off", "requests", "answers", "both"),
        default="off",
        help="answer 400 for requests, 502 for answers that break the document (default: %(default)s)",
    )
    add("--sl-violations", action="store_true", help="list the violations in what is blocked as Prism does")
    add("--match-only", action="store_true", help="let nothing pass but requests of the document's operations")
    add_shared(proxy, "read-only", help="let GET, HEAD, OPTIONS, TRACE and QUERY pass alone; refuse the rest with 403")
    add("--rewrite", action="store_true", help="make Location and cookies of the target lead to the proxy")
    add_shared(proxy, "ca", "insecure", "client-cert")
    add(
        "--max-body",
        type=_size,
        default=10 * 1024**2,
        metavar="SIZE",
        help="bodies up to this size are kept and judged; larger ones pass (default: 10MiB)",
    )
    add_shared(proxy, "timeout", default=300.0, help="seconds until an answer has to begin (default: %(default)g)")
    add("--for", type=positive, metavar="S", dest="seconds", help="end after so many seconds")
    add_shared(proxy, "require-coverage")
    add(
        "--env",
        action="append",
        default=[],
        type=_variable,
        metavar="NAME",
        help="another variable to tell the COMMAND the proxy's URL by; repeatable",
    )
    configuration.configurable(proxy, "proxy")


def divided(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """A command line, and the words of the COMMAND that it gives to `proxy` after ``--``."""
    words = list(arguments)
    if words[:1] != ["proxy"] or "--" not in words:
        return words, []
    place = words.index("--")
    return words[:place], words[place + 1 :]


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no address; write HOST:PORT such as 127.0.0.1:8001")
    return host, int(port)


def _size(text: str) -> int:
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; write one such as 10MiB or 500kB")
    return int(match[1]) * _UNITS[match[2].lower().rstrip("b").rstrip("i")]


def _variable(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no name of a variable")
    return text
