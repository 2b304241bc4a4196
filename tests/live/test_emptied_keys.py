"""Records that are removed through the admin API: what made them may be sent again under its idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.live.admin_calls import Administered, administered
from tests.live.shop import shop

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}


def _made(asked: Administered, path: str, body: dict[str, Any]) -> str:
    reply = asked.ask("POST", path, body, {"idempotency-key": "k1"})
    assert reply.status == 201
    return str(reply.json["id"])


@pytest.mark.parametrize(("method", "body"), [("DELETE", None), ("PUT", [])])
def test_a_key_is_forgotten_with_the_records_of_its_resource(tmp_path: Path, method: str, body: Any) -> None:
    """A suite with constant keys begins anew each time; those of other resources are still known."""
    tree = shop()
    tree["paths"]["/things"]["post"]["parameters"] = [KEY]
    tree["paths"]["/others"] = {"post": {**tree["paths"]["/things"]["post"], "operationId": "makeOther"}}
    asked = administered(tmp_path, tree)
    first, other = (_made(asked, path, {"name": "n"}) for path in ("/things", "/others"))
    assert asked.admin(method, "records/things", body).status == 204
    again = _made(asked, "/things", {"name": "n"})
    assert again != first
    assert [thing["id"] for thing in asked.ask("GET", "/things").json] == [again]
    assert _made(asked, "/others", {"name": "n"}) == other
