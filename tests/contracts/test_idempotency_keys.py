"""Idempotency keys as a check sends them: of the parameter that the mock takes them from, in its place."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.exchange import Request
from contracts.traffic.idempotency_keys import IdempotencyKeys, header_names
from tests.requests.small_documents import document

_DESCRIBED = "A unique id, to ensure idempotency."


@pytest.mark.parametrize(
    ("parameter", "target", "headers"),
    [
        ({"name": "Idempotency-Key", "in": "header"}, "/a", (("idempotency-key", "k"),)),
        ({"name": "Op", "in": "header", "description": _DESCRIBED}, "/a", (("Op", "k"),)),
        ({"name": "op", "in": "query", "description": _DESCRIBED}, "/a?op=k", ()),
    ],
)
def test_a_key_under_way_twice_says_of_neither_request_that_it_was_first(
    parameter: dict[str, Any], target: str, headers: tuple[tuple[str, str], ...]
) -> None:
    """The service may have taken either before the other."""
    schema = {"type": "string"}
    found = document({"paths": {"/a": {"post": {"parameters": [{**parameter, "schema": schema}], "responses": {}}}}})
    keys, operation = IdempotencyKeys(), found.operations[0]
    one = Request("POST", target, headers, b"", operation.id)
    keys.sending(one, operation)
    assert not keys.repeats(one, operation)
    keys.sending(one, operation)
    assert keys.repeats(one, operation)
    assert not keys.repeats(one, None)
    assert not keys.repeats(Request("POST", "/a", (), b"", operation.id), operation)
    assert header_names([operation]) == {name.lower() for name, _ in headers}
