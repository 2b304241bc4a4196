"""A mock inside this process: asked by a function call, or served on a thread for whoever speaks HTTP.

The face for programs and tests that want the mock without its command:

    with EmbeddedMock("openapi.yaml") as mock:
        answer = mock.ask("POST", "/clients", json={"id": "a", "name": "A"}, headers={"Authorization": "Bearer k"})
        answer.status, answer.json()

`archive_entries` and `archived_exchange` read traffic that was recorded (HAR 1.2). `configuration` gives a program that
has the mock inside its options from where the mock's come: the command line, the environment, `mythic-mock.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.lazy_names import lazily

if TYPE_CHECKING:
    from mock_server.command_line import configuration
    from mock_server.engine.document_refusals import DocumentRefusals
    from mock_server.openapi.reading.http_archive import ArchiveError, LeftOut, archive_entries, archived_exchange
    from mock_server.server.in_process import AskedAnswer, EmbeddedMock
    from mock_server.server.mock_sandbox import MockSandbox
    from mock_server.server.on_thread import ServedMock
    from mock_server.settings import Settings, default_spec
    from mock_server.values import Values

__all__ = [
    "ArchiveError",
    "AskedAnswer",
    "DocumentRefusals",
    "EmbeddedMock",
    "LeftOut",
    "MockSandbox",
    "ServedMock",
    "Settings",
    "Values",
    "archive_entries",
    "archived_exchange",
    "configuration",
    "default_spec",
]

__getattr__ = lazily(
    __name__,
    {
        "ArchiveError": "openapi.reading.http_archive",
        "AskedAnswer": "server.in_process",
        "DocumentRefusals": "engine.document_refusals",
        "EmbeddedMock": "server.in_process",
        "LeftOut": "openapi.reading.http_archive",
        "MockSandbox": "server.mock_sandbox",
        "ServedMock": "server.on_thread",
        "Settings": "settings",
        "Values": "values",
        "archive_entries": "openapi.reading.http_archive",
        "archived_exchange": "openapi.reading.http_archive",
        "configuration": "command_line.configuration",
        "default_spec": "settings",
    },
)
