"""GETs that say that they change something: HTTP promises that none does, and services do as they like."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contracts.cases.check_plan import CheckPlan
from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.run import Check
from contracts.settings import Settings
from contracts.traffic.creations import Creations
from contracts.traffic.harmful_reads import harms_by_get
from contracts.traffic.operation_choice import OperationChoice
from contracts.traffic.operation_purpose import changing_reads
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document


def document(folder: Path, path: str, summary: str = "", *, read: bool = True, post: bool = False) -> Document:
    """One GET on this path, and a POST where there is to be one."""
    one = {"operationId": "x1", "summary": summary, "responses": {"200": {"description": "Done"}}}
    methods = {**({"get": one} if read else {}), **({"post": {**one, "operationId": "x2"}} if post else {})}
    file = folder / "one.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "One", "version": "1"}, "paths": {path: methods}}))  # fmt: skip
    return load_document(file)


@pytest.mark.parametrize(
    ("path", "summary", "told"),
    [
        ("/createdb", "", True),
        ("/admin/flush", "", True),
        ("/mails/send", "", True),
        ("/people", "Resets the counters", True),
        ("/importers/core", "", False),
        ("/imports", "", False),
        ("/people", "All users who have created events", False),
        ("/people", "Creators of events", False),
    ],
)
def test_what_sounds_as_if_it_changed_something_is_named(path: str, summary: str, told: bool, tmp_path: Path) -> None:
    """A deed is; what was created, and who imports, is not."""
    assert bool(changing_reads(document(tmp_path, path, summary).operations)) is told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("send a test email to the admin", True),
        ("Sends the report", True),
        ("Send times of the last mails", False),
        ("Runs of a model", False),
        ("The last mails. Send a test email by another path.", False),
        ("Send", False),
        ("", False),
    ],
)
def test_a_description_that_begins_with_a_deed_names_the_operation(said: str, told: bool, tmp_path: Path) -> None:
    """It is all that some documents say: path and summary are one word."""
    (read,) = document(tmp_path, "/testemail", "Testemail").operations
    assert bool(changing_reads([replace(read, raw={**read.raw, "description": said})])) is told


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        ("/admin/restart", True),
        ("/node/shutdown/", True),
        ("/admin/restart-server", True),
        ("/system/shutdown_now", True),
        ("/kill-switch", False),
        ("/containers/{id}/restart-policy", False),
        ("/features/reboot-window", False),
        ("/restarts", False),
        ("/restart/{id}", True),
        ("/info", False),
    ],
)
def test_a_read_that_stops_the_service_is_not_sent_unasked(path: str, refused: bool, tmp_path: Path) -> None:
    """Nobody would answer the rest of the check; who asks for it by name gets it."""
    read = document(tmp_path, path)
    judge, request = Judge(read), Request("GET", path.replace("{id}", "1"))
    reading, behaviour = judge.reader.read(request), judge.behaviours["x1"]
    safety = Safety(Ownership(RunNames(1)), Creations())
    assert (safety.forbids(request, reading, behaviour, None) is not None) is refused
    safety.choice = OperationChoice(read.operations, ("x1",))
    assert safety.forbids(request, reading, behaviour, None) is None


@pytest.mark.parametrize(
    ("path", "named", "summary", "refused"),
    [
        ("/tags/delete/{id}", "deleteTag", "Delete a tag", True),
        ("/tags/delete/{id}", "getTagsDeleteById", "", True),
        ("/deleteTag/{id}", "get_deleteTag", "", True),
        ("/delete/tag/{id}", "", "", True),
        ("/tags/deleteAll", "", "", True),
        ("/tags/bulkDelete", "ListController_deleteAll", "", True),
        ("/tags.purge", "", "", True),
        ("/tags/{id}:clear", "", "", True),
        ("/carts/{id}/clear", "cartClear", "", True),
        ("/tags/{id}/delete", "checkTag", "Has the tag deleted", True),
        ("/tags/{id}/update", "tag", "Checks and updates the tag", True),
        ("/tags/{id}/delete", "showDeleteForm", "Shows the form to delete a tag", True),
        ("/users/register/{id}", "registerForm", "The form", True),
        ("/firmware/update", "getFirmwareUpdate", "Get the update", True),
        ("/rooms/empty", "emptyRooms", "Empty rooms", True),
        ("/drop/{id}", "getDrop", "A drop by its number", True),
        ("/orders/{id}/cancel", "orderCancel", "", True),
        ("/tickets/{id}/close", "", "", True),
        ("/users/activate/{token}", "", "", True),
        ("/replace/{id}", "", "", True),
        ("/counters/reset", "", "", True),
        ("/mails/sendAll", "", "", True),
        ("/db/import", "", "", True),
        ("/deleteuser", "", "", True),
        ("/market/close", "", "", False),
        ("/open-close/{day}", "", "", False),
        ("/imports/{id}", "", "", False),
        ("/import/{id}", "", "", False),
        ("/importance", "", "", False),
        ("/cancellations/{id}", "", "", False),
        ("/set/{id}", "", "", False),
        ("/lock/{id}/set-size", "", "", False),
        ("/tags/all", "TagsController_deleteAll", "", True),
        ("/tags/all", "tags", "Removes all tags", True),
        ("/tags/all", "tags", "Checks and deletes them", True),
        ("/tags/all", "getDeleteRequests", "Requests to delete a tag", False),
        ("/tags/all", "TagsController_findDeleted", "The tags that were deleted", False),
        ("/sessions/new", "createSessionForm", "Create a session", False),
        ("/deletions/{id}", "getDeletion", "A deletion by its number", False),
        ("/tags/deleted/{id}", "deletedTag", "A tag that was deleted", False),
        ("/updates", "listUpdates", "Updates", False),
        ("/tags/last-update-time", "", "", False),
        ("/#Action=DeleteStack", "GET_DeleteStack", "", True),
        ("/#Action=TerminateEnvironment", "GET_TerminateEnvironment", "", True),
        ("/#X-Target=Desks_2020.PutDesk", "PutDesk", "", True),
        ("/#Action=DescribeStacks", "GET_DescribeStacks", "", False),
        ("/#X-Target=Desks_2020.ListDesks", "ListDesks", "", False),
    ],
)
def test_a_read_that_removes_by_its_words_is_not_sent_unasked(
    path: str, named: str, summary: str, refused: bool, tmp_path: Path
) -> None:
    """Wherever the verb stands in the path; a call that does not say that it reads, too."""
    (read,) = document(tmp_path, path, summary).operations
    assert harms_by_get(replace(read, raw={**read.raw, "operationId": named})) is refused


@pytest.mark.parametrize(("path", "refused"), [("/pulls/{id}/merge", False), ("/orders/{id}/cancel", True)])
def test_what_another_method_does_there_a_read_looks_at(path: str, refused: bool, tmp_path: Path) -> None:
    """But for what is a verb and nothing else: servers route it for every method."""
    whole = document(tmp_path, path, post=True).operations
    assert next(harms_by_get(one) for one in whole if one.method == "GET") is refused
    (alone,) = document(tmp_path, path).operations
    assert harms_by_get(alone)


@pytest.mark.parametrize("name", ["cancel-policies", "reset-tokens", "send-times", "replace-rules", "drop-points"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_collection_is_no_deed_whatever_it_is_called(name: str, kept: bool, tmp_path: Path) -> None:
    """Where its records have methods of their own; ``GET /reset-tokens/{id}`` alone may reset them."""
    done = {"responses": {"200": {"description": "Done"}}}
    records = {"get": done, **({"delete": done} if kept else {})}
    paths = {
        f"/{name}": {"get": done, "post": done},
        f"/{name}/{{id}}": records,
        f"/{name}/{{id}}/notes": {"get": done},
    }
    file = tmp_path / "collection.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "C", "version": "1"}, "paths": paths}))
    read = [one for one in load_document(file).operations if one.method == "GET"]
    assert [harms_by_get(one) for one in read[:2]] == [not kept] * 2


def undocumented(read: Document, method: str, target: str, choice: OperationChoice | None = None) -> str | None:
    """Why a method may not be sent where the document has none of it."""
    judge, request = Judge(read), Request(method, target)
    assert judge.reader.read(request) is None
    safety = Safety(Ownership(RunNames(1)), Creations(), choice=choice)
    return safety.forbids(request, None, None, None, judge.reader.requests.at(target))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_no_other_method_is_sent_where_a_read_stops_the_service(method: str, tmp_path: Path) -> None:
    """Servers route a HEAD as the GET that they have there; who asks for the read by name takes that on."""
    read = document(tmp_path, "/node/{name}/restart")
    for target in ("/node/1/restart", "/node/1/restart?now=1"):
        assert undocumented(read, method, target) is not None
        assert undocumented(read, method, target, OperationChoice(read.operations, ("x1",))) is None
    assert undocumented(read, method, "/node/1") is None
    assert undocumented(document(tmp_path, "/info"), method, "/info") is None


def test_no_other_method_is_sent_where_such_a_read_stands_beside_a_record(tmp_path: Path) -> None:
    """What has no key is meant, also where its last part fits a key: ``/nodes/restart`` beside ``/nodes/{id}``."""
    document(tmp_path, "/nodes/restart")
    whole = json.loads((tmp_path / "one.json").read_text())
    whole["paths"]["/nodes/{id}"] = {"get": {**whole["paths"]["/nodes/restart"]["get"], "operationId": "x2"}}
    (tmp_path / "one.json").write_text(json.dumps(whole))
    read = load_document(tmp_path / "one.json")
    assert undocumented(read, "HEAD", "/nodes/restart") is not None
    assert undocumented(read, "HEAD", "/nodes/1") is None


def test_no_other_method_is_sent_where_the_read_is_left_out(tmp_path: Path) -> None:
    """A HEAD of it would do what it does; where another method alone is left out it may be sent."""
    read = document(tmp_path, "/info", post=True)
    for left, refused in ((("x1",), True), (("x2",), False), (("x1", "x2"), True)):
        why = undocumented(read, "HEAD", "/info", OperationChoice(read.operations, (), left))
        assert (why is not None) is refused
    made = document(tmp_path, "/info", read=False, post=True)
    assert undocumented(made, "HEAD", "/info", OperationChoice(made.operations, (), ("x2",))) is not None
    assert undocumented(made, "HEAD", "/info") is None


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/admin/restart", ["stopped the service; --include x1 alone sends it"]),
        ("/orders/{id}/cancel", ["changed something; --include x1 alone sends it"]),
        ("/runs/last/run/{id}", ["changed something; leave it out with --exclude x1"]),
        ("/orders", []),
    ],
)
def test_the_plan_says_which_reads_are_sent(path: str, said: list[str], tmp_path: Path) -> None:
    """What is held back, whose path says that it changes something, is named as what only may."""
    read = document(tmp_path, path)
    settings = Settings(url="http://127.0.0.1:9", spec=tmp_path / "one.json", ledger=tmp_path / "ledger")
    check = Check(settings, read)
    notes = CheckPlan.of(check.steps, settings).notes
    assert [note.partition("sounds as if it ")[2] for note in notes if "sounds as if" in note] == said
    check.close()


def test_a_check_looks_at_the_path_of_what_it_sends(tmp_path: Path) -> None:
    """The path stands in the document, the method does not."""
    spec = tmp_path / "one.json"
    read = document(tmp_path, "/admin/restart")
    check = Check(Settings(url="http://127.0.0.1:9", spec=spec, ledger=tmp_path / "ledger"), read)
    assert check.steps.send(Request("HEAD", "/admin/restart"), "look") is None
    assert check.steps.sender.target.sent == 0
    check.close()
