"""The options of what can be seen and changed while the mock runs, and the settings that they make (docs/live.md)."""

from __future__ import annotations

import argparse
import os
import re
from typing import Any

from mock_server.clock import moment
from mock_server.command_line.configuration import given_by
from mock_server.errors import UsageError
from mock_server.settings import ADMIN_PREFIX, ClockStart, Settings

_MOST_WORKERS = 64


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--watch", action="store_true", help="read the document, what it refers to, overlays, first"
                        " records and handlers again when they change; the records stay")  # fmt: skip
    parser.add_argument("--admin", choices=("auto", "on", "off"), default="auto", help="open the admin API where"
                        " it listens on loopback or has a token, always, or never (default: %(default)s)")  # fmt: skip
    parser.add_argument("--admin-prefix", type=_admin_prefix, default=ADMIN_PREFIX, metavar="PATH",
                        help="where the admin API is (default: %(default)s)")  # fmt: skip
    token = parser.add_argument("--admin-token", type=_token, metavar="TOKEN", help="what calls of the admin API carry"
                        " (default: $MOCK_ADMIN_TOKEN, else generated); seen by all users of this machine")  # fmt: skip
    given_by(token, "MOCK_ADMIN_TOKEN", secret=True)
    parser.add_argument("--admin-host", action="append", default=[], type=host_name, metavar="NAME", dest="admin_hosts",
                        help="a name by which the admin API is asked, repeatable (default: localhost and the address"
                        " that is listened on)")  # fmt: skip
    parser.add_argument("--clock", type=_clock, metavar="TIME", help="the time of day at the start, from where it goes"
                        " on; TIME,stopped for one that stands still (default: the machine's clock)")  # fmt: skip

    defaults = Settings.__dataclass_fields__
    parser.add_argument("--workers", type=_workers, default=1, metavar="N", help="how many processes answer on the"
                        " port; more than one need a store that they share, --store redis://HOST"
                        " (default: %(default)s)")  # fmt: skip
    parser.add_argument("--journal", choices=("on", "off"), default="on", help="keep the last requests, so that the"
                        " admin API can show them and why they were answered so (default: %(default)s)")  # fmt: skip
    parser.add_argument("--journal-entries", type=_number, metavar="N", default=defaults["journal_entries"].default,
                        help="how many requests are kept, of each sandbox (default: %(default)s)")  # fmt: skip
    parser.add_argument("--journal-size", type=_number, metavar="BYTES", default=defaults["journal_size"].default,
                        help="how much is kept in all (default: %(default)s)")  # fmt: skip
    parser.add_argument("--journal-body", type=_number, metavar="BYTES", default=defaults["journal_body"].default,
                        help="how much is kept of each body (default: %(default)s)")  # fmt: skip


def settings_of(options: argparse.Namespace) -> dict[str, Any]:
    """Fields of `Settings` by their names; raises UsageError."""
    return {
        "watch": options.watch,
        "workers": options.workers,
        "admin": options.admin,
        "admin_prefix": options.admin_prefix,
        "admin_token": options.admin_token or _token_of_environment(),
        "journal": options.journal == "on",
        "journal_entries": options.journal_entries,
        "journal_size": options.journal_size,
        "journal_body": options.journal_body,
        "admin_hosts": tuple(name.strip("[]") for name in options.admin_hosts),
        "clock": options.clock,
    }


def path_prefix(text: str) -> str:
    """A path that stands before others; empty for the root."""
    path = "/" + text.strip("/")
    if any(sign in path for sign in "{}?# "):
        raise argparse.ArgumentTypeError(f"{text} is no path to stand before others; give one such as /billing")
    return "" if path == "/" else path


def host_name(text: str) -> str:
    """A host name or address, or ``*``."""
    name = text.lower().rstrip(".")
    if name != "*" and not re.fullmatch(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]", name):
        raise argparse.ArgumentTypeError(f"{text} is no host name; give it without scheme and port, such as mock.test")
    return name


def _admin_prefix(text: str) -> str:
    prefix = path_prefix(text)
    if not re.fullmatch(r"(?:/[A-Za-z0-9._~-]+)+", prefix):
        raise argparse.ArgumentTypeError(f"{text} is no path for the admin API; give one such as {ADMIN_PREFIX}")
    return prefix


def _clock(text: str) -> ClockStart:
    time, comma, stopped = text.partition(",")
    if comma and stopped != "stopped":
        raise argparse.ArgumentTypeError(f"{stopped!r} is no way to go; write TIME, or TIME,stopped")
    try:
        return ClockStart(moment(time), bool(comma))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _number(text: str) -> int:
    if not re.fullmatch("[0-9]{1,12}", text) or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no number to keep; give one above 0")
    return int(text)


def _workers(text: str) -> int:
    if not re.fullmatch("[0-9]{1,3}", text) or not 0 < int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text} is no number of processes; give one from 1 to {_MOST_WORKERS}")
    return int(text)


def _token(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._~+/-]+=*", text):
        raise argparse.ArgumentTypeError("the token can't be sent; give letters, digits and any of - . _ ~ + / alone")
    return text


def _token_of_environment() -> str:
    text = os.environ.get("MOCK_ADMIN_TOKEN", "")
    try:
        return _token(text) if text else ""
    except argparse.ArgumentTypeError as error:
        raise UsageError(f"$MOCK_ADMIN_TOKEN: {error}") from None
