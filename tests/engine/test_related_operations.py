"""Operations beside a resource's own paths work on it: actions, views, bulk, single records, paths in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.documents import app, call, operation

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
KEY = {"name": "id", "in": "path", "required": True, "schema": TEXT}
TASK = {
    "type": "object",
    "required": ["id", "title"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "title": TEXT,
        "state": {"type": "string", "enum": ["open", "closed", "cancelled"], "default": "open"},
        "archived": {"type": "boolean", "default": False},
        "tags": {"type": "array", "items": {"type": "object", "properties": {"id": TEXT, "name": TEXT}}},
    },
}
TASKS = {"type": "array", "items": TASK}


def _query(name: str, schema: dict[str, Any] | None = None, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": required, "schema": schema or TEXT}


def _board(**more: Any) -> dict[str, Any]:
    """Tasks that can be created, listed, read and removed, and more paths."""
    return {
        "paths": {
            "/tasks": {"get": operation(answers={"200": TASKS}), "post": operation(body=TASK, answers={"201": TASK})},
            "/tasks/{id}": {"parameters": [KEY], "get": operation(answers={"200": TASK, "404": None}),
                            "delete": operation(answers={"204": None})},
            **more,
        }
    }  # fmt: skip


@pytest.mark.parametrize("method", ["post", "put", "patch"])
@pytest.mark.parametrize("shown", [TASK, None], ids=["shows it", "shows nothing"])
@pytest.mark.parametrize(
    ("verb", "member", "value"),
    [("close", "state", "closed"), ("cancel", "state", "cancelled"), ("archive", "archived", True)],
)
def test_a_verb_below_an_item(tmp_path: Path, verb: str, member: str, value: Any, shown: Any, method: str) -> None:
    """What an action leaves is what reading shows."""
    act = {"parameters": [KEY], method: operation(answers={"200": shown} if shown else {"204": None})}
    mock = app(tmp_path, _board(**{f"/tasks/{{id}}/{verb}": act}))
    made = call(mock, "POST", "/tasks", {"title": "Sweep"})[1]
    answer = call(mock, method.upper(), f"/tasks/{made['id']}/{verb}")[1]
    wanted = {**made, member: value}
    assert answer == (wanted if shown else b"")
    assert call(mock, "GET", f"/tasks/{made['id']}")[1] == wanted


def test_an_action_with_a_body_and_a_view(tmp_path: Path) -> None:
    """Fields that an action takes change the record, a view shows it, an undone verb takes a flag back."""
    rename = {"parameters": [KEY], "post": operation(body={"type": "object", "properties": {"title": TEXT}},
                                                     answers={"200": TASK})}  # fmt: skip
    view = {"parameters": [KEY], "get": operation(answers={"200": TASK, "404": None})}
    paths: dict[str, Any] = {"/tasks/{id}/rename": rename, "/tasks/{id}/details": view}
    for verb in ("archive", "unarchive"):
        paths[f"/tasks/{{id}}/{verb}"] = {"parameters": [KEY], "post": operation(answers={"200": TASK})}
    mock = app(tmp_path, _board(**paths))
    made = call(mock, "POST", "/tasks", {"title": "Sweep"})[1]
    renamed = call(mock, "POST", f"/tasks/{made['id']}/rename", {"title": "Mop"})[1]
    assert renamed == {**made, "title": "Mop"}
    assert call(mock, "GET", f"/tasks/{made['id']}/details")[1] == renamed
    assert call(mock, "POST", f"/tasks/{made['id']}/archive")[1]["archived"] is True
    assert call(mock, "POST", f"/tasks/{made['id']}/unarchive")[1] == renamed


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_search_below_a_collection(tmp_path: Path, method: str) -> None:
    """A search lists the records of the collection, by its filters."""
    listed = {"type": "object", "required": ["results", "total"],
              "properties": {"results": TASKS, "total": {"type": "integer"}}}  # fmt: skip
    wanted: Any = operation(answers={"200": listed}, parameters=[_query("title"), _query("q")])
    if method == "post":
        body = {"type": "object", "properties": {"title": TEXT}}
        wanted = operation(body=body, answers={"200": listed})
    mock = app(tmp_path, _board(**{"/tasks/search": {method: wanted}}))
    made = [call(mock, "POST", "/tasks", {"title": title})[1] for title in ("Sweep", "Mop")]
    if method == "post":
        found = call(mock, "POST", "/tasks/search", {"title": "Mop"})[1]
    else:
        found = call(mock, "GET", "/tasks/search?title=Mop")[1]
        assert call(mock, "GET", "/tasks/search?q=swee")[1]["results"] == [made[0]]
    assert found == {"results": [made[1]], "total": 1}


def test_a_view_by_state_and_tags(tmp_path: Path) -> None:
    """``/findByState`` and ``/findByTags`` filter the records, also by the names of things in them."""
    several = {"type": "array", "items": TEXT}
    states, tags = (operation(answers={"200": TASKS}, parameters=[_query(n, several)]) for n in ("state", "tags"))
    mock = app(tmp_path, _board(**{"/tasks/findByState": {"get": states}, "/tasks/findByTags": {"get": tags}}))
    one = call(mock, "POST", "/tasks", {"title": "A", "state": "closed", "tags": [{"id": "1", "name": "red"}]})[1]
    two = call(mock, "POST", "/tasks", {"title": "B", "state": "open", "tags": [{"id": "2", "name": "blue"}]})[1]
    assert call(mock, "GET", "/tasks/findByState?state=closed")[1] == [one]
    assert call(mock, "GET", "/tasks/findByState?state=closed&state=open")[1] == [one, two]
    assert call(mock, "GET", "/tasks/findByTags?tags=blue")[1] == [two]


@pytest.mark.parametrize("shown", [TASKS, TASK, None], ids=["all", "one", "nothing"])
def test_many_at_once(tmp_path: Path, shown: Any) -> None:
    """``/createWithList`` makes records of the collection above it."""
    many = operation(body=TASKS, answers={"200": shown} if shown else {"201": None})
    mock = app(tmp_path, _board(**{"/tasks/createWithList": {"post": many}}))
    call(mock, "POST", "/tasks/createWithList", [{"title": "A"}, {"title": "B"}])
    listed = call(mock, "GET", "/tasks")[1]
    assert [task["title"] for task in listed] == ["A", "B"]
    assert call(mock, "GET", f"/tasks/{listed[1]['id']}")[1] == listed[1]


@pytest.mark.parametrize("wrapped", [False, True])
@pytest.mark.parametrize("method", ["put", "patch", "post"])
@pytest.mark.parametrize("path", ["/settings", "/me", "/teams/{id}/settings"])
def test_one_record_of_a_path(tmp_path: Path, path: str, method: str, *, wrapped: bool) -> None:
    """A path that shows what it takes is one record, of each parent its own, wrapped as the answer says."""
    sent: dict[str, Any] = {"type": "object", "properties": {"theme": TEXT, "size": {"type": "integer"}}}
    shown = {"type": "object", "required": ["settings"], "properties": {"settings": sent}} if wrapped else sent
    paths = {path: {"get": operation(answers={"200": shown}), method: operation(body=sent, answers={"200": shown})}}
    if "{" in path:
        paths[path]["parameters"] = [KEY]  # type: ignore[assignment]
    mock = app(tmp_path, {"paths": paths})
    here, there = (path.replace("{id}", key) for key in ("a", "b"))
    body = {"theme": "dark", "size": 3}
    wanted = {"settings": body} if wrapped else body
    assert call(mock, method.upper(), here, body)[1] == wanted
    assert call(mock, "GET", here)[1] == wanted
    if here != there:
        assert call(mock, "GET", there)[1] != wanted


def test_a_collection_whose_records_have_no_path(tmp_path: Path) -> None:
    """What one operation makes another lists, changes and removes, though no path names one record."""
    paths = {
        "/tasks": {
            "get": operation(answers={"200": TASKS}),
            "post": operation(body=TASK, answers={"200": TASK}),
            "delete": operation(answers={"204": None}, parameters=[_query("id", required=True)]),
        }
    }
    mock = app(tmp_path, {"paths": paths})
    made = [call(mock, "POST", "/tasks", {"title": title})[1] for title in ("A", "B")]
    assert call(mock, "GET", "/tasks")[1] == made
    assert call(mock, "DELETE", f"/tasks?id={made[0]['id']}")[0] == 204
    assert call(mock, "GET", "/tasks")[1] == [made[1]]
    assert call(mock, "DELETE", f"/tasks?id={made[1]['id']}")[0] == 204
    assert call(mock, "GET", "/tasks")[1] == []


STYLES = ["/tasks.{}", "/tasks/{}", "/api/v2/tasks.{}"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("envelope", ["", "data", "task"])
def test_paths_in_words(tmp_path: Path, style: str, envelope: str) -> None:
    """``tasks.create``, ``tasks.info``, ``tasks.list``, ``tasks.update``, ``tasks.delete`` work on one resource."""

    def wrapped(schema: dict[str, Any]) -> dict[str, Any]:
        inner = {"type": "object", "required": ["ok", envelope],
                 "properties": {"ok": {"type": "boolean"}, envelope: schema}}  # fmt: skip
        return inner if envelope else schema

    named = {"type": "object", "required": ["id"], "properties": {"id": TEXT}}
    change = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "title": TEXT}}
    take = {"type": "object", "required": ["title"], "properties": {"title": TEXT, "state": TEXT}}
    ok = {"type": "object", "properties": {"ok": {"type": "boolean"}}}
    paths = {
        style.format("create"): {"post": operation(body=take, answers={"200": wrapped(TASK)})},
        style.format("info"): {"post": operation(body=named, answers={"200": wrapped(TASK), "404": None})},
        style.format("list"): {"post": operation(answers={"200": wrapped(TASKS)})},
        style.format("update"): {"post": operation(body=change, answers={"200": wrapped(TASK)})},
        style.format("delete"): {"post": operation(body=named, answers={"200": ok})},
    }
    mock = app(tmp_path, {"paths": paths})

    def ask(verb: str, body: Any = None) -> Any:
        answer = call(mock, "POST", style.format(verb), body)[1]
        return answer[envelope] if envelope and envelope in answer else answer

    made = ask("create", {"title": "A", "state": "closed"})
    assert (made["title"], made["state"]) == ("A", "closed")
    other = ask("create", {"title": "B"})
    assert ask("info", {"id": made["id"]}) == made
    assert ask("list") == [made, other]
    changed = ask("update", {"id": made["id"], "title": "C"})
    assert changed == {**made, "title": "C"}
    assert ask("info", {"id": made["id"]}) == changed
    ask("delete", {"id": made["id"]})
    assert call(mock, "POST", style.format("info"), {"id": made["id"]})[0] == 404
    assert ask("list") == [other]


def test_words_with_queries(tmp_path: Path) -> None:
    """``rooms.info?room=``: a query parameter, called as the record is, names it; so does the only required one."""
    room = {"type": "object", "properties": {"id": TEXT, "name": TEXT}}
    shown = {"type": "object", "properties": {"ok": {"type": "boolean"}, "room": room}}
    paths = {
        "/rooms.create": {"post": operation(body={"type": "object", "properties": {"name": TEXT}},
                                            answers={"200": shown})},
        "/rooms.info": {"get": operation(answers={"200": shown}, parameters=[_query("room", required=True)])},
        "/rooms.rename": {"post": operation(body={"type": "object", "properties": {"room": TEXT, "name": TEXT}},
                                            answers={"200": shown})},
    }  # fmt: skip
    mock = app(tmp_path, {"paths": paths})
    one, two = (call(mock, "POST", "/rooms.create", {"name": name})[1]["room"] for name in ("a", "a"))
    assert one["id"] != two["id"]
    assert call(mock, "GET", f"/rooms.info?room={one['id']}")[1]["room"] == one


def test_the_relations_are_told(tmp_path: Path) -> None:
    """The reason of a relation says what it was found by."""
    act = {"parameters": [KEY], "post": operation(answers={"204": None})}
    find = operation(answers={"200": TASKS}, parameters=[_query("state")])
    mock = app(tmp_path, _board(**{"/tasks/{id}/close": act, "/tasks/findByState": {"get": find}}))
    reasons = {
        str(plan.operation): " ".join(reason.why for reason in plan.behaviour.reasons) for plan in mock.apis[0].plans
    }
    assert "the verb close; state becomes closed" in reasons["POST /tasks/{id}/close"]
    assert "lists records of tasks" in reasons["GET /tasks/findByState"]


def test_a_list_below_an_item_is_its_own(tmp_path: Path) -> None:
    """``/tasks/{id}/comments`` with a GET that lists is a collection, no action, whatever POST on it shows."""
    item = {
        "parameters": [KEY],
        "get": operation(answers={"200": TASKS}),
        "post": operation(body=TASK, answers={"201": TASK}),
    }
    mock = app(tmp_path, _board(**{"/tasks/{id}/parts": item}))
    made = call(mock, "POST", "/tasks", {"title": "A"})[1]
    part = call(mock, "POST", f"/tasks/{made['id']}/parts", {"title": "B"})[1]
    assert call(mock, "GET", f"/tasks/{made['id']}")[1] == made
    assert call(mock, "GET", f"/tasks/{made['id']}/parts")[1] == [part]
