"""The options by which commands are told how the target is reached, and how fast."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from contracts.commands.shared_options import add_shared, positive
from mock_server.embedded import configuration

if TYPE_CHECKING:
    from contracts.traffic.target_route import TargetRoute


def add_route(command: argparse.ArgumentParser) -> None:
    """Who vouches for a target on https, what it is shown, and the proxy on the way to it."""
    add_shared(command, "ca", "insecure", "client-cert")
    proxy = command.add_argument(
        "--proxy", metavar="URL", help="a proxy on the way to the target: http://[USER:PASSWORD@]HOST:PORT"
    )
    configuration.given_by(proxy, secret=True)


def add_pace(command: argparse.ArgumentParser) -> None:
    """How many requests a second, and how many at once."""
    add = command.add_argument
    add("--rate", type=positive, metavar="N", help="at most N requests a second")
    add("--workers", type=_workers, default=8, metavar="N", help="at most N requests at once (default: %(default)s)")


_ACCESS = "key key-file credential other-credential token-url header ca insecure client-cert proxy allow-host timeout"
ACCESS = frozenset(_ACCESS.split())
"""What a command that goes back to a target takes of the settings of its check."""


def route_of(options: argparse.Namespace) -> TargetRoute:
    """The way to the target that was given; raises UsageError."""
    from contracts.traffic.forward_proxy import ForwardProxy
    from contracts.traffic.target_route import TargetRoute
    from contracts.traffic.tls_context import TlsTrust

    proxy = ForwardProxy.of(options.proxy) if options.proxy else None
    return TargetRoute(TlsTrust(options.ca, options.insecure, options.client_cert), proxy)


def proxy_secrets(options: argparse.Namespace) -> tuple[str, ...]:
    """What a report must not show of the proxy's URL."""
    try:
        password = urlsplit(options.proxy or "").password
    except ValueError:
        return ()
    return (password,) if password else ()


def _workers(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 16:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to 16")
    return int(text)
