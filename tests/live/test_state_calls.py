"""Records, reset, snapshots, sandboxes and clock through the admin API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, record
from tests.live.admin_calls import Administered, administered
from tests.live.shop import SENT, json_of, shop

if TYPE_CHECKING:
    from pathlib import Path

SEED = {"things": [{"id": "s1", "name": "seeded"}, {"id": "s2", "name": "too"}]}


@pytest.fixture
def seeded(tmp_path: Path) -> Administered:
    """A mock with two first records."""
    return administered(tmp_path, shop(), SEED)


def test_records_are_seen_as_they_are_kept(seeded: Administered) -> None:
    """Resources with their counts, pages of records in order, one record."""
    made = seeded.ask("POST", "/things", {"name": "new"}).json
    (resource,) = seeded.admin("GET", "records").json["resources"]
    assert (resource["resource"], resource["key"], resource["records"]) == ("/things", "id", 3)
    page = seeded.admin("GET", "records/things?limit=2").json
    assert ([item["key"] for item in page["records"]], page["total"], page["next"]) == (["s1", "s2"], 3, "s2")
    rest = seeded.admin("GET", "records/things?limit=2&after=s2").json
    assert (rest["records"], rest["next"]) == ([{"key": made["id"], "record": made}], None)
    assert seeded.admin("GET", f"records/things/{made['id']}").json == made


def test_a_record_is_put_changed_and_removed(seeded: Administered) -> None:
    """What is required and left out is made up; what was removed is missed, and nothing is made up for it."""
    reply = seeded.admin("PUT", "records/things/x", {"name": "put", "note": "n"})
    assert (reply.status, reply.json["id"]) == (201, "x")
    assert seeded.ask("GET", "/things/x").json == reply.json
    assert seeded.admin("PUT", "records/things/x", {**reply.json, "name": "again"}).status == 200
    patched = seeded.admin("PATCH", "records/things/x", {"note": "other"})
    assert (patched.status, patched.json["name"], patched.json["note"]) == (200, "again", "other")
    assert seeded.admin("DELETE", "records/things/x").status == 204
    assert seeded.ask("GET", "/things/x").status == 404
    assert seeded.names() == ["seeded", "too"]
    assert seeded.admin("DELETE", "records/things").status == 204
    assert seeded.names() == []
    assert seeded.admin("PUT", "records/things", [{"id": "b", "name": "1"}, {"id": "a", "name": "2"}]).status == 204
    assert seeded.names() == ["1", "2"]


def test_sandboxes_have_records_of_their_own_here_too(seeded: Administered) -> None:
    """The query names the sandbox, or the header; without either it is the server's own state."""
    seeded.admin("PUT", "records/things/q?sandbox=a", {"name": "by query"})
    seeded.admin("PUT", "records/things/h", {"name": "by header"}, **{"x-mock-sandbox": "a"})
    seeded.admin("PUT", "records/things/b", {"name": "by baggage"}, baggage="mock-sandbox=a")
    assert seeded.names("a")[2:] == ["by query", "by header", "by baggage"]
    assert seeded.names() == ["seeded", "too"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "said"),
    [
        ("PUT", "records/things/x", {"name": 7}, 409, "record.name"),
        ("PUT", "records/things/x", {"name": 7, "note": 8}, 409, "record.note"),
        ("PUT", "records/things/x", {"name": "a", "id": "y"}, 409, "record.id: is 'y', and the path says 'x'"),
        ("PUT", "records/things/x", [], 400, "body"),
        ("PATCH", "records/things/s1", {"name": 7}, 409, "record.name"),
        ("PATCH", "records/things/none", {}, 404, "There is no record 'none' in things"),
        ("GET", "records/things/none", None, 404, "There is no record 'none' in things"),
        ("DELETE", "records/things/none", None, 404, "There is no record 'none' in things"),
        ("GET", "records/nothings", None, 404, "there is no resource nothings; there are /things"),
        ("GET", "records/things?limit=0", None, 400, "limit"),
        ("GET", "records/things?after=none", None, 404, "after"),
        ("PUT", "records/things", [{"name": "a"}], 409, "records.0: has no key; give it id"),
        ("PUT", "records/things", [{"id": "a", "name": "a"}, {"id": "a", "name": "b"}], 409, "records.1"),
        ("PUT", "records/things", [{"id": "a", "name": "a"}, {"id": "b", "name": 1}], 409, "records.1.name"),
        ("POST", "snapshots/a%20b", None, 400, "name"),
        ("POST", "snapshots/none/restore", None, 404, "default has no snapshot 'none'"),
        ("DELETE", "snapshots/none", None, 404, "default has no snapshot 'none'"),
        ("GET", "sandboxes/none", None, 404, "There is no sandbox 'none'"),
        ("DELETE", "sandboxes/none", None, 404, "There is no sandbox 'none'"),
        ("DELETE", "sandboxes/default", None, 409, "reset it instead"),
        ("PUT", "sandboxes/a%20b", {}, 400, "name"),
        ("PUT", "sandboxes/a", {"seed": "x"}, 400, "seed"),
        ("GET", "records/things?sandbox=a%20b", None, 400, "sandbox: Must match"),
        ("POST", "clock", {}, 400, "body"),
        ("POST", "clock", {"set": "noon"}, 400, "set"),
        ("POST", "clock", {"advance": "1 hour"}, 400, "advance"),
        ("POST", "clock", {"advance": "9999999d"}, 409, "from 1970 to 9999"),
        ("POST", "clock", {"set": "2030-01-01", "advance": "1s"}, 400, "body"),
        ("POST", "clock", {"set": "2030-02-30"}, 409, "set: '2030-02-30' is no time that there is"),
        ("POST", "clock", {"stopped": "yes"}, 400, "stopped"),
    ],
)
def test_bad_input_is_one_sentence_and_loses_nothing(
    seeded: Administered, method: str, path: str, body: Any, status: int, said: str
) -> None:
    """A problem with the status that fits, which names the member; the state is as it was."""
    seeded.admin("POST", "clock", {"stopped": True})
    before = [seeded.admin("GET", path).json for path in ("records/things", "clock", "snapshots")]
    reply = seeded.admin(method, path, body)
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    assert said in reply.json["detail"]
    assert [seeded.admin("GET", path).json for path in ("records/things", "clock", "snapshots")] == before


