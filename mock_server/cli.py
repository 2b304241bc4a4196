"""The command `mock-server`.

Exit codes: 0 stopped by the user, 2 the command line or the document is wrong, 3 the server could not run.
"""

from __future__ import annotations

import gc
import io
import logging
import os
import shlex
import sys
from typing import TYPE_CHECKING

from mock_server.command_line.options import parsed, settings_of
from mock_server.errors import MockServerError, UsageError, printable
from mock_server.settings import Settings, default_spec

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from mock_server.engine.api import Api


def main(arguments: Sequence[str] | None = None, program: str = "mock-server") -> int:
    """Run the command, which was called as ``program``; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        options = parsed(words, program)
        if options.command == "explain":
            return _explain(options)
        if options.command == "validate":
            return _validate(options, program)
        if options.command == "init":
            return _init(options, program)
        return _serve(settings_of(options), words)
    except MockServerError as error:
        print(f"{program}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        sys.stderr.close()
        return 0


def _serve(settings: Settings, words: Sequence[str]) -> int:
    logging.basicConfig(level=settings.log_level.upper(), format="%(message)s", stream=sys.stderr)
    if place := os.environ.pop("MOCK_SERVER_WORKER", ""):
        from mock_server.server.workers.worker import work

        return work(settings, place)
    if settings.workers > 1:
        from mock_server.server.workers.starting_workers import lead

        return lead(settings, words)
    from mock_server.server.listening import listen

    listener = listen(settings.host, settings.port)
    with listener:
        from mock_server.server.loading import load

        apis, sandboxes = load(settings)
        gc.freeze()  # documents stay, and are millions of objects: no collection looks through them
        from mock_server.server.admin import token_file
        from mock_server.server.app import assemble
        from mock_server.server.log_handler import LogHandler
        from mock_server.server.uvicorn_server import admin_url, banner, run

        app = assemble(apis, sandboxes, settings, listener.getsockname()[0])
        logging.basicConfig(handlers=[LogHandler(sys.stderr, app.keys)], force=True)
        port, token = listener.getsockname()[1], app.admin.token if app.admin else ""
        kept = token_file.written(port, admin_url(app, listener), token) if token else None
        print(banner(app, settings, listener), flush=True)
        try:
            return run(app, listener, settings)
        finally:
            token_file.removed(kept)


def _explain(options: argparse.Namespace) -> int:
    from mock_server.engine.explain import explain

    for line in explain(_api(options)):
        print(printable(line))
    return 0


def _api(options: argparse.Namespace) -> Api:
    from mock_server.engine.api import Api
    from mock_server.store import open_store
    from mock_server.values import Values

    settings = Settings(spec=options.spec or default_spec(), overlays=tuple(options.overlays),
                        allow_refs=tuple(options.allow_refs))  # fmt: skip
    return Api.load(settings, open_store("memory:"), Values(0))


def _init(options: argparse.Namespace, program: str) -> int:
    from mock_server.engine.starting_overlay import starting_overlay

    if os.path.lexists(options.output):
        raise UsageError(f"{options.output} is there already; give another name with --output, or remove it")
    api = _api(options)
    made = starting_overlay(api)
    for name in made.elsewhere:
        print(f"{name} answers without state, and is written in another file; give it x-mock there", file=sys.stderr)
    if not made.text:
        print(f"{api.document.path}: no operation asks for x-mock; nothing was written")
        return 0
    try:
        options.output.write_text(made.text, "utf-8")
    except OSError as error:
        raise UsageError(f"{options.output} can't be written: {error.strerror or error}; give --output") from None
    spec, output = (shlex.quote(str(path)) for path in (api.document.path, options.output))
    print(f"{options.output}: {made.asked} operations that answer without state; correct what is said of them, and")
    print(f"  {program} serve {spec} --overlay {output}")
    return 0


def _validate(options: argparse.Namespace, program: str) -> int:
    from mock_server.engine.api import read

    code, overlays, allowed = 0, tuple(options.overlays), tuple(options.allow_refs)
    for spec in (options.spec or default_spec(), *options.more):
        try:
            document = read(Settings(spec=spec, overlays=overlays, allow_refs=allowed, strict=True))
            print(f"{document.path} is a valid OpenAPI {document.version} document")
        except MockServerError as error:
            print(f"{program}: {error}", file=sys.stderr)
            code = error.exit_code
    return code
