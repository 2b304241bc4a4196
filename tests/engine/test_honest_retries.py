"""A request that is sent again under one idempotency key is the same one, whatever marks each try of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.keyed_notes import KEY, listed, notes, post

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "name",
    ["x-fapi-interaction-id", "x-fapi-auth-date", "X-Retry-Count", "X-Timestamp", "x-jws-signature", "Date",
     "X-Transaction-Id", "X-Request-Id", "traceparent", "User-Agent"],
)  # fmt: skip
def test_a_header_of_each_try_is_no_part_of_the_request(tmp_path: Path, name: str) -> None:
    """Whatever words the document has for it."""
    served = notes(tmp_path, KEY, {"name": name, "in": "header", "schema": {"type": "string"}})
    assert [post(served, "k1", **{name: each}).status for each in ("a", "b")] == [201, 201]
    assert listed(served) == ["one"]


@pytest.mark.parametrize(
    "name", ["X-Tenant", "Organization-Id", "x-account-id", "Workspace", "Stripe-Account", "Api-Version", "merchantId"]
)
def test_a_header_that_names_a_client_or_a_version_is(tmp_path: Path, name: str) -> None:
    """What one tenant was answered is none for another."""
    served = notes(tmp_path, KEY, {"name": name, "in": "header", "schema": {"type": "string"}})
    assert [post(served, "k1", **{name: each}).status for each in ("a", "b", "a")] == [201, 422, 201]
