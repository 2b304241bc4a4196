"""Answers of the admin API: a JSON value, nothing, or a problem of one sentence (RFC 9457)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer, json_answer
from mock_server.engine.error_roles import phrase

if TYPE_CHECKING:
    from mock_server.engine.answers import Headers
    from mock_server.json_types import JSON


def given(value: JSON, status: int = 200) -> Answer:
    """``value`` as JSON."""
    return json_answer(status, value, b"application/json")


def done() -> Answer:
    """204: it is done, and there is nothing to say."""
    return Answer(204, (), b"")


def problem(status: int, sentence: str, headers: Headers = ()) -> Answer:
    """A refusal; ``sentence`` says what is wrong, where, and what is allowed."""
    body = {"type": "about:blank", "title": phrase(status), "status": status, "detail": sentence}
    return json_answer(status, body, b"application/problem+json", headers, sentence)
