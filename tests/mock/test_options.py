"""Options that change what is served: several documents, overlays, first records, leniency."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.mock.asking import create
from tests.running import DOCUMENT, run_in_process, running_mock

if TYPE_CHECKING:
    from pathlib import Path

BILLS = """
openapi: 3.1.0
info: {title: Bills, version: "1"}
servers: [{url: "https://example.com/bills"}]
paths:
  /clients/{id}:
    get:
      operationId: readBill
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: It, content: {application/json: {schema: {type: object, required: [id],
                properties: {id: {type: string}, sum: {type: integer}}}}}}
        "404": {description: None such}
"""
OVERLAY = """
overlay: 1.0.0
info: {title: Mine, version: "1"}
actions:
  - target: $.info
    update: {title: Overlaid}
  - target: $.components.schemas.NewClient.properties.name
    update: {maxLength: 5}
"""


@pytest.fixture
def bills(tmp_path: Path) -> Path:
    """A second document."""
    path = tmp_path / "bills.yaml"
    path.write_text(BILLS, "utf-8")
    return path


def test_several_documents_are_served_side_by_side(bills: Path) -> None:
    """Each under its own base path, with its own records; the banner tells of both."""
    with running_mock("--spec", str(bills)) as mock, mock.client() as client:
        assert f"{mock.origin}/api/v1" in mock.stdout
        assert f"{mock.origin}/bills" in mock.stdout
        assert create(client, "one").status_code == 201
        assert client.get(f"{mock.origin}/bills/openapi.json").json()["info"]["title"] == "Bills"
        assert client.get(f"{mock.url}/openapi.json").json()["info"]["title"] == "Mythic Analytics API"
        assert client.get(f"{mock.origin}/nothing").status_code == 404


def test_a_prefix_stands_before_a_base_path(bills: Path) -> None:
    """The first prefix is for the first document."""
    with running_mock("--spec", str(bills), "--prefix", "/x", "--prefix", "/y/z") as mock, mock.client() as client:
        assert mock.base_path == "/x/api/v1"
        assert create(client, "one").status_code == 201
        assert client.get(f"{mock.origin}/y/z/bills/openapi.json").status_code == 200
        assert client.get(f"{mock.origin}/bills/openapi.json").status_code == 404


def test_documents_under_one_path_are_refused(tmp_path: Path) -> None:
    """And the option that keeps them apart is named."""
    words = ("--spec", str(DOCUMENT), "--port", "0", "--store", "memory:")
    copy = tmp_path / "copy.yaml"
    copy.write_bytes(DOCUMENT.read_bytes())
    done = run_in_process(*words, "--spec", str(copy), cwd=tmp_path)
    assert done.code == 2
    assert "--prefix" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_an_overlay_changes_the_document_before_it_is_served(tmp_path: Path) -> None:
    """Titles, constraints, whatever it says; the file itself stays as it is."""
    overlay = tmp_path / "mine.yaml"
    overlay.write_text(OVERLAY, "utf-8")
    with running_mock("--overlay", str(overlay)) as mock, mock.client() as client:
        assert mock.stdout.startswith("Overlaid\n")
        assert create(client, "a", name="short").status_code == 201
        refused = create(client, "b", name="longer")
        assert refused.status_code == 400
        assert refused.json()["details"][0]["field"] == "name"


def test_a_wrong_overlay_is_refused(tmp_path: Path) -> None:
    """Exit code 2 and what is wrong, also where it makes a wrong x-mock."""
    overlay = tmp_path / "mine.yaml"
    words = ("--spec", str(DOCUMENT), "--port", "0", "--store", "memory:", "--overlay", "mine.yaml")
    for text in ("overlay: 7", OVERLAY.replace("$.info", "$[[")):
        overlay.write_text(text, "utf-8")
        done = run_in_process(*words, cwd=tmp_path)
        assert done.code == 2
        assert len(done.stderr.splitlines()) == 1
        assert "mine.yaml" in done.stderr


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("mode", "status"), [("on", 400), ("warn", 201), ("off", 201)])
def test_validation_can_be_relaxed(mode: str, status: int) -> None:
    """What breaks the document is refused, served with a warning in the log, or served."""
    with running_mock("--validation", mode) as mock, mock.client() as client:
        assert create(client, "a", email="nonsense").status_code == status
        malformed = client.post("/clients", content=b"{", headers={"Content-Type": "application/json"})
        assert malformed.status_code == 400
        assert client.delete("/clients/x?hard=nonsense").status_code == (400 if mode == "on" else 404)
        log = mock.stop().stderr
    assert ("email: " in log) == (mode != "off")
    assert "Traceback" not in log


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("mode", "status"), [("refuse", 404), ("invent", 200)])
def test_what_is_missing_can_be_invented(bills: Path, mode: str, status: int) -> None:
    """--missing decides where the document does not."""
    with running_mock("--missing", mode, spec=bills) as mock, mock.client() as client:
        answer = client.get("/clients/none")
        assert answer.status_code == status
        if mode == "invent":
            assert answer.json()["id"] == "none"


TASKS = """
openapi: 3.1.0
info: {title: Tasks, version: "1"}
paths:
  /tasks/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put: {requestBody: {content: {application/json: {schema: &task {type: object, properties: {id: {type: string},
         state: {type: string, enum: [open, cancelled]}}}}}}, responses: {"200": &shown {description: It,
         content: {application/json: {schema: *task}}}}}
    get: {responses: {"200": *shown}}
  /tasks/{id}/cancel:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post: {responses: {"200": *shown}}
