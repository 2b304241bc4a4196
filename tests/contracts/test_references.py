"""Bodies refer to the run's own records, or to those that the caller gave: to nobody else's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from contracts.traffic.named_records import NamedRecords
from contracts.traffic.ownership import Ownership
from contracts.traffic.record_references import ANY, RecordReferences
from contracts.traffic.run_names import RunNames
from mock_server.openapi import Schemas, behaviours, load_document
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

INTEGER = {"type": "integer"}
STAY = {"type": "integer", "description": "ID of an existing stay of this pet"}
NONE = {"404": {"description": "none"}}


def document(member: str = "ownerId", schema: Any = None, *, makes_owners: bool = True) -> dict[str, Any]:
    """Owners and their pets, which refer to an owner by ``member``."""
    names: dict[str, Any] = {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}
    owner: dict[str, Any] = {"type": "object", "required": ["name"], "properties": names}
    pet = {
        "type": "object",
        "required": ["name", member],
        "properties": {**names, member: schema or {"type": "integer"}},
    }
    paths: dict[str, Any] = {}
    for name, record in (("owners", owner), ("pets", pet)):
        key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
        body = {"required": True, **says(record)}
        refused = {"422": {"description": "refused"}}
        paths[f"/{name}"] = {
            "get": {"operationId": f"list_{name}", "responses": {"200": says({"type": "array", "items": record})}}
        }
        if name == "pets" or makes_owners:
            made = {"operationId": f"add_{name}", "requestBody": body, "responses": {"201": says(record), **refused}}
            paths[f"/{name}"]["post"] = made
        paths[f"/{name}/{{id}}"] = {
            "parameters": [key],
            "get": {"operationId": f"get_{name}", "responses": {"200": says(record), **NONE}},
            "put": {
                "operationId": f"put_{name}",
                "requestBody": body,
                "responses": {"200": says(record), **NONE, **refused},
            },
            "delete": {"operationId": f"drop_{name}", "responses": {"204": {"description": "gone"}, **NONE}},
        }
    return {"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "paths": paths}


class Pets:
    """The service: owners 1 to 50 were there before, and a pet's owner has to be one that is there."""

    def __init__(self, member: str = "ownerId") -> None:
        self.member = member
        self.records: dict[str, dict[int, Any]] = {
            "owners": {n: {"id": n, "name": "old"} for n in range(1, 51)},
            "pets": {},
        }
        self.last = 100
        self.taken: list[Any] = []
        """To whom each pet was given."""

    def answer(self, method: str, target: str, headers: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        _, name, *rest = target.partition("?")[0].split("/")
        if name not in self.records or len(rest) > 1 or (method in ("PUT", "DELETE")) > bool(rest):
            return 404, None, {}
        if method == "POST" and rest:
            return 405, None, {"Allow": "GET, PUT, DELETE"}
        table, key = self.records[name], int(rest[0]) if rest and rest[0].isdecimal() else 0
        if rest and key not in table:
            return 404, None, {}
        if method == "GET":
            return 200, table[key] if rest else list(table.values()), {}
        if method == "DELETE":
            del table[key]
            return 204, None, {}
        record = self._record(name, headers, data)
        if record is None:
            return 422, {"error": "refused"}, {}
        if not key:
            self.last += 1
        table[key or self.last] = {**record, "id": key or self.last}
        return 200 if key else 201, table[key or self.last], {}

    def _record(self, name: str, headers: Any, data: bytes) -> Any:
        body = sent_json(data)
        if (
            "json" not in headers.get("Content-Type", "")
            or not isinstance(body, dict)
            or type(body.get("name")) is not str
        ):
            return None
        if name == "owners":
            return {"name": body["name"]}
        owner = body.get(self.member)
        if type(owner) is not int or owner not in self.records["owners"]:
            return None
        self.taken.append(owner)
        return {"name": body["name"], self.member: owner}


def checked(pets: Pets, spec: dict[str, Any], folder: Path, **options: Any) -> Report:
    """The report of a check."""
    path = folder / "pets.json"
    path.write_text(json.dumps(spec))
    given: dict[str, Any] = {"fuzz": 0, "recombinations": 5, "ledger": folder / "ledger"} | options
    with answering(pets.answer) as url:
        return report_of(Settings(url=url, spec=path, seed=3, **given))


@pytest.mark.slow
@pytest.mark.parametrize("member", ["ownerId", "owner"])
def test_a_pet_is_given_to_an_owner_of_the_run(member: str, tmp_path: Path) -> None:
    """Nobody who was there before gets one, whatever the document's example says; correct, and nothing is left."""
    pets = Pets(member)
    report = checked(pets, document(member, {"type": "integer", "example": 7}), tmp_path)
    assert (report.drifts, report.exit_code) == ((), 0)
    assert len(pets.taken) > 20
    assert min(pets.taken) > 100
    assert not pets.records["pets"]
    assert [*pets.records["owners"]] == [*range(1, 51)]


@pytest.mark.slow
def test_whom_nobody_can_make_is_asked_for(tmp_path: Path) -> None:
    """Owners that no operation makes: no pet is made and nothing is blamed; --value names one."""
    pets, spec = Pets(), document(makes_owners=False)
    report = checked(pets, spec, tmp_path)
    assert (report.drifts, pets.taken) == ((), [])
    assert "add_pets" in {item.operation for item in report.unreached}
    report = checked(pets, spec, tmp_path, values={"ownerId": "5"})
    assert report.drifts == ()
    assert set(pets.taken) == {5}
    assert not pets.records["pets"]


@pytest.mark.parametrize(
    ("member", "schema", "resource"),
    [
        ("owner_id", {"type": "string"}, "owners"),
        ("previousOwnerId", {"type": "integer"}, "owners"),
        ("ownerIds", {"type": "array", "items": {"type": "integer"}}, "owners"),
        ("owner", {"type": "object", "properties": {"id": {"type": "integer"}}}, "owners"),
        ("parent_id", {"type": "integer"}, "pets"),
        ("petId", {"type": "string"}, None),
        ("petId", {"type": "string", "example": "p1"}, "pets"),
        ("petId", {"type": "integer"}, "pets"),
        ("customerId", {"type": "string", "format": "uuid"}, ANY),
        ("customerId", {"type": "string"}, None),
        ("owner", {"type": "string"}, None),
        ("owner", {"type": "boolean"}, None),
        ("ownerId", {"type": "integer", "enum": [1, 2]}, None),
        ("paid", {"type": "integer"}, None),
        ("keeper", {"type": "integer", "description": "The id of the owner that keeps it"}, "owners"),
        ("keeper", {"type": "string", "description": "The ID or name of the owner that keeps it"}, "owners"),
        ("keeper", {"type": "string", "description": "ID or name of the owner kind it has"}, "owners"),
        ("keeper", {"type": "string", "description": "The name of the owner that keeps it"}, None),
        ("keeper", {"type": "integer", "description": "The number of the kennel"}, None),
        ("keeper", {"type": "integer", "description": "Of the owner: how many years"}, None),
        ("humid", {"type": "integer"}, None),
        ("stays", {"type": "array", "items": {"properties": {"owner_id": {}, "days": {}}}}, None),
        ("stays", {"type": "array", "items": {"properties": {"owner_id": INTEGER, "days": INTEGER}}}, "owners"),
        ("stay", {"type": "object", "properties": {"owner_id": INTEGER, "days": INTEGER}}, "owners"),
        ("stays", {"type": "array", "items": {"properties": {"guestId": INTEGER, "days": INTEGER}}}, None),
        ("stays", {"type": "array", "items": {"properties": {"id": INTEGER, "days": INTEGER}}}, None),
        ("stays", {"type": "array", "items": {"properties": {"id": STAY, "days": INTEGER}}}, ANY),
    ],
)
def test_what_refers_to_a_record(member: str, schema: Any, resource: str | None, tmp_path: Path) -> None:
    """By the name of a resource, or by a name that says id where the value would be somebody's."""
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(document(member, schema)))
    loaded = load_document(path)
    known = behaviours(loaded, Schemas(loaded))
    found = RecordReferences(known, Schemas(loaded), lambda _, name: name == "id").of(known["add_pets"])
    assert [*found.values()] == ([] if resource is None else [resource])


