"""What a form can't say: its texts are all that there is, and an empty one may be nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON


def is_form(reading: Reading) -> bool:
    """Whether a body has no way to say that there is nothing but an empty text."""
    media = reading.operation.request_media
    return media is not None and not media.is_json


def without_empty(sent: JSON, got: JSON) -> JSON:
    """An object that was sent in a form, but for its empty texts that are not shown."""
    if not isinstance(sent, dict) or not isinstance(got, dict):
        return sent
    return {name: value for name, value in sent.items() if value != "" or got.get(name) is not None}
