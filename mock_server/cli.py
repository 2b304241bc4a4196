"""The command `mock-server`.

Exit codes: 0 stopped by the user, 2 the command line or the document is wrong, 3 the server could not run.
"""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server import __version__
from mock_server.errors import MockServerError, UsageError
from mock_server.settings import DEFAULT_STORE, Settings, default_spec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.app import MockApp

LEVELS = ("debug", "info", "warning", "error")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if words[:1] == ["explain"]:
            return _explain(words[1:])
        if words[:1] == ["validate"]:
            return _validate(words[1:])
        return _serve(_settings(_parser().parse_args(words)))
    except MockServerError as error:
        print(f"mock-server: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mock-server",
        description="Serve an OpenAPI document as the real service would.",
        epilog="Also: `mock-server explain [SPEC]` tells what each operation will do and why;"
        " `mock-server validate [SPEC]` checks a document. Exit codes: 0 stopped, 2 wrong command line or document,"
        " 3 could not run.",
    )
    parser.add_argument(
        "--spec", metavar="FILE", help="the OpenAPI document (default: ./openapi.yaml, else ours)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument(
        "--port", type=_port, default=8000, help="port to listen on, 0 for any (default: %(default)s)"
    )
    parser.add_argument("--store", default=DEFAULT_STORE, metavar="PATH|URL",
                        help="where records are kept; memory: for nowhere (default: %(default)s)")  # fmt: skip
    parser.add_argument("--key", action="append", default=[], metavar="K", dest="keys",
                        help="an accepted credential, repeatable (default: $MOCK_KEYS, separated by commas,"
                        " else those of the document)")  # fmt: skip
    parser.add_argument("--seed", type=int, metavar="N", help="makes generated values repeatable")
    parser.add_argument("--cors", action="append", metavar="ORIGIN", help="an origin that may call from a browser,"
                        " repeatable; none forbids all (default: any)")  # fmt: skip
    parser.add_argument("--log-level", choices=LEVELS, default="info", help="default: %(default)s")
    parser.add_argument(
        "--auth", choices=("on", "off"), default="on", help="check credentials (default: %(default)s)"
    )
    parser.add_argument(
        "--handlers", metavar="FILE", help="a Python file with functions named by operationId"
    )
    parser.add_argument("--max-body", type=int, default=Settings.__dataclass_fields__["max_body"].default, metavar="BYTES",
                        help="the largest request body (default: %(default)s)")  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="refuse a document that is not wholly valid")
    parser.add_argument("--version", action="version", version=f"mock-server {__version__}")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    keys = options.keys or [key.strip() for key in os.environ.get("MOCK_KEYS", "").split(",")]
    return Settings(
        spec=Path(options.spec) if options.spec else default_spec(),
        host=options.host,
        port=options.port,
        store=options.store,
        keys=tuple(key for key in keys if key),
        seed=options.seed,
        cors=tuple(origin for origin in options.cors or ("*",) if origin != "none"),
        log_level=options.log_level,
        handlers=Path(options.handlers) if options.handlers else None,
        strict=options.strict,
        auth=options.auth == "on",
        max_body=options.max_body,
    )


def _serve(settings: Settings) -> int:
    logging.basicConfig(level=settings.log_level.upper(), format="%(message)s", stream=sys.stderr)
    listener = _listen(settings.host, settings.port)
    with listener:
        from mock_server.app import create_app
        from mock_server.serving import banner, run

        app: MockApp = create_app(settings)
        print(banner(app, settings, listener), flush=True)
        return run(app, listener, settings)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise UsageError(f"{host} is no address to listen on: {error.strerror or error}") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise MockServerError(
            f"{host}:{port} can't be used: {error.strerror}; choose another with --port (0 takes a free one)"
        ) from None
    return listener


def _explain(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="mock-server explain", description="What each operation will do, and why."
    )
    parser.add_argument(
        "spec", nargs="?", metavar="SPEC", help="the OpenAPI document (default: ./openapi.yaml)"
    )
    options = parser.parse_args(words)
    from mock_server.api import Api
    from mock_server.explain import explain
    from mock_server.store import open_store
    from mock_server.values import Values

    settings = Settings(spec=Path(options.spec) if options.spec else default_spec())
    for line in explain(Api.load(settings, open_store("memory:"), Values(0))):
        print(line)
    return 0


def _validate(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="mock-server validate", description="Check an OpenAPI document.")
    parser.add_argument(
        "spec", nargs="?", metavar="SPEC", help="the OpenAPI document (default: ./openapi.yaml)"
    )
    options = parser.parse_args(words)
    from mock_server.checking import check_wholly
    from mock_server.document import load_document

    document = load_document(Path(options.spec) if options.spec else default_spec())
    check_wholly(document)
    print(f"{document.path} is a valid OpenAPI {document.version} document")
    return 0


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; give a number from 0 to 65535")
    return int(text)
