"""A mock inside this process: asked by a function call, or served on a thread for whoever speaks HTTP.

The face for programs and tests that want the mock without its command:

    with EmbeddedMock("openapi.yaml") as mock:
        answer = mock.ask("POST", "/clients", json={"id": "a", "name": "A"}, headers={"Authorization": "Bearer k"})
        answer.status, answer.json()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_server.server.in_process import AskedAnswer, EmbeddedMock
    from mock_server.server.on_thread import ServedMock
    from mock_server.settings import Settings, default_spec
    from mock_server.values import Values

__all__ = ["AskedAnswer", "EmbeddedMock", "ServedMock", "Settings", "Values", "default_spec"]

_PLACES = {
    "AskedAnswer": "server.in_process",
    "EmbeddedMock": "server.in_process",
    "ServedMock": "server.on_thread",
    "Settings": "settings",
    "Values": "values",
    "default_spec": "settings",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"mock_server.{_PLACES[name]}"), name)
