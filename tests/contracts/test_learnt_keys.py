"""What is learnt of keys that stand in bodies: who assigns them, and who asks for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.settings import Settings
from contracts.traffic.key_members import KeyMember, key_members
from mock_server.embedded import ServedMock
from mock_server.openapi import Schemas, behaviours, load_document
from tests.contracts.running import report_of
from tests.manners.clusters import Clusters
from tests.manners.patients import Patients
from tests.manners.realm_clients import RealmClients
from tests.manners.serving import checked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer, Asked


def test_a_service_that_assigns_the_key_is_taken_at_its_word(tmp_path: Path) -> None:
    """Whatever id was sent; and a body of a replace has the key that the service asks for there."""
    service = Patients()
    report = checked(service, tmp_path)
    assert [drift.lead.message for drift in report.drifts] == []
    assert (report.unreached, report.leftovers, service.left) == ((), (), [])
    assert report.created == report.removed > 20


@pytest.mark.slow
def test_what_such_a_service_loses_is_found(tmp_path: Path) -> None:
    """A replace that it asks the key for is read back as any other."""

    class Forgetful(Patients):
        def answer(self, asked: Asked) -> Answer:
            found = super().answer(asked)
            if asked.method == "PUT":
                for row in self.rows["patients"].values():
                    row.pop("name", None)
            return found

    service = Forgetful()
    report = checked(service, tmp_path)
    assert "/name" in {drift.lead.place for drift in report.drifts}
    assert (report.exit_code, service.unharmed, service.left) == (1, True, [])


def test_a_key_inside_an_object_is_sent_and_found(tmp_path: Path) -> None:
    """`metadata.name` is the key of the path, in a create, a replace, and a list; its parent lies elsewhere."""
    service = Clusters()
    (tmp_path / "clusters.json").write_text(service.text, "utf-8")
    document = load_document(tmp_path / "clusters.json")
    known, schemas = behaviours(document), Schemas(document)
    assert known["createWidget"].answer_key == "$response.body#/metadata/name"
    assert key_members(known, schemas)["replaceWidget"] == KeyMember(("metadata", "name"), "name", asked=True)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"name": "a"}, {"name": "a", "id": 7}),
        ({"name": "a", "id": 8}, {"name": "a", "id": 7}),
        ([], []),
    ],
)
def test_a_key_that_is_asked_for_is_the_one_of_the_path(body: Any, found: Any) -> None:
    """As a number where it is one; nothing is added where nobody asks."""
    path = {"petId": "7"}
    assert KeyMember(("id",), "petId", asked=True, counts=True).filled(body, path) == found
    assert KeyMember(("id",), "petId").filled(body, path) == body


CARD = {"type": "object", "required": ["name"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}


@pytest.mark.slow
@pytest.mark.parametrize("is_chosen", [False, True])
def test_no_key_is_given_that_leads_nowhere(is_chosen: bool, tmp_path: Path) -> None:
    """Not a text where the path takes numbers, and none with a NUL, which a path need not carry: both would be left."""
    key: dict[str, Any] = {"type": "string" if is_chosen else "number"}
    said = {"description": "a card", "content": {"application/json": {"schema": CARD}}}
    taken = {**CARD, "required": ["id", "name"]} if is_chosen else CARD
    body = {"required": True, "content": {"application/json": {"schema": taken}}}
    refused = {str(status): {"description": "no"} for status in (400, 404, 409)}
    item = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": key}],
        "get": {"responses": {"200": said, **refused}},
        "delete": {"responses": {"204": {"description": "gone"}, **refused}},
    }
    paths = {"/cards": {"post": {"requestBody": body, "responses": {"201": said, **refused}}}, "/cards/{id}": item}
    spec = tmp_path / "cards.json"
    tree = {"openapi": "3.1.0", "info": {"title": "Cards", "version": "1"}, "paths": paths}
    spec.write_text(json.dumps(tree), "utf-8")
    with ServedMock(spec, seed=1) as mock:
        report = report_of(Settings(mock.url, spec, fuzz=0, ledger=tmp_path / "ledger"))
    assert (report.leftovers, [drift.lead.message for drift in report.drifts]) == ((), [])
    assert report.created == report.removed > 5


@pytest.mark.slow
def test_a_service_that_answers_a_create_with_an_address_alone_assigns_the_key(tmp_path: Path) -> None:
    """Also where the first text of the run is taken; `clientId` is a client's own, and names no other one; what the
    service gives in place of a member that was sent is a drift, and no sign of another's record.
    """
    service = RealmClients()
    report = checked(service, tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.place) for drift in report.drifts] == [("echo", "/path")]
    assert (report.unreached, report.leftovers, service.left, service.unharmed) == ((), (), [], True)
