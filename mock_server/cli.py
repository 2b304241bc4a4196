"""The command `mock-server`.

Exit codes: 0 stopped by the user, 2 the command line or the document is wrong, 3 the server could not run.
"""

from __future__ import annotations

import argparse
import errno
import io
import logging
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from mock_server import __version__
from mock_server.errors import MockServerError, UsageError
from mock_server.settings import DEFAULT_STORE, Settings, default_spec

if TYPE_CHECKING:
    from collections.abc import Sequence


LEVELS = ("debug", "info", "warning", "error")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
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


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the command line in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError instead of printing the usage."""
        if message.startswith("unrecognized arguments: ") and message.endswith((".yaml", ".yml", ".json")):
            message = (
                f"{message.rpartition(' ')[2]} is no option; name the document with --spec {message.rpartition(' ')[2]}"
            )
        raise UsageError(f"{message}; see `{self.prog} --help`")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mock-server",
        description="Serve an OpenAPI document as the real service would.",
        epilog="Also: `mock-server explain [SPEC]` tells what each operation will do and why;"
        " `mock-server validate [SPEC]` checks a document. Exit codes: 0 stopped, 2 wrong command line or document,"
        " 3 could not run.",
    )
    parser.add_argument("--spec", action="append", metavar="FILE", dest="specs", help="an OpenAPI document, repeatable"
                        " (default: ./openapi.yaml, else ours)")  # fmt: skip
    parser.add_argument("--prefix", action="append", default=[], type=_prefix, metavar="PATH", dest="prefixes",
                        help="stands before a document's base path; the first is for the first --spec")  # fmt: skip
    parser.add_argument("--overlay", action="append", default=[], type=Path, metavar="FILE", dest="overlays",
                        help="changes to make to the documents (Overlay 1.0), repeatable")  # fmt: skip
    parser.add_argument("--allow-refs", action="append", default=[], type=Path, metavar="DIR", dest="allow_refs",
                        help="another folder in which references may lead to files, repeatable")  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on, 0 for any (default: %(default)s)")
    parser.add_argument("--store", default=DEFAULT_STORE, metavar="PATH|URL",
                        help="where records are kept; memory: for nowhere (default: %(default)s)")  # fmt: skip
    parser.add_argument("--key", action="append", default=[], metavar="K", dest="keys",
                        help="an accepted credential, repeatable (default: $MOCK_KEYS, separated by commas,"
                        " else those of the document)")  # fmt: skip
    parser.add_argument("--seed", type=int, metavar="N", help="makes generated values repeatable")
    parser.add_argument("--cors", action="append", metavar="ORIGIN", help="an origin that may call from a browser,"
                        " repeatable; none forbids all (default: any)")  # fmt: skip
    parser.add_argument("--log-level", choices=LEVELS, default="info", help="default: %(default)s")
    parser.add_argument("--auth", choices=("on", "off"), default="on", help="check credentials (default: %(default)s)")
    parser.add_argument("--validation", choices=("on", "warn", "off"), default="on", help="refuse requests that break"
                        " the document, serve them and log why, or serve them (default: %(default)s)")  # fmt: skip
    parser.add_argument("--missing", choices=("auto", "refuse", "invent"), default="auto", help="what becomes of a"
                        " request for a record that is not there (default: %(default)s, see `explain`)")  # fmt: skip
    parser.add_argument("--seed-data", action="append", default=[], type=Path, metavar="FILE|DIR",
                        help="first records: JSON or YAML, resource to list of records; repeatable")  # fmt: skip
    parser.add_argument("--seed-examples", action="store_true", help="make the documents' examples first records")
    parser.add_argument("--handlers", metavar="FILE", help="a Python file with functions named by operationId")
    parser.add_argument("--max-body", type=_size, default=Settings.__dataclass_fields__["max_body"].default,
                        metavar="BYTES", help="the largest request body (default: %(default)s)")  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="refuse a document that is not wholly valid")
    parser.add_argument("--version", action="version", version=f"mock-server {__version__}")
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    keys = options.keys or [key.strip() for key in os.environ.get("MOCK_KEYS", "").split(",")]
    if any(not key.isprintable() or " " in key for key in keys):
        raise UsageError("a key with a space or a control character can't be sent in a header; choose another")
    specs = tuple(Path(spec) for spec in options.specs or ()) or (default_spec(),)
    if len(options.prefixes) > len(specs):
        raise UsageError(
            f"{len(options.prefixes)} --prefix for {len(specs)} --spec; give at most one for each document"
        )
    return Settings(
        spec=specs[0],
        more_specs=specs[1:],
        prefixes=tuple(options.prefixes),
        overlays=tuple(options.overlays),
        allow_refs=tuple(options.allow_refs),
        validation=options.validation,
        missing=options.missing,
        seed_data=tuple(options.seed_data),
        seed_examples=options.seed_examples,
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
        from mock_server.server.loading import load

        apis, store = load(settings)
        from mock_server.server.app import assemble
        from mock_server.server.uvicorn_server import banner, run

        app = assemble(apis, store, settings)
        print(banner(app, settings, listener), flush=True)
        return run(app, listener, settings)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise UsageError(f"{host} is no address to listen on: {error.strerror or error}") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        advice = "choose another with --port (0 takes a free one)"
        if error.errno == errno.EADDRNOTAVAIL:
            advice = "it is no address of this machine; choose another with --host"
        raise MockServerError(f"{host}:{port} can't be used: {error.strerror}; {advice}") from None
    return listener


def _explain(words: list[str]) -> int:
    options = _reading("explain", "What each operation will do, and why.").parse_args(words)
    from mock_server.engine.api import Api
    from mock_server.engine.explain import explain
    from mock_server.store import open_store
    from mock_server.values import Values

    settings = Settings(spec=Path(options.spec) if options.spec else default_spec(), overlays=tuple(options.overlays),
                        allow_refs=tuple(options.allow_refs))  # fmt: skip
    for line in explain(Api.load(settings, open_store("memory:"), Values(0))):
        print(line)
    return 0


def _validate(words: list[str]) -> int:
    options = _reading("validate", "Check an OpenAPI document.").parse_args(words)
    from mock_server.openapi.reading.checking import check_wholly
    from mock_server.openapi.reading.document import load_document

    document = load_document(
        Path(options.spec) if options.spec else default_spec(), options.overlays, options.allow_refs
    )
    check_wholly(document)
    print(f"{document.path} is a valid OpenAPI {document.version} document")
    return 0


def _reading(name: str, description: str) -> argparse.ArgumentParser:
    parser = _Parser(prog=f"mock-server {name}", description=description)
    parser.add_argument("spec", nargs="?", metavar="SPEC", help="the OpenAPI document (default: ./openapi.yaml)")
    parser.add_argument("--overlay", action="append", default=[], type=Path, metavar="FILE", dest="overlays",
                        help="changes to make to it first (Overlay 1.0), repeatable")  # fmt: skip
    parser.add_argument("--allow-refs", action="append", default=[], type=Path, metavar="DIR", dest="allow_refs",
                        help="another folder in which references may lead to files, repeatable")  # fmt: skip
    return parser


def _prefix(text: str) -> str:
    path = "/" + text.strip("/")
    if any(sign in path for sign in "{}?# "):
        raise argparse.ArgumentTypeError(f"{text} is no path to stand before others; give one such as /billing")
    return "" if path == "/" else path


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; give a number from 0 to 65535")
    return int(text)


def _size(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no size; give a number of bytes above 0")
    return int(text)