"""


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("mode", "state"), [("on", "cancelled"), ("off", "open")])
def test_a_verb_below_a_record_may_be_without_state(tmp_path: Path, mode: str, state: str) -> None:
    """--related says whether operations beside a resource's own paths work on it."""
    (tmp_path / "tasks.yaml").write_text(TASKS, "utf-8")
    with running_mock("--related", mode, spec=tmp_path / "tasks.yaml") as mock, mock.client() as client:
        assert client.put("/tasks/a", json={"id": "a", "state": "open"}).status_code == 200
        assert client.post("/tasks/a/cancel").status_code == 200
        assert client.get("/tasks/a").json()["state"] == state


@pytest.mark.sampled(2)
@pytest.mark.parametrize("form", ["file", "folder"])
def test_first_records_can_be_given(tmp_path: Path, form: str) -> None:
    """--seed-data takes a file of resources, or a folder with a file for each."""
    records = [{"id": "seeded", "name": "Seeded"}]
    if form == "file":
        (tmp_path / "data.json").write_text(json.dumps({"clients": records}))
    else:
        (tmp_path / "data.json").mkdir()
        (tmp_path / "data.json" / "clients.json").write_text(json.dumps(records))
    with running_mock("--seed-data", str(tmp_path / "data.json")) as mock, mock.client() as client:
        assert create(client, "seeded").status_code == 409
        assert client.delete("/clients/seeded", params={"hard": "true"}).status_code == 200
        assert create(client, "seeded").status_code == 201


def test_first_records_that_fit_nowhere_are_refused(tmp_path: Path) -> None:
    """Exit code 2, the file, and which resources there are."""
    words = ("--spec", str(DOCUMENT), "--port", "0", "--store", "memory:", "--seed-data", "data.json")
    for text in ('{"orders": []}', '{"clients": [5]}', "{"):
        (tmp_path / "data.json").write_text(text)
        done = run_in_process(*words, cwd=tmp_path)
        assert done.code == 2
        assert len(done.stderr.splitlines()) == 1
        assert "data.json" in done.stderr


def test_the_examples_of_the_document_can_be_the_first_records() -> None:
    """--seed-examples makes the documented client one that exists."""
    with running_mock("--seed-examples") as mock, mock.client() as client:
        assert create(client, "acme-retail").status_code == 409
        assert client.delete("/clients/acme-retail").status_code == 200
