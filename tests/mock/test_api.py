"""The three documented endpoints, sentence by sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.mock.asking import checked, create

if TYPE_CHECKING:
    import httpx

FULL: dict[str, Any] = {
    "name": "Acme Retail",
    "status": True,
    "domain": "acme-retail.com",
    "email": "ops@acme-retail.com",
    "phone": "+1-415-555-0198",
    "website": "https://acme-retail.com",
    "timezone": "America/Los_Angeles",
    "global_name": "acmeRetail",
    "company_id": "cmp_7kH3nPqR",
    "agency_id": "example_string",
    "api_metadata": {"plan": "enterprise", "limits": {"seats": [1, 2.5, None, "x", True]}},
    "ghl_location_id": "example_string",
    "proxy_api_key": "example_string",
}
GENERATED = {"publishable_key", "secret_key", "created_at", "updated_at"}
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")


def test_a_create_answers_201_with_what_was_sent_and_what_the_server_generates(
    client: httpx.Client, fresh: str
) -> None:
    """Every documented field comes back as sent, beside two keys and two timestamps."""
    answer = create(client, fresh, **FULL)
    assert answer.status_code == 201
    body = checked(answer)
    assert body["success"] is True
    data = body["data"]
    assert {name: value for name, value in data.items() if name not in GENERATED} == {"id": fresh, **FULL}
    assert data.keys() >= GENERATED


def test_generated_values_have_their_documented_forms(client: httpx.Client, fresh: str) -> None:
    """Keys are a prefix and 32 hex digits, timestamps UTC with milliseconds and Z, both the time of creation."""
    before = datetime.now(UTC).replace(microsecond=0)
    data = checked(create(client, fresh))["data"]
    after = datetime.now(UTC)
    assert re.fullmatch(r"pk_[0-9a-f]{32}", data["publishable_key"])
    assert re.fullmatch(r"sk_[0-9a-f]{32}", data["secret_key"])
    assert TIME.match(data["created_at"])
    assert data["updated_at"] == data["created_at"]
    assert before <= datetime.fromisoformat(data["created_at"]) <= after


def test_fields_that_were_not_sent_are_absent_or_null(client: httpx.Client, fresh: str) -> None:
    """A create of the required fields alone invents no others, and its status is true."""
    data = checked(create(client, fresh))["data"]
    assert data["status"] is True
    others = data.keys() - GENERATED - {"id", "name", "status"}
    assert {data[name] for name in others} <= {None}


def test_a_status_of_false_is_kept(client: httpx.Client, fresh: str) -> None:
    """The default is for a status that is left out only."""
    assert checked(create(client, fresh, status=False))["data"]["status"] is False


@pytest.mark.parametrize("key", ["a", "A", "0", "-", "_", "a-B_9", "x" * 255])
def test_every_documented_form_of_id_is_taken(client: httpx.Client, key: str) -> None:
    """Letters, digits, hyphens and underscores, 1 to 255 of them."""
    assert create(client, key).status_code == 201
    assert checked(client.delete(f"/clients/{key}", params={"hard": "true"}))["hard"] is True


def test_ids_that_differ_in_case_alone_are_two(client: httpx.Client, fresh: str) -> None:
    """An id is compared as it is written."""
    assert create(client, fresh.lower()).status_code == 201
    assert create(client, fresh.upper()).status_code == 201


def test_unknown_properties_are_accepted_and_ignored(client: httpx.Client, fresh: str) -> None:
    """What the document does not list is neither refused nor answered."""
    answer = create(client, fresh, nickname="x", secret_key="sk_mine", created_at="never", deleted=True)
    data = checked(answer)["data"]
    assert answer.status_code == 201
    assert not {"nickname", "deleted"} & data.keys()
    assert data["secret_key"] != "sk_mine"
    assert data["created_at"] != "never"


def test_a_website_is_not_checked_as_a_uri(client: httpx.Client, fresh: str) -> None:
    """The page's own answer shows a website that is none."""
    assert checked(create(client, fresh, website="example_string"))["data"]["website"] == "example_string"