def test_force_keeps_what_breaks_the_document(seeded: Administered) -> None:
    """For tests of clients that must bear it."""
    assert seeded.admin("PUT", "records/things/x?force=true", {"name": 7}).json["name"] == 7
    assert seeded.admin("GET", "records/things/x").json["name"] == 7


def test_a_secret_is_kept_as_its_hash(tmp_path: Path) -> None:
    """One that comes back as it was shown is left as it is."""
    tree = shop()
    schema = record(pin={"type": "string", "x-mock": {"secret": "hash"}})
    for path, method in (("/things", "post"), ("/things/{id}", "get")):
        (status,) = (status for status in tree["paths"][path][method]["responses"] if status[0] == "2")
        tree["paths"][path][method]["responses"][status] = json_of(schema)
    asked = administered(tmp_path, tree)
    kept = asked.admin("PUT", "records/things/x", {"name": "a", "pin": "1234"}).json
    assert kept["pin"].startswith("sha256:")
    assert asked.admin("PUT", "records/things/x", {**kept, "name": "b"}).json == {**kept, "name": "b"}


def test_resources_below_others(tmp_path: Path) -> None:
    """Records below a parent are named by the path of their collection."""
    tree = shop()
    one = {"name": "org", "in": "path", "required": True, "schema": {"type": "string"}}
    tree["paths"]["/orgs/{org}/pets"] = {
        "parameters": [one],
        "get": answering({"type": "array", "items": record()}),
        "post": {**answering(record(), status="201"), "requestBody": json_of(SENT)},
    }
    asked = administered(tmp_path, tree)
    put = asked.admin("PUT", "records/orgs%2Fa%252Fb%2Fpets/p", {"name": "Rex"})
    assert put.status == 201
    assert asked.names(path="/orgs/a%2Fb/pets") == ["Rex"]
    paths = [item["resource"] for item in asked.admin("GET", "records").json["resources"]]
    assert paths == ["/things", "/orgs/a%2Fb/pets"]


