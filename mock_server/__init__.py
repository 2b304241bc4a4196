"""A stateful mock server that an OpenAPI document drives.

The public face, each loaded when it is first used: `create_app`, `Settings`, `load_document`, `behaviours`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.lazy_names import lazily

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.operation_behaviours import behaviours
    from mock_server.openapi.reading.document import Document, load_document
    from mock_server.server.app import MockApp, create_app
    from mock_server.settings import Settings

__version__ = "0.1.0"
__all__ = ["Document", "MockApp", "Settings", "__version__", "behaviours", "create_app", "load_document"]

__getattr__ = lazily(
    __name__,
    {
        "create_app": "server.app",
        "MockApp": "server.app",
        "Settings": "settings",
        "Document": "openapi.reading.document",
        "load_document": "openapi.reading.document",
        "behaviours": "openapi.behaviour.operation_behaviours",
    },
)
