"""What an agent may read beside the tools: the served document, that of the admin API, the words of `x-mock`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from mock_server.errors import MockServerError
from mock_server.openapi.behaviour.extension import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.command_line.mcp_server.session_mock import SessionMock

_MOST = 1_000_000


class AgentResource(NamedTuple):
    """What it is, and the function that gives its value."""

    description: str
    value: Callable[[], object]


class AgentResources:
    """The resources of a session by their URIs."""

    def __init__(self, mock: SessionMock) -> None:
        self.known = {
            "mock://openapi.json": AgentResource("The OpenAPI document as the mock serves it", lambda: mock.document),
            "mock://admin/openapi.json": AgentResource(
                "The OpenAPI document of the mock's admin API", lambda: mock.admin.call("GET", "openapi.json")
            ),
            "mock://x-mock.schema.json": AgentResource(
                "What the extension `x-mock` may say at each place of a document (JSON Schema)", schema
            ),
        }

    def text(self, uri: str) -> str:
        """One of them as JSON; raises MockServerError."""
        if uri not in self.known:
            raise MockServerError(f"there is no resource {uri[:200]}; there are {', '.join(self.known)}")
        text = json.dumps(self.known[uri].value(), ensure_ascii=False)
        if len(text) > _MOST:
            raise MockServerError(f"{uri} has {len(text):,} characters, which is too long; list_operations tells what"
                                  " operations there are, and get_lines shows lines of the document")  # fmt: skip
        return text


def _served_now(mock: SessionMock) -> object:
    """The document as it is served after any reload."""
    mock.forget()
    return mock.document