def test_what_nobody_makes_may_be_called_by_the_name_of_an_example(tmp_path: Path) -> None:
    """A provider's types are there for all; where only the id is told it is somebody's, as ever."""
    path = tmp_path / "pets.json"
    for said, resources in (("ID or name of the owner that keeps it", []), ("ID of the owner", ["owners"])):
        path.write_text(json.dumps(document("keeper", {"type": "string", "description": said}, makes_owners=False)))
        loaded = load_document(path)
        known = behaviours(loaded, Schemas(loaded))
        found = RecordReferences(known, Schemas(loaded), lambda _, name: name == "id").of(known["add_pets"])
        assert [*found.values()] == resources


def test_an_action_names_a_record_of_the_run_by_what_its_description_says(tmp_path: Path) -> None:
    """Of the resource that it names, whatever the member is called: a short number of another resource is anybody's."""
    whole = document()
    target = {"type": "string", "description": "The identifier of an owner."}
    body = {
        "required": True,
        **says({"type": "object", "required": ["target_id"], "properties": {"target_id": target}}),
    }
    whole["paths"]["/pets/{id}/greet"] = {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": INTEGER}],
        "post": {"operationId": "greet", "requestBody": body, "responses": {"204": {"description": "done"}, **NONE}},
    }
    path = tmp_path / "pets.json"
    path.write_text(json.dumps(whole))
    loaded = load_document(path)
    known, ownership = behaviours(loaded, Schemas(loaded)), Ownership(RunNames(1))
    named = NamedRecords(ownership, lambda _: "id", {})
    named.references = RecordReferences(known, Schemas(loaded), named.is_key)
    ownership.adopt("owners", "101")
    ownership.adopt("pets", "102")
    assert known["greet"].action == "none"
    assert named.strange_reference(known["greet"], {"target_id": "101"}) is None
    for key in ("102", "7"):
        assert named.strange_reference(known["greet"], {"target_id": key}) is not None
    assert named.strange_reference(known["greet"], {"target_id": "101", "other_id": "101"}) is not None


