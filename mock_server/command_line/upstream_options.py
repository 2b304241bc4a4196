"""The options of the command `mock-server` in front of a real service, and the settings that they make."""

from __future__ import annotations

import argparse
from pathlib import Path
from urllib.parse import urlsplit

from mock_server.errors import UsageError
from mock_server.settings import UpstreamSettings

DEFAULT_FALLBACK = "501,502,unreachable,no-route"


def add_upstream_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser."""
    parser.add_argument("--upstream", type=_url, metavar="URL", help="the real service: it answers, and the mock only"
                        " what is missing there (docs/upstream.md)")  # fmt: skip
    parser.add_argument("--mock", action="append", default=[], metavar="OPERATION", dest="mocked",
                        help="with --upstream: answered by the mock always; an operationId, 'POST /orders', a tag, a"
                        " pattern with *, or a path with all below it; repeatable")  # fmt: skip
    parser.add_argument("--fallback", type=_fallback, metavar="LIST", help="with --upstream: when the mock answers in"
                        f" place of the service (default: {DEFAULT_FALLBACK})")  # fmt: skip
    parser.add_argument("--upstream-ca", type=Path, metavar="FILE", help="PEM certificates that vouch for the service")
    parser.add_argument("--upstream-insecure", action="store_true", help="take any certificate of the service")


def upstream_settings(options: argparse.Namespace) -> UpstreamSettings | None:
    """What these options make, None without a service; raises UsageError."""
    if options.upstream is None:
        given = {
            "--mock": options.mocked,
            "--fallback": options.fallback,
            "--upstream-ca": options.upstream_ca,
            "--upstream-insecure": options.upstream_insecure,
        }
        alone = [name for name, value in given.items() if value]
        if alone:
            raise UsageError(f"{alone[0]} says something of a real service; name it with --upstream URL")
        return None
    return UpstreamSettings(
        options.upstream,
        tuple(options.mocked),
        options.fallback or DEFAULT_FALLBACK,
        options.upstream_ca,
        options.upstream_insecure,
    )


def _url(text: str) -> str:
    parts = urlsplit(text)
    try:
        wrong = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text} is no URL of a service; give one such as https://staging.example/v2")
    if parts.username is not None:
        raise argparse.ArgumentTypeError("the URL holds credentials; clients send theirs with each request")
    return text.rstrip("/")


def _fallback(text: str) -> str:
    from mock_server.server.upstream.fallbacks import fallbacks_of

    try:
        fallbacks_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    return text
