"""Requests that tests ask for again and again, and the check that every answer passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.mock import documented

if TYPE_CHECKING:
    import httpx


def checked(answer: httpx.Response) -> Any:
    """The body of an answer, which must be one that the document lists."""
    sent = answer.request
    target = sent.url.raw_path.decode()
    media = answer.headers.get("content-type", "")
    assert documented.problems(sent.method, target, answer.status_code, media, answer.content) == []
    return answer.json()


def create(client: httpx.Client, key: str, **fields: Any) -> httpx.Response:
    """Ask for a client with this id."""
    return client.post("/clients", json={"id": key, "name": "Acme Retail", **fields})