def test_keys_differ_for_every_client(client: httpx.Client, fresh: str) -> None:
    """No key is given twice, nor is one client's publishable key another's secret one."""
    made = [checked(create(client, f"{fresh}-{number}"))["data"] for number in range(25)]
    digits = [data[name][3:] for data in made for name in ("publishable_key", "secret_key")]
    assert len(set(digits)) == 50


def test_a_second_create_is_409_and_changes_nothing(client: httpx.Client, fresh: str) -> None:
    """The documented conflict, whatever else the second create says; the first client keeps its state."""
    create(client, fresh)
    for fields in ({}, {"name": "Other"}, {"status": False, "email": "other@example.com"}):
        body = checked(answer := create(client, fresh, **fields))
        assert answer.status_code == 409
        assert body == {
            "error": "Conflict",
            "message": "The request conflicts with the current state of the resource",
            "code": 409,
            "details": "Resource already exists",
        }


def test_a_refused_create_makes_nothing(client: httpx.Client, fresh: str) -> None:
    """An id that was part of an invalid create is free afterwards."""
    assert create(client, fresh, email="nonsense").status_code == 400
    assert client.delete(f"/clients/{fresh}").status_code == 404
    assert create(client, fresh).status_code == 201


def test_a_delete_is_soft_unless_told_otherwise(client: httpx.Client, fresh: str) -> None:
    """Soft without a parameter and with hard=false; twice succeeds twice."""
    create(client, fresh)
    for parameters in ({}, {}, {"hard": "false"}):
        answer = client.delete(f"/clients/{fresh}", params=parameters)
        assert answer.status_code == 200
        assert checked(answer) == {"success": True, "deleted": True, "hard": False}


def test_the_id_of_a_soft_deleted_client_is_still_taken(client: httpx.Client, fresh: str) -> None:
    """The record stays."""
    create(client, fresh)
    client.delete(f"/clients/{fresh}")
    assert create(client, fresh).status_code == 409


@pytest.mark.parametrize("softly_first", [False, True])
def test_a_hard_delete_frees_the_id(client: httpx.Client, fresh: str, softly_first: bool) -> None:
    """Then delete is 404 of either kind, create is 201 again, and the keys are new ones."""
    first = checked(create(client, fresh))["data"]
    if softly_first:
        client.delete(f"/clients/{fresh}")
    answer = client.delete(f"/clients/{fresh}", params={"hard": "true"})
    assert answer.status_code == 200
    assert checked(answer) == {"success": True, "deleted": True, "hard": True}
    for parameters in ({}, {"hard": "false"}, {"hard": "true"}):
        gone = client.delete(f"/clients/{fresh}", params=parameters)
        assert gone.status_code == 404
        assert checked(gone) == {
            "error": "Not Found",
            "message": "The requested resource was not found",
            "code": 404,
        }
    again = create(client, fresh)
    assert again.status_code == 201
    data = checked(again)["data"]
    assert data["status"] is True
    assert data["secret_key"] != first["secret_key"]
    assert data["publishable_key"] != first["publishable_key"]


def test_a_delete_of_what_never_was_is_404(client: httpx.Client, fresh: str) -> None:
    """The documented not-found error."""
    answer = client.delete(f"/clients/{fresh}")
    assert answer.status_code == 404
    assert checked(answer)["error"] == "Not Found"


def test_a_delete_touches_its_own_client_alone(client: httpx.Client, fresh: str) -> None:
    """Neighbouring ids stay."""
    for key in (fresh, f"{fresh}-", f"{fresh}0"):
        create(client, key)
    client.delete(f"/clients/{fresh}", params={"hard": "true"})
    assert create(client, f"{fresh}-").status_code == 409
    assert create(client, f"{fresh}0").status_code == 409


@pytest.mark.parametrize("value", ["True", "TRUE", "1", "yes", "", "true ", "null"])
def test_another_value_of_hard_is_400_and_deletes_nothing(client: httpx.Client, fresh: str, value: str) -> None:
    """`hard` is true or false, and the violation names it."""
    create(client, fresh)
    answer = client.delete(f"/clients/{fresh}", params={"hard": value})
    assert answer.status_code == 400
    assert [detail["field"] for detail in checked(answer)["details"]] == ["hard"]
    assert create(client, fresh).status_code == 409


