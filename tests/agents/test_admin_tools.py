"""Each operation of the admin API as a tool: in the document's words, with its answers and its refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from mock_server.command_line.mcp_server.admin_tools import LEFT_OUT, tool_name
from mock_server.server.admin.admin_document import admin_document
from tests.running import KEY

if TYPE_CHECKING:
    from tests.agents.agent_client import Agent

OPERATIONS = {operation.id: operation for operation in admin_document().operations}
TOOLS = {tool_name(name): OPERATIONS[name] for name in OPERATIONS if name not in LEFT_OUT}
RECORD = {"id": "c1", "name": "One", "company_id": "co"}
PUT = ("put_record", {"resource": "clients", "key": "c1", "body": RECORD, "force": True})
KEPT = ("take_snapshot", {"name": "before"})
BOXED = ("put_sandbox", {"name": "box", "seed": 3})
GOT = ("send_request", {"method": "DELETE", "path": "/clients/c1", "json": {"id": "c1"}})

SUCCESSES: dict[str, tuple[list[Any], dict[str, Any], str]] = {
    "list_resources": ([PUT], {}, '"name": "clients"'),
    "list_records": ([PUT], {"resource": "clients", "limit": 1}, '"key": "c1"'),
    "put_records": ([], {"resource": "clients", "body": [RECORD], "force": True}, "They are there"),
    "delete_records": ([PUT], {"resource": "clients"}, "They are gone"),
    "get_record": ([PUT], {"resource": "clients", "key": "c1"}, '"name": "One"'),
    "put_record": ([], PUT[1], '"name": "One"'),
    "patch_record": ([PUT], {"resource": "clients", "key": "c1", "body": {"name": "Two"}, "force": True},
                     '"name": "Two"'),
    "delete_record": ([PUT], {"resource": "clients", "key": "c1"}, "It is gone"),
    "reset_sandbox": ([PUT], {}, "It is as it began"),
    "list_snapshots": ([KEPT], {}, '"before"'),
    "take_snapshot": ([], KEPT[1], '"name": "before"'),
    "delete_snapshot": ([KEPT], {"name": "before"}, "It is forgotten"),
    "restore_snapshot": ([KEPT], {"name": "before"}, "It is as it was"),
    "list_sandboxes": ([BOXED], {}, '"name": "box"'),
    "get_sandbox": ([BOXED], {"name": "box"}, '"seed": 3'),
    "put_sandbox": ([], BOXED[1], '"seed": 3'),
    "delete_sandbox": ([BOXED], {"name": "box"}, "It is gone"),
    "get_clock": ([], {"sandbox": "box"}, '"stopped": false'),
    "set_clock": ([], {"set": "2030-01-01T00:00:00Z", "stopped": True, "sandbox": "box"}, "2030-01-01T00:00:00"),
    "list_operations": ([], {}, '"source": "inferred", "why": "409 is documented"'),
    "get_faults": ([("put_faults", {"rules": ["first 2 -> 503"]})], {}, '"status": 503'),
    "put_faults": ([], {"rules": ["first 2 -> 503"]}, '"status": 503'),
    "delete_faults": ([], {}, "They are gone"),
    "get_lines": ([], {"place": "/info/title"}, '"lines": ['),
    "reload": ([], {}, '"operations": 3'),
    "list_requests": ([GOT], {"status": "4XX"}, '"path": "/api/v1/clients/c1"'),
    "delete_requests": ([GOT], {}, "They are forgotten"),
    "get_request": ([GOT], {"id": 0}, '"why": ['),
    "replay_request": ([GOT], {"id": 0}, '"status": 4'),
    "find_requests": ([GOT], {"method": "DELETE"}, '"bodySize"'),
    "verify_requests": ([GOT], {"pattern": {"method": "DELETE"}, "exactly": 1}, '{"count": 1}'),
}  # fmt: skip
REFUSALS: dict[str, tuple[dict[str, Any], str]] = {
    "list_resources": ({"sandbox": "a b"}, "list_resources: sandbox: Must match"),
    "list_records": ({"resource": "gone"}, "gone"),
    "put_records": ({"resource": "clients", "body": [{"id": 1}]}, "id"),
    "delete_records": ({"resource": "gone"}, "gone"),
    "get_record": ({"resource": "clients", "key": "nobody"}, "nobody"),
    "put_record": ({"resource": "clients", "key": "c1", "body": {"name": 1}}, "name"),
    "patch_record": ({"resource": "clients", "key": "nobody", "body": {}}, "nobody"),
    "delete_record": ({"resource": "clients", "key": "nobody"}, "nobody"),
    "reset_sandbox": ({"sanbox": "a"}, "there is no argument sanbox; there is sandbox"),
    "list_snapshots": ({"sandbox": 1}, "list_snapshots: sandbox: Must be a string"),
    "take_snapshot": ({}, "take_snapshot: name: "),
    "delete_snapshot": ({"name": "gone"}, "gone"),
    "restore_snapshot": ({"name": "gone"}, "gone"),
    "list_sandboxes": ({"part": 2}, "there is no part 2, for the answer has 1"),
    "get_sandbox": ({"name": "gone"}, "gone"),
    "put_sandbox": ({"name": "box", "seed": "x"}, "put_sandbox: seed: Must be an integer"),
    "delete_sandbox": ({"name": "gone"}, "gone"),
    "get_clock": ({"part": 0}, "part is no number from 1"),
    "set_clock": ({"advance": "soon"}, "set_clock: advance: Must match"),
    "list_operations": ({"name": "x"}, "there is no argument name; there is operation, part"),
    "get_faults": ({"part": "1"}, "part is no number from 1"),
    "put_faults": ({"rules": ["first 2 -> 999999"]}, "rules.0 has '999999', which is not what happens"),
    "delete_faults": ({"all": True}, "there is no argument all"),
    "get_lines": ({}, "get_lines: place: "),
    "reload": ({"now": True}, "there is no argument now; there is none"),
    "list_requests": ({"limit": 0}, "list_requests: limit: "),
    "delete_requests": ({"sandbox": "?"}, "sandbox: Must match"),
    "get_request": ({"id": 999}, "The journal has no request 999"),
    "replay_request": ({"id": 999}, "999"),
    "find_requests": ({"urlPattern": "("}, "urlPattern"),
    "verify_requests": ({"pattern": {"method": "PUT"}, "atLeast": 1}, "0 requests match the pattern"),
}  # fmt: skip


def test_every_operation_is_a_tool_or_left_out_for_a_reason(one_agent: Agent) -> None:
    """None is forgotten, and no reason stands for what is not there."""
    assert set(LEFT_OUT) <= set(OPERATIONS)
    assert all(LEFT_OUT.values())
    assert set(one_agent.tools) - {"send_request", "check_target"} == set(TOOLS)
    assert set(TOOLS) == set(SUCCESSES) == set(REFUSALS)


def test_tools_are_told_in_the_words_of_the_document(one_agent: Agent) -> None:
    """Summaries, and descriptions of parameters; each schema is one that a client can use by itself."""
    told = {tool.name: tool for tool in one_agent.ask(lambda client: client.list_tools()).tools}
    for name, operation in TOOLS.items():
        description = told[name].description or ""
        assert description.startswith(operation.raw["summary"])
        assert operation.raw.get("description", "") in description
        properties = told[name].input_schema["properties"]
        for parameter in operation.raw.get("parameters", ()):
            raw = operation.document.follow(parameter)
            if raw["in"] != "header":
                assert properties[raw["name"]].get("description") == raw.get("description")
    for tool in told.values():
        jsonschema_rs.validator_for(tool.input_schema)
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint is (tool.name.startswith(("get_", "list_", "find_", "verify_")))


def test_no_argument_has_two_meanings() -> None:
    """Members of a body that are arguments of their own are called as no parameter is, and none as a part is."""
    for operation in TOOLS.values():
        body = operation.request_body
        members = operation.document.follow(body.content[0].schema).get("properties", {}) if body else {}
        names = [parameter.name for parameter in operation.parameters if parameter.location != "header"]
        assert not {*members, "part"} & {*names, *(["part"] if "part" in members else [])}, operation


@pytest.mark.parametrize("name", SUCCESSES)
def test_each_tool_does_what_it_says(name: str, asked: Agent) -> None:
    """And answers as the admin API does."""
    before, arguments, told = SUCCESSES[name]
    for tool, given in before:
        done = asked.call(tool, **given)
        assert not done.is_error, done.text
        if tool == "send_request" and "id" in arguments:
            arguments = {"id": json.loads(done.text)["request"]}
    result = asked.call(name, **arguments)
    assert not result.is_error, result.text
    assert told in result.text


@pytest.mark.parametrize("name", REFUSALS)
def test_each_tool_refuses_in_a_sentence(name: str, asked: Agent) -> None:
    """What is wrong, and no traceback."""
    arguments, told = REFUSALS[name]
    result = asked.call(name, **arguments)
    assert result.is_error, result.text
    assert told in result.text
    assert "Traceback" not in result.text


def test_what_did_not_come_is_told_by_what_came_nearest(asked: Agent) -> None:
    """With the field in which it differs."""
    asked.call(*GOT[:1], **GOT[1])
    result = asked.call("verify_requests", pattern={"method": "DELETE", "urlPath": "/api/v1/clients/c2"}, exactly=1)
    assert result.is_error
    nearest = json.loads(result.text.partition("nearest: ")[2])
    assert nearest[0]["differs"] == [
        {"field": "urlPath", "expected": "/api/v1/clients/c2", "observed": "/api/v1/clients/c1"}
    ]


def test_a_sandbox_is_chosen_by_an_argument(asked: Agent) -> None:
    """What is put in one is not in the server's own state."""
    asked.call("put_sandbox", name="apart")
    asked.call("put_record", **{**PUT[1], "sandbox": "apart"})
    assert not asked.call("get_record", resource="clients", key="c1", sandbox="apart").is_error
    assert asked.call("get_record", resource="clients", key="c1").is_error


