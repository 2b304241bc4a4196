"""Whether the mock runs, and which one it is; the admin API's own document."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mock_server import __version__
from mock_server.engine.answers import Answer
from mock_server.server.admin.answering import given
from mock_server.store import StoreUnavailable

VERSION = __version__
log = logging.getLogger("mock_server")

if TYPE_CHECKING:
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock


def get_health(mock: LiveMock, _call: Call) -> Answer:
    """The mock answers, and its records can be reached."""
    try:
        mock.sandboxes.store.holds("", "")
    except StoreUnavailable as error:
        log.error("%s", error)
        return given({"status": "unavailable"}, 503)
    return given({"status": "ok"})


def get_version(_mock: LiveMock, _call: Call) -> Answer:
    """The version of the package."""
    return given({"name": "mock-server", "version": VERSION})


def get_description(mock: LiveMock, _call: Call) -> Answer:
    """The document of the admin API, with where it lies on this server."""
    length = b"%d" % len(mock.description)
    return Answer(200, ((b"content-type", b"application/json"), (b"content-length", length)), mock.description)