@pytest.mark.parametrize("key", ["a.b", "a b", "a%2Fb", "%C3%A9", "a%0A", "x" * 256, "%00", "a;b"])
def test_a_malformed_id_in_the_path_is_400(client: httpx.Client, key: str) -> None:
    """The violation names the id."""
    answer = client.delete(f"/clients/{key}")
    assert answer.status_code == 400
    assert {detail["field"] for detail in checked(answer)["details"]} == {"id"}


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"email": "not-an-email"}, {"email"}),
        ({"id": "a.b"}, {"id"}),
        ({"id": ""}, {"id"}),
        ({"id": "x" * 256}, {"id"}),
        ({"id": "a\n"}, {"id"}),
        ({"id": 7, "name": None, "status": "yes"}, {"id", "name", "status"}),
        ({"timezone": "not a zone"}, {"timezone"}),
        ({"global_name": "1st"}, {"global_name"}),
        ({"api_metadata": []}, {"api_metadata"}),
        ({"domain": 1, "phone": [], "website": {}}, {"domain", "phone", "website"}),
        ({"company_id": 1, "agency_id": 2, "ghl_location_id": 3}, {"company_id", "agency_id", "ghl_location_id"}),
        ({"proxy_api_key": False}, {"proxy_api_key"}),
    ],
)
def test_every_invalid_field_is_named(
    client: httpx.Client, fresh: str, fields: dict[str, Any], named: set[str]
) -> None:
    """A 400 lists all violations, each with its field."""
    answer = client.post("/clients", json={"id": fresh, "name": "x", **fields})
    body = checked(answer)
    assert answer.status_code == 400
    assert body["error"] == "Bad Request"
    assert {detail["field"] for detail in body["details"]} == named


@pytest.mark.parametrize("missing", [{"id"}, {"name"}, {"id", "name"}])
def test_required_fields_are_asked_for(client: httpx.Client, fresh: str, missing: set[str]) -> None:
    """A create without its id or its name is 400 and says which is missing."""
    sent = {name: value for name, value in {"id": fresh, "name": "x"}.items() if name not in missing}
    answer = client.post("/clients", json=sent)
    assert answer.status_code == 400
    assert {detail["field"] for detail in checked(answer)["details"]} == missing


def test_an_api_key_is_answered_once_and_whole(client: httpx.Client) -> None:
    """201 with the full key; another with the same name is another key."""
    sent = {"name": "Gateway", "scopes": ["tools:read"], "expires_at": "2024-12-25T10:00:00Z"}
    first, second = client.post("/mcp/api-keys", json=sent), client.post("/mcp/api-keys", json=sent)
    assert (first.status_code, second.status_code) == (201, 201)
    keys = {checked(first)["data"], checked(second)["data"]}
    assert len(keys) == 2
    assert "null" not in keys
    assert all(len(key) >= 32 for key in keys)


@pytest.mark.parametrize(
    "fields",
    [{}, {"expires_at": None}, {"scopes": []}, {"scopes": ["a", "a"]}, {"expires_at": "2030-01-01T00:00:00+05:30"}],
)
def test_scopes_and_expiry_are_optional(client: httpx.Client, fields: dict[str, Any]) -> None:
    """A key without an expiry, or with null, never expires."""
    answer = client.post("/mcp/api-keys", json={"name": "Gateway", **fields})
    assert answer.status_code == 201
    assert checked(answer)["success"] is True


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ({}, {"name"}),
        ({"name": 1}, {"name"}),
        ({"name": "x", "scopes": "tools:read"}, {"scopes"}),
        ({"name": "x", "scopes": ["a", 1]}, {"scopes[1]"}),
        ({"name": "x", "expires_at": "tomorrow"}, {"expires_at"}),
        ({"name": "x", "expires_at": 5}, {"expires_at"}),
    ],
)
def test_an_invalid_api_key_is_refused(client: httpx.Client, sent: dict[str, Any], named: set[str]) -> None:
    """The documented 400, with the fields."""
    answer = client.post("/mcp/api-keys", json=sent)
    assert answer.status_code == 400
    assert {detail["field"] for detail in checked(answer)["details"]} == named
