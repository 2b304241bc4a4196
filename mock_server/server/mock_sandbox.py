"""A sandbox of a mock that runs elsewhere, as a test has it in hand."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mock_server.errors import MockServerError
from mock_server.server.admin import token_file
from mock_server.server.admin_client import AdminClient
from mock_server.server.mock_control import MockControl
from mock_server.server.sandbox_names import PREFIX
from mock_server.settings import ADMIN_PREFIX
from mock_server.values import unguessable

if TYPE_CHECKING:
    from types import TracebackType

_LONGEST = 50


class MockSandbox(MockControl):
    """A sandbox of its own on the mock whose API is at ``base``; a context manager, at whose end it ends.

    ``url`` is the API's base within the sandbox; with ``headers`` the usual base (``mock_url``) leads there too.
    ``key`` is a credential that is let in, ``title`` tells people whose it is. The token of the admin API is ``token``,
    else ``$MOCK_ADMIN_TOKEN``, else that in the file of a mock on this machine. Raises MockServerError.
    """

    def __init__(
        self,
        base: str,
        title: str = "test",
        *,
        key: str = "",
        token: str = "",
        admin: str = "",
        seed: int | None = None,
    ) -> None:
        parts = urlsplit(base)
        origin = f"{parts.scheme}://{parts.netloc}"
        slug = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-")[-_LONGEST:].strip("-")
        self.name = f"{slug or 'test'}.{unguessable()[:8]}"
        self.mock_url = base.rstrip("/")
        self.url = f"{origin}{PREFIX}{self.name}{parts.path.rstrip('/')}"
        self.headers = {"X-Mock-Sandbox": self.name}
        self.key = key
        self.admin = AdminClient(
            admin or origin + ADMIN_PREFIX, token or token_file.token_of(parts.port or 80), self.name
        )
        self._seed = {} if seed is None else {"seed": seed}
        self.reset()

    def reset(self) -> None:
        """Begin again: with the first records, and the same values to come."""
        self.admin.call("PUT", "sandboxes", self.name, body=self._seed)

    def close(self) -> None:
        """End the sandbox."""
        with contextlib.suppress(MockServerError):
            self.admin.call("DELETE", "sandboxes", self.name)

    def __enter__(self) -> MockSandbox:
        """The sandbox itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.close()