def test_reset_goes_back_to_the_first_records(tmp_path: Path) -> None:
    """Records, values and clock are as at the start, in the server's own state and in a sandbox; others stay."""
    asked = administered(tmp_path, shop(), SEED)
    seen: dict[str, list[str]] = {"default": [], "a": []}
    for sandbox, ids in seen.items():
        for _ in range(2):
            asked.admin("POST", f"clock?sandbox={sandbox}", {"advance": "1d"})
            ids.append(asked.ask("POST", "/things", {"name": "n"}, {"x-mock-sandbox": sandbox}).json["id"])
            asked.ask("DELETE", "/things/s1", headers={"x-mock-sandbox": sandbox})
            asked.ask("POST", "/things", {"name": "b"}, {"x-mock-sandbox": "b"})
            assert asked.admin("POST", f"reset?sandbox={sandbox}").status == 204
            assert asked.names(sandbox) == ["seeded", "too"]
    assert len(asked.names("b")) == 6
    assert seen["a"][0] == seen["a"][1] == seen["default"][0] == seen["default"][1]
    clocks = [asked.admin("GET", f"clock?sandbox={name}").json["now"][:10] for name in ("default", "a", "b")]
    assert len(set(clocks)) == 1


def test_reset_of_a_durable_store(tmp_path: Path) -> None:
    """What an earlier run left is not among the first records; what is reset stays so over a restart."""
    from mock_server import Settings, create_app
    from tests.documents.asking import Mock
    from tests.live.admin_calls import TOKEN

    first = administered(tmp_path, shop(), SEED)
    settings = Settings(
        spec=tmp_path / "openapi.json", store=f"{tmp_path}/a.journal", seed_data=(tmp_path / "seed.json",),
        admin="on", admin_token=TOKEN, log_level="error",
    )  # fmt: skip
    for names in (["seeded", "too"], ["seeded", "too", "kept"], ["seeded", "too"]):
        asked = Administered(Mock(create_app(settings)))
        assert asked.names() == names
        if len(names) == 3:
            asked.admin("POST", "reset")
        else:
            asked.ask("POST", "/things", {"name": "kept"})
        asked.mock.app.store.close()
    assert first.names() == ["seeded", "too"]


def test_snapshots_keep_all_that_decides_the_next_answers(seeded: Administered) -> None:
    """After a restoration the same requests have the same answers, each sandbox's by its own snapshots."""
    for sandbox in ("default", "a"):
        query, header = f"?sandbox={sandbox}", {"x-mock-sandbox": sandbox}
        seeded.admin("POST", f"clock{query}", {"stopped": True})
        seeded.ask("PUT", "/things/s2", {"name": "changed"}, header)
        assert seeded.admin("POST", f"snapshots/one{query}").status == 201
        made = [seeded.ask("POST", "/things", {"name": "n"}, header).json for _ in range(2)]
        seeded.admin("POST", f"clock{query}", {"advance": "1h"})
        seeded.ask("DELETE", "/things/s1", headers=header)
        for _ in range(2):
            assert seeded.admin("POST", f"snapshots/one/restore{query}").status == 204
            assert seeded.names(sandbox) == ["seeded", "changed"]
            assert [seeded.ask("POST", "/things", {"name": "n"}, header).json for _ in range(2)] == made
    seeded.admin("POST", "snapshots/two?sandbox=a")
    assert seeded.admin("GET", "snapshots?sandbox=a").json == {"snapshots": ["one", "two"]}
    assert seeded.admin("DELETE", "snapshots/one?sandbox=a").status == 204
    assert seeded.admin("GET", "snapshots?sandbox=a").json == {"snapshots": ["two"]}
    assert seeded.admin("GET", "snapshots").json == {"snapshots": ["one"]}


