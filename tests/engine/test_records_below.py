"""Lists of a record that show what is below it: by the page, as it is by now, and not in place of what came with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import httpx

from mock_server.embedded import EmbeddedMock
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
ONE = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "name": TEXT}}
MEMBERS = {"type": "array", "items": ONE}
SHOP = {
    "type": "object",
    "required": ["id", "members"],
    "properties": {"id": TEXT, "members": MEMBERS},
}


def shops(folder: Path) -> Path:
    """A document of shops with members below them."""

    def says(status: str, schema: dict[str, Any]) -> dict[str, Any]:
        return {"responses": {status: {"description": "A", "content": {"application/json": {"schema": schema}}}}}

    takes = {
        "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"name": TEXT}}}}}
    }
    paths: dict[str, Any] = {
        "/shops": {"post": says("201", SHOP), "get": says("200", {"type": "array", "items": SHOP})},
        "/shops/{shop_id}": {"get": says("200", SHOP)},
        "/shops/{shop_id}/members": {"post": {**takes, **says("201", ONE)}},
        "/shops/{shop_id}/members/{member_id}": {
            "get": says("200", ONE),
            "delete": {"responses": {"204": {"description": "Gone"}}},
        },
    }
    for path, item in paths.items():
        names = [name for name in ("shop_id", "member_id") if f"{{{name}}}" in path]
        item["parameters"] = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in names]
    file = folder / "openapi.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    return file


def test_a_page_of_what_is_below_is_shown_and_nothing_that_was_removed(tmp_path: Path) -> None:
    """However many there are, and without a write of the record above."""
    with EmbeddedMock(shops(tmp_path), seed=1) as mock:
        shop = mock.ask("POST", "/shops").json()["id"]
        made = [mock.ask("POST", f"/shops/{shop}/members", json={"name": str(n)}).json() for n in range(105)]
        assert mock.ask("GET", f"/shops/{shop}").json()["members"] == made[:100]
        mock.ask("DELETE", f"/shops/{shop}/members/{made[0]['id']}")
        assert mock.ask("GET", f"/shops/{shop}").json()["members"] == made[1:101]


def test_each_record_of_a_list_shows_its_share_and_none_that_it_is_empty(tmp_path: Path) -> None:
    """The last shop of a page has as many members as the first, however many there are in all."""
    with EmbeddedMock(shops(tmp_path), seed=1) as mock:
        made = [mock.ask("POST", "/shops").json()["id"] for _ in range(12)]
        for shop in made:
            for n in range(90):
                mock.ask("POST", f"/shops/{shop}/members", json={"name": str(n)})
        shown = [len(shop["members"]) for shop in mock.ask("GET", "/shops").json()]
        assert shown == [1_000 // 12] * 12


def test_a_list_that_may_not_be_shown_so_leaves_those_of_other_records(tmp_path: Path) -> None:
    """A name that is too long for the shop's members empties the list of that shop alone."""
    file = shops(tmp_path)
    short = {**ONE, "properties": {"id": TEXT, "name": {"maxLength": 3}}}
    text = file.read_text("utf-8").replace(json.dumps(MEMBERS), json.dumps({**MEMBERS, "items": short}))
    file.write_text(text, "utf-8")
    with EmbeddedMock(file, seed=1) as mock:
        made = [mock.ask("POST", "/shops").json()["id"] for _ in range(2)]
        for shop, name in zip(made, ("Ann", "Robert"), strict=True):
            mock.ask("POST", f"/shops/{shop}/members", json={"name": name})
        shown = [[one["name"] for one in shop["members"]] for shop in mock.ask("GET", "/shops").json()]
        assert shown == [["Ann"], []]


def test_what_a_record_came_with_stays(tmp_path: Path) -> None:
    """First records that tell of more than there is are not taken for lists of the server's own."""
    first = tmp_path / "first.json"
    members = [{"id": "m1", "name": "Ann"}, {"id": "m2", "name": "Bob"}]
    first.write_text(json.dumps({"shops": [{"id": "s1", "members": members}]}), "utf-8")
    with running_mock("--seed-data", str(first), spec=shops(tmp_path)) as mock:
        httpx.post(f"{mock.origin}/shops/s1/members", json={"name": "Cat"})
        assert httpx.get(f"{mock.origin}/shops/s1").json()["members"] == members


def test_a_list_shows_members_that_are_there_as_they_are_by_now(tmp_path: Path) -> None:
    """Users who were put into a team, changed or removed by their own path."""
    file = shops(tmp_path)
    document = json.loads(file.read_text("utf-8").replace("shops", "teams").replace("shop_id", "team_id"))
    paths = json.loads(json.dumps(document["paths"]).replace("members", "users").replace("member_id", "user_id"))
    make, below = paths["/teams/{team_id}/users"], paths["/teams/{team_id}/users/{user_id}"]
    own = {"parameters": [below["parameters"][1]], "patch": make["post"], "delete": below["delete"]}
    lists = {"description": "All", "content": {"application/json": {"schema": {"type": "array", "items": ONE}}}}
    must = {**ONE, "required": ["id", "name"]}
    text = json.dumps({**document, "paths": {
        **paths,
        "/users": {"post": make["post"]},
        "/users/{user_id}": {**own, "get": below["get"]},
        "/teams/{team_id}/users": {"parameters": make["parameters"], "get": {"responses": {"200": lists}}},
        "/teams/{team_id}/users/{user_id}": {
            "parameters": below["parameters"], "put": below["delete"], "delete": below["delete"],
        },
    }})  # fmt: skip
    file.write_text(text.replace(json.dumps(ONE), json.dumps(must)), "utf-8")
    with EmbeddedMock(file, seed=1) as mock:
        team = mock.ask("POST", "/teams").json()["id"]
        ann, bob = (mock.ask("POST", "/users", json={"name": name}).json()["id"] for name in ("Ann", "Bob"))
        for user in (ann, bob):
            mock.ask("PUT", f"/teams/{team}/users/{user}")
        mock.ask("PATCH", f"/users/{bob}", json={"name": "Rob"})
        mock.ask("DELETE", f"/users/{ann}")
        assert mock.ask("GET", f"/teams/{team}").json()["users"] == [{"id": bob, "name": "Rob"}]
