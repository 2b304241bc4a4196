"""The mock that a session works with: one that runs, or one of its own that ends with the session."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mock_server.command_line.key_file import keys_in
from mock_server.errors import MockServerError, UsageError
from mock_server.server.admin import token_file
from mock_server.server.admin_client import AdminClient
from mock_server.server.hosts import is_loopback
from mock_server.server.masked_keys import MaskedKeys
from mock_server.server.mock_sandbox import MockSandbox
from mock_server.server.on_thread import ServedMock
from mock_server.settings import ADMIN_PREFIX, default_spec

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class SessionMock:
    """A mock whose API is at ``url``; ``token`` is that of its admin API.

    ``key`` is a credential that was given for it, empty where that of the document is meant; ``spec`` and ``overlays``
    are what it was started with, where this session did so. ``masked`` keeps secrets out of what agents are shown.
    """

    url: str
    admin: AdminClient
    token: str
    masked: MaskedKeys
    key: str = ""
    spec: Path | None = None
    overlays: tuple[Path, ...] = field(default=())

    def forget(self) -> None:
        """Read the document anew when it is next asked for."""
        vars(self).pop("document", None)

    def served_now(self) -> dict[str, Any]:
        """The document as it is served after any reload."""
        self.forget()
        return self.document

    @cached_property
    def document(self) -> dict[str, Any]:
        """The document as it is served, read in a sandbox, so that no request of the session's own is counted."""
        with MockSandbox(self.url, "mcp", token=self.token, admin=self.admin.url) as sandbox:
            try:
                found: dict[str, Any] = AdminClient(sandbox.url, "").call("GET", "openapi.json")
            except (MockServerError, ValueError):
                raise UsageError(f"no document is served at {self.url}/openapi.json; give --url the base URL of the"
                                 " mock's API") from None  # fmt: skip
        return found


@contextlib.contextmanager
def session_mock(options: argparse.Namespace) -> Iterator[SessionMock]:
    """The mock that the options of the command mean; raises MockServerError."""
    keys = keys_in(options.key_file) if options.key_file else []
    if options.url is not None:
        if options.spec is not None or options.overlays:
            raise UsageError("--url attaches to a mock that runs, and SPEC and --overlay are for one to start;"
                             " leave one out")  # fmt: skip
        yield _attached(options, keys)
        return
    if options.admin or options.admin_token_file:
        raise UsageError("--admin and --admin-token-file are about a mock that runs; name it with --url")
    spec, overlays = options.spec or default_spec(), tuple(options.overlays)
    with ServedMock(spec, seed=options.seed, overlays=overlays) as served:
        masked = MaskedKeys((), (served.token, *keys))
        yield SessionMock(served.url, served.admin, served.token, masked, next(iter(keys), ""), spec, overlays)


def _attached(options: argparse.Namespace, keys: list[str]) -> SessionMock:
    parts = urlsplit(options.url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{options.url} is no URL of a mock; give one such as http://127.0.0.1:8000/v1")
    token = keys_in(options.admin_token_file)[0] if options.admin_token_file else os.environ.get("MOCK_ADMIN_TOKEN", "")
    if not token and not is_this_machine(parts.hostname):
        raise UsageError(f"the admin token of the mock on {parts.hostname} is not known; give it with"
                         " --admin-token-file")  # fmt: skip
    token = token or token_file.token_of(parts.port or (443 if parts.scheme == "https" else 80))
    admin = AdminClient(options.admin or f"{parts.scheme}://{parts.netloc}{ADMIN_PREFIX}", token)
    masked = MaskedKeys((), (token, *keys))
    mock = SessionMock(options.url.rstrip("/"), admin, token, masked, next(iter(keys), ""))
    if not mock.document:
        raise UsageError(f"the document served at {mock.url} is empty; give --url the base URL of the mock's API")
    return mock


def is_this_machine(host: str) -> bool:
    """Whether a host is the machine itself."""
    return host == "localhost" or is_loopback(host)