def test_there_are_a_hundred_snapshots_at_the_most(seeded: Administered) -> None:
    """One more is a conflict that says what to do; one that is there can be taken anew."""
    sandbox = seeded.mock.app.sandboxes.default
    sandbox.snapshots.update({f"s{number}": sandbox.snapshot() for number in range(100)})
    reply = seeded.admin("POST", "snapshots/more")
    assert (reply.status, "100 snapshots" in reply.json["detail"]) == (409, True)
    assert seeded.admin("POST", "snapshots/s5").status == 201


def test_sandboxes_are_listed_begun_and_ended(seeded: Administered) -> None:
    """One that is begun with a seed gives the values of that seed, again after each reset."""
    begun = seeded.admin("PUT", "sandboxes/a", {"seed": 7}).json
    assert (begun["name"], begun["seed"], begun["records"], begun["requestsUnderWay"]) == ("a", 7, 2, 0)
    seeded.admin("PUT", "sandboxes/b", {"seed": 7})
    made = [seeded.ask("POST", "/things", {"name": "n"}, {"x-mock-sandbox": name}).json["id"] for name in "ab"]
    assert made[0] == made[1] != seeded.ask("POST", "/things", {"name": "n"}).json["id"]
    seeded.admin("POST", "reset?sandbox=a")
    assert seeded.ask("POST", "/things", {"name": "n"}, {"x-mock-sandbox": "a"}).json["id"] == made[0]
    assert [item["name"] for item in seeded.admin("GET", "sandboxes").json["sandboxes"]] == ["a", "b"]
    assert seeded.admin("DELETE", "sandboxes/a").status == 204
    assert seeded.names("a") == ["seeded", "too"]
    assert seeded.admin("GET", "sandboxes/a").json["seed"] is None
    assert seeded.admin("DELETE", "sandboxes").status == 204
    assert seeded.admin("GET", "sandboxes").json == {"sandboxes": []}


def test_a_thousand_sandboxes_are_the_most_here_too(seeded: Administered) -> None:
    """A call that would begin one more is refused with 429."""
    for number in range(1_000):
        seeded.mock.app.sandboxes.named(f"s{number}")
    reply = seeded.admin("PUT", "records/things/x?sandbox=more", {"name": "x"})
    assert (reply.status, "1,000 sandboxes" in reply.json["detail"]) == (429, True)


def test_a_clock_is_a_sandboxs_own(seeded: Administered) -> None:
    """Set, moved on, stopped: times in its records follow, and in no other's."""
    header = {"x-mock-sandbox": "a"}
    answer = seeded.admin("POST", "clock", {"set": "2031-01-01T00:00:00Z", "stopped": True}, **header).json
    assert answer == {"now": "2031-01-01T00:00:00.000Z", "stopped": True}
    assert seeded.ask("POST", "/things", {"name": "n"}, header).json["made_at"] == answer["now"]
    assert seeded.admin("POST", "clock", {"advance": "1.5h"}, **header).json["now"] == "2031-01-01T01:30:00.000Z"
    assert seeded.admin("POST", "clock", {"advance": "-1d"}, **header).json["now"] == "2030-12-31T01:30:00.000Z"
    assert seeded.ask("POST", "/things", {"name": "n"}, header).json["made_at"] == "2030-12-31T01:30:00.000Z"
    assert not seeded.ask("POST", "/things", {"name": "n"}).json["made_at"].startswith("203")
    assert seeded.admin("POST", "clock", {"stopped": False}, **header).json["stopped"] is False
