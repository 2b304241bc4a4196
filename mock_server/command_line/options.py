"""The options of the command `mock-server`, and the settings that they make."""

from __future__ import annotations

import argparse
import math
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from mock_server import __version__
from mock_server.command_line import live_options
from mock_server.command_line.configuration import configurable, given_by, parse
from mock_server.command_line.fault_options import add_fault_options, fault_lines
from mock_server.command_line.key_file import keys_in
from mock_server.command_line.live_options import host_name, path_prefix
from mock_server.command_line.upstream_options import add_upstream_options, upstream_settings
from mock_server.errors import UsageError
from mock_server.settings import ANY_ORIGIN, DEFAULT_STORE, LOCAL_ORIGINS, Settings, default_spec

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = ("debug", "info", "warning", "error")


def parsed(words: Sequence[str], program: str = "mock-server") -> argparse.Namespace:
    """The command line's options; ``command`` is `serve`, `explain`, `validate` or None. Raises UsageError."""
    options = parse(parser(program), words)
    if options.command is not None and words[0] != options.command:
        raise UsageError(
            f"{words[0]} stands before {options.command}; write `{program} {options.command} [SPEC]` first"
        )
    if options.command == "serve" and options.spec is not None:
        options.specs = [options.spec, *(options.specs or ())]
    return options


class OneSentenceParser(argparse.ArgumentParser):
    """Says what is wrong with the command line in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError instead of printing the usage."""
        if message.startswith("unrecognized arguments: "):
            message = _no_command(message.rpartition(" ")[2], "option")
        elif found := re.match("argument COMMAND: invalid choice: '(.*)' \\(", message, re.S):
            message = _no_command(found[1], "command")
        raise UsageError(f"{message}; see `{self.prog} --help`")


def _no_command(word: str, kind: str) -> str:
    if word.endswith((".yaml", ".yml", ".json")):
        return f"{word} is no {kind}; name the document with --spec {word}"
    return f"{word} is no {kind}"


def parser(program: str = "mock-server") -> argparse.ArgumentParser:
    """The parser of the command: options of serving, with `serve` before them or not, and what only reads."""
    top = OneSentenceParser(
        prog=program,
        description="Serve an OpenAPI document as the real service would.",
        epilog="Exit codes: 0 stopped, 2 wrong command line or document, 3 could not run.",
    )
    _add_serving(top)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=OneSentenceParser)
    serve = commands.add_parser("serve", help="serve a document; the same as no command",
                                description="Serve an OpenAPI document as the real service would.")  # fmt: skip
    serve.add_argument("spec", nargs="?", type=Path, metavar="SPEC",
                       help="the OpenAPI document (default: ./openapi.yaml, else ours)")  # fmt: skip
    _add_serving(serve)
    _add_reading(commands.add_parser("explain", help="tell what each operation will do, and why",
                                     description="What each operation will do, and why."))  # fmt: skip
    validate = commands.add_parser("validate", help="check a document", description="Check OpenAPI documents.")
    _add_reading(validate)
    validate.add_argument("more", nargs="*", type=Path, metavar="SPEC", help="further documents")
    init = commands.add_parser("init", help="write a first overlay for a document that is not yours",
                               description="Write an overlay that says of each operation that answers without state"
                               " what it may do to which records, to be corrected.")  # fmt: skip
    _add_reading(init)
    init.add_argument("--output", type=Path, default=Path("mock-overlay.yaml"), metavar="FILE",
                      help="where to write it (default: %(default)s)")  # fmt: skip
    return top


