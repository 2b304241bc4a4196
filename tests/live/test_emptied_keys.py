"""Records that are removed through the admin API: what made them may be sent again under its idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

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


def _nested() -> dict[str, Any]:
    """Things, and parts below each of them, all of which are made under a key."""
    tree = shop()
    things = tree["paths"]["/things"]
    things["post"]["parameters"] = [KEY]
    path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    part = {"name": "part", "in": "path", "required": True, "schema": {"type": "string"}}
    tree["paths"]["/things/{id}/parts"] = {
        "parameters": [path],
        "get": {**things["get"], "operationId": "listParts"},
        "post": {**things["post"], "operationId": "makePart"},
    }
    one = tree["paths"]["/things/{id}"]["get"]
    tree["paths"]["/things/{id}/parts/{part}"] = {"parameters": [path, part], "get": {**one, "operationId": "readPart"}}
    return tree


def test_an_emptied_list_is_that_of_one_parent(tmp_path: Path) -> None:
    """What was made below another one is still known by its key."""
    asked = administered(tmp_path, _nested())
    places = [f"/things/{asked.ask('POST', '/things', {'name': 'n'}).json['id']}/parts" for _ in range(2)]
    before = [_made(asked, place, {"name": "n"}) for place in places]
    assert asked.admin("DELETE", f"records/{quote(places[0][1:], safe='')}").status == 204
    after = [_made(asked, place, {"name": "n"}) for place in places]
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_the_key_of_one_removed_record_is_forgotten(tmp_path: Path) -> None:
    """That of another one of the same list is not."""
    asked = administered(tmp_path, _nested())
    first = _made(asked, "/things", {"name": "n"})
    other = asked.ask("POST", "/things", {"name": "m"}, {"idempotency-key": "k2"}).json["id"]
    assert asked.admin("DELETE", f"records/things/{first}").status == 204
    assert _made(asked, "/things", {"name": "n"}) != first
    assert asked.ask("POST", "/things", {"name": "m"}, {"idempotency-key": "k2"}).json["id"] == other
