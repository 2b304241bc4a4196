"""What an answer holds while it is kept: the octets of its body, and not the room in which they were written."""

from __future__ import annotations

import tracemalloc

from mock_server.engine.answers import json_answer

_MANY = 100


def test_a_kept_body_takes_little_more_than_its_octets() -> None:
    """The journal keeps a thousand answers: what orjson writes into is eight times as large as a usual body."""
    value = {"text": "x" * 600}
    tracemalloc.start()
    try:
        kept = [json_answer(200, value, b"application/json") for _ in range(_MANY)]
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(len(answer.body) for answer in kept) > 600 * _MANY
    assert held < 3_000 * _MANY