def test_a_long_answer_comes_in_parts(asked: Agent) -> None:
    """Put together they are the whole; the last says that it is the last."""
    records = [{**RECORD, "id": f"c{number}", "name": "n" * 400} for number in range(100)]
    asked.call("put_records", resource="clients", body=records, force=True)
    first = asked.call("list_records", resource="clients").text
    assert "\n\nThis is part 1 of 3; ask for the next with part: 2." in first
    parts = [asked.call("list_records", resource="clients", part=part).text for part in (1, 2, 3)]
    assert parts[2].endswith("This is part 3 of 3.")
    whole = json.loads("".join(text.partition("\n\nThis is")[0] for text in parts))
    assert [item["key"] for item in whole["records"]] == [record["id"] for record in records]


def test_no_result_holds_the_token(asked: Agent) -> None:
    """Not even where it stands in a record; a key that the document names for everybody is none."""
    token = asked.mock.token
    record = {**RECORD, "name": f"{token} {KEY}"}
    result = asked.call("put_record", resource="clients", key="c1", body=record, force=True)
    assert f"[key] {KEY}" in result.text
    assert token not in result.text
    assert token not in asked.call("get_record", resource="clients", key=token).text


def test_another_name_is_told_with_the_nearest(asked: Agent) -> None:
    """A tool that there is not."""
    result = asked.call("list_record")
    assert result == ("there is no tool list_record; did you mean list_records?", True)