def test_the_key_that_a_create_chooses_is_no_reference(tmp_path: Path) -> None:
    """Although its description calls it *the id of the owner*, and owners are a resource of the document."""
    path = tmp_path / "pets.json"
    about = document("id", {"type": "string", "description": "The id of the pet"})
    about["paths"]["/pets/{id}"] = {"delete": {"parameters": [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "responses": {"204": {"description": "gone"}}}}  # fmt: skip
    path.write_text(json.dumps(about))
    loaded = load_document(path)
    known = behaviours(loaded, Schemas(loaded))
    assert known["add_pets"].key_place is not None
    assert RecordReferences(known, Schemas(loaded), lambda *_: False).of(known["add_pets"]) == {}


def test_an_object_of_a_key_alone_refers_to_the_record_that_callers_named_so(tmp_path: Path) -> None:
    """``{"fields": {"owner": {"key": "AB"}}}`` does where callers choose the keys of owners in ``key``."""
    text = {"type": "string"}
    refers = {"type": "object", "properties": {"owner": {"type": "object", "properties": {"key": text}}, "title": text}}
    for chosen, found in ((True, {("fields", "owner", "key"): "owners"}), (False, {})):
        described = document()
        owner = {"type": "object", "required": ["name"], "properties": {"key": text, "name": text}}
        made = described["paths"]["/owners"]["post"]
        made["requestBody"] = says(owner if chosen else {"type": "object", "properties": {"name": text}})
        made["responses"]["201"] = described["paths"]["/owners/{id}"]["get"]["responses"]["200"] = says(owner)
        described["paths"]["/owners/{id}"]["parameters"][0].update(name="ownerKey", schema=text)
        described["paths"]["/owners/{ownerKey}"] = described["paths"].pop("/owners/{id}")
        pet = {"type": "object", "required": ["fields"], "properties": {"fields": refers}}
        described["paths"]["/pets"]["post"]["requestBody"] = says(pet)
        spec = tmp_path / "openapi.json"
        spec.write_text(json.dumps(described), "utf-8")
        read = load_document(spec)
        known = behaviours(read, Schemas(read), related=True)
        references = RecordReferences(known, Schemas(read), lambda *_: False)
        assert dict(references.of(known["add_pets"])) == found