def _add_serving(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spec", action="append", type=Path, metavar="FILE", dest="specs",
                        help="an OpenAPI document, repeatable (default: ./openapi.yaml, else ours)")  # fmt: skip
    parser.add_argument("--prefix", action="append", default=[], type=path_prefix, metavar="PATH", dest="prefixes",
                        help="stands before a document's base path; the first is for the first --spec")  # fmt: skip
    parser.add_argument("--overlay", action="append", default=[], type=Path, metavar="FILE", dest="overlays",
                        help="changes to make to the documents (Overlay 1.0), repeatable")  # fmt: skip
    parser.add_argument("--allow-refs", action="append", default=[], type=Path, metavar="DIR", dest="allow_refs",
                        help="another folder in which references may lead to files, repeatable")  # fmt: skip
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on, 0 for any (default: %(default)s)")
    parser.add_argument("--store", default=DEFAULT_STORE, metavar="PATH|URL",
                        help="where records are kept; memory: for nowhere (default: %(default)s)")  # fmt: skip
    key = parser.add_argument("--key", action="append", default=[], metavar="K", dest="keys",
                        help="an accepted credential, repeatable (default: $MOCK_KEYS, separated by commas,"
                        " else those of the document); seen by all users of this machine")  # fmt: skip
    given_by(key, "MOCK_KEYS", secret=True)
    files = parser.add_argument("--key-file", action="append", default=[], type=Path, metavar="FILE", dest="key_files",
                        help="a file with accepted credentials, one a line; repeatable")  # fmt: skip
    given_by(files, "MOCK_KEYS")
    parser.add_argument("--seed", type=int, metavar="N", help="makes generated values repeatable")
    parser.add_argument("--cors", action="append", type=_origin, metavar="ORIGIN", help="an origin whose pages may"
                        " read answers in a browser, repeatable; localhost for those of this machine, * for any without"
                        " credentials, none for none (default: localhost)")  # fmt: skip
    parser.add_argument("--allow-host", action="append", default=[], type=host_name, metavar="NAME", dest="allow_hosts",
                        help="a name by which this server is asked other than localhost, where it listens on loopback;"
                        " repeatable; * for any")  # fmt: skip
    live_options.add(parser)
    parser.add_argument("--log-level", choices=LEVELS, default="info", help="default: %(default)s")
    parser.add_argument("--auth", choices=("on", "off"), default="on", help="check credentials (default: %(default)s)")
    parser.add_argument("--validation", choices=("on", "warn", "off"), default="on", help="refuse requests that break"
                        " the document, serve them and log why, or serve them (default: %(default)s)")  # fmt: skip
    parser.add_argument("--missing", choices=("auto", "refuse", "invent"), default="auto", help="what becomes of a"
                        " request for a record that is not there (default: %(default)s, see `explain`)")  # fmt: skip
    parser.add_argument("--related", choices=("on", "off"), default="on", help="let operations beside a resource's own"
                        " paths (actions, searches, words in paths) work on it (default: %(default)s)")  # fmt: skip
    parser.add_argument("--seed-data", action="append", default=[], type=Path, metavar="FILE|DIR",
                        help="first records: JSON or YAML, resource to list of records; repeatable")  # fmt: skip
    parser.add_argument("--seed-har", action="append", default=[], type=Path, metavar="FILE",
                        help="first records: those that recorded traffic (HAR 1.2) shows; repeatable")  # fmt: skip
    parser.add_argument("--seed-examples", action="store_true", help="make the documents' examples first records")
    parser.add_argument(
        "--handlers", type=Path, metavar="FILE", help="a Python file with functions named by operationId"
    )
    add_fault_options(parser)
    add_upstream_options(parser)
    parser.add_argument("--max-body", type=_size, default=Settings.__dataclass_fields__["max_body"].default,
                        metavar="BYTES", help="the largest request body (default: %(default)s)")  # fmt: skip
    parser.add_argument("--client-timeout", type=_seconds, metavar="SECONDS",
                        default=Settings.__dataclass_fields__["client_timeout"].default,
                        help="how long a client is waited for: until a header is whole, from one part of a body to the"
                        " next, between requests (default: %(default)s)")  # fmt: skip
    parser.add_argument("--strict", action="store_true", help="refuse a document that is not wholly valid")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    configurable(parser, "mock")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", nargs="?", type=Path, metavar="SPEC",
                        help="the OpenAPI document (default: ./openapi.yaml)")  # fmt: skip
    parser.add_argument("--overlay", action="append", default=[], type=Path, metavar="FILE", dest="overlays",
                        help="changes to make to it first (Overlay 1.0), repeatable")  # fmt: skip
    parser.add_argument("--allow-refs", action="append", default=[], type=Path, metavar="DIR", dest="allow_refs",
                        help="another folder in which references may lead to files, repeatable")  # fmt: skip
    configurable(parser, "mock", frozenset(("spec", "overlay", "allow-refs")))


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings that the options make; raises UsageError."""
    keys = [*options.keys, *(key for path in options.key_files for key in keys_in(path))]
    keys = keys or [key.strip() for key in os.environ.get("MOCK_KEYS", "").split(",")]
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
        related=options.related == "on",
        seed_data=tuple(options.seed_data),
        upstream=upstream_settings(options),
        seed_har=tuple(options.seed_har),
        seed_examples=options.seed_examples,
        host=options.host,
        port=options.port,
        store=options.store,
        keys=tuple(key for key in keys if key),
        seed=options.seed,
        cors=tuple(origin for origin in options.cors or (LOCAL_ORIGINS,) if origin != "none"),
        allow_hosts=tuple(options.allow_hosts),
        client_timeout=options.client_timeout,
        log_level=options.log_level,
        handlers=Path(options.handlers) if options.handlers else None,
        strict=options.strict,
        auth=options.auth == "on",
        max_body=options.max_body,
        **live_options.settings_of(options),
        faults=fault_lines(options),
    )


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; give a number from 0 to 65535")
    return int(text)


def _size(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is no size; give a number of bytes above 0")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no time; give a number of seconds above 0")
    return seconds


def _origin(text: str) -> str:
    if text in (ANY_ORIGIN, LOCAL_ORIGINS, "none", "null"):
        return text
    origin = text.rstrip("/").lower()
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+", origin) or not origin.isascii():
        raise argparse.ArgumentTypeError(f"{text} is no origin; give one such as https://app.example:8080")
    return origin
