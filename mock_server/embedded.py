"""A mock inside this process: asked by a function call, or served on a thread for whoever speaks HTTP.

The face for programs and tests that want the mock without its command:

    with EmbeddedMock("openapi.yaml") as mock:
        answer = mock.ask("POST", "/clients", json={"id": "a", "name": "A"}, headers={"Authorization": "Bearer k"})
        answer.status, answer.json()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.lazy_names import lazily

if TYPE_CHECKING:
    from mock_server.server.in_process import AskedAnswer, EmbeddedMock
    from mock_server.server.mock_sandbox import MockSandbox
    from mock_server.server.on_thread import ServedMock
    from mock_server.settings import Settings, default_spec
    from mock_server.values import Values

__all__ = ["AskedAnswer", "EmbeddedMock", "MockSandbox", "ServedMock", "Settings", "Values", "default_spec"]

__getattr__ = lazily(
    __name__,
    {
        "AskedAnswer": "server.in_process",
        "EmbeddedMock": "server.in_process",
        "MockSandbox": "server.mock_sandbox",
        "ServedMock": "server.on_thread",
        "Settings": "settings",
        "Values": "values",
        "default_spec": "settings",
    },
)
