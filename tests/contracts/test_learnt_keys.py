"""What is learnt of keys that stand in bodies: who assigns them, and who asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.traffic.key_members import KeyMember, key_members
from mock_server.openapi import Schemas, behaviours, load_document
from tests.manners.clusters import Clusters
from tests.manners.patients import Patients
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
