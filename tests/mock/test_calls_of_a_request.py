"""What one request costs, counted in calls of Python functions: the same on every machine and under every load."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.embedded import EmbeddedMock
from tests.counted import calls
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CLIENT = {"name": "Acme", "domain": "acme.com", "email": "ops@acme.com", "api_metadata": {"plan": "pro"}}


@pytest.fixture
def mock() -> Iterator[EmbeddedMock]:
    """The mock of this repository's document, with one client."""
    with EmbeddedMock(DOCUMENT) as made:
        yield made


ANSWERS: dict[str, tuple[str, str, Callable[[int], dict[str, object] | None], int, int]] = {
    "create": ("POST", "/clients", lambda n: {"id": f"new-{n}", **CLIENT}, 201, 83),
    "refused create": ("POST", "/clients", lambda n: {"id": f"new-{n}", **CLIENT, "email": "nobody"}, 400, 60),
    "soft delete": ("DELETE", "/clients/known", lambda n: None, 200, 81),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_request_calls_no_more_functions_than_it_did(mock: EmbeddedMock, kind: str) -> None:
    """Plans, validators and rules are compiled at an operation's first request; later ones call the same few.

    The bounds are what it takes, and a few more: what every request passes has no coroutine of its own without need.
    """
    method, path, body, status, most = ANSWERS[kind]
    headers = {"Authorization": f"Bearer {mock.key}"}

    def ask(number: int) -> Any:
        sent = body(number)
        data = b"" if sent is None else json.dumps(sent).encode()
        return mock.ask(method, path, headers=[*headers.items(), ("Content-Type", "application/json")], body=data)

    mock.ask("POST", "/clients", headers=headers, json={"id": "known", **CLIENT})
    assert [ask(number).status for number in range(3)] == [status] * 3
    assert min(calls(partial(ask, number)) for number in (3, 4, 5)) <= most
