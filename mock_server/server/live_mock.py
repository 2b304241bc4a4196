"""What is running: the documents, their store and what is kept of requests, as the admin API sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from mock_server.engine.api import Api
    from mock_server.engine.sandboxes.sandboxes import Sandboxes
    from mock_server.server.journal.hidden_secrets import HiddenSecrets
    from mock_server.server.journal.request_journal import RequestJournal
    from mock_server.server.reloading import Reloader
    from mock_server.settings import Settings


@dataclass(slots=True)
class LiveMock:
    """One running mock; every function of the admin API is given it."""

    apis: tuple[Api, ...]
    sandboxes: Sandboxes
    settings: Settings
    hidden: HiddenSecrets
    """Keeps secrets out of what is shown of requests."""
    journal: RequestJournal | None = None
    """None where none is kept."""
    description: bytes = b""
    """The admin API's own document as JSON, from its first call on."""
    app: ASGIApp = field(init=False)
    """What answers requests."""
    reloader: Reloader = field(init=False)
    """Reads the documents again."""
