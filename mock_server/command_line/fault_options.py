"""The options of the command `mock-server` by which answers are late or broken on purpose."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROFILE_NAMES = ("slow", "flaky", "offline", "rate-limited")


def add_fault_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser."""
    parser.add_argument("--fault", action="append", default=[], type=_rule, metavar="RULE", dest="faults",
                        help="a rule such as 'POST /clients: first 2 -> 503'; repeatable, the first that fits counts"
                        )  # fmt: skip
    parser.add_argument("--latency", type=_latency, metavar="TIME",
                        help="how much later answers come: 80ms, 50ms..1s or 80ms~lognormal")  # fmt: skip
    parser.add_argument("--profile", choices=PROFILE_NAMES, help="rules for a service or network that is bad in a"
                        " usual way; --fault and --latency come before them")  # fmt: skip


def fault_lines(options: argparse.Namespace) -> tuple[str, ...]:
    """The rules that these options make, a line each, in the order in which they count."""
    lines: Sequence[str] = options.faults
    latency = (f"delay {options.latency}",) if options.latency else ()
    if options.profile is None:
        return (*lines, *latency)
    from mock_server.engine.faults.profiles import PROFILES

    return (*lines, *latency, *PROFILES[options.profile])


def _rule(text: str) -> str:
    from mock_server.engine.faults.fault_rule_error import FaultRuleError
    from mock_server.engine.faults.rule_reading import read_rule
    from mock_server.engine.faults.written_rules import member

    try:
        read_rule(text)
    except FaultRuleError as error:
        raise argparse.ArgumentTypeError(f"{text!r} {member(error)}{error}") from None
    return text


def _latency(text: str) -> str:
    from mock_server.engine.faults.fault_rule_error import FaultRuleError
    from mock_server.engine.faults.rule_reading import read_rule

    try:
        read_rule({"delay": text})
    except FaultRuleError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text
