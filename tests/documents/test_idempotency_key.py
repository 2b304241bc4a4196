"""Which parameter of an operation takes an idempotency key: by its name, else by what its description says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.requests.small_documents import document

_TEXT = {"type": "string"}


def _found(*parameters: dict[str, Any], method: str = "post") -> str | None:
    raw = {"parameters": [{"in": "header", "schema": _TEXT, **one} for one in parameters], "responses": {}}
    key = document({"paths": {"/a": {method: raw}}}).operations[0].idempotency_key
    return key.name if key is not None else None


@pytest.mark.parametrize("name", ["Idempotency-Key", "x-idempotency-key", "idempotencyKey", "Idempotent-Token"])
def test_a_name_says_so_whatever_the_type(name: str) -> None:
    """It needs no description, and comes before one that a description makes a key of."""
    assert _found({"name": name, "schema": {"type": "integer"}}) == name
    assert _found({"name": "Op", "description": "A token for idempotency."}, {"name": name, "in": "query"}) == name
    assert _found({"name": name, "in": "cookie"}) is None


@pytest.mark.parametrize(
    "said",
    [
        "An idempotency key.",
        "Clients may retry. The idempotency token: any text.",
        "A unique, case-sensitive identifier that you provide to ensure the idempotency of the request.",
        "Unique id for idempotent requests; not told in the answer.",
    ],
)
def test_a_description_may_call_it_so(said: str) -> None:
    """A key, an id or a token that is for idempotency."""
    assert _found({"name": "Op", "description": said}) == "Op"


@pytest.mark.parametrize(
    "said",
    [
        "Told in the answer, unlike the idempotency key.",
        "For support. This is no idempotency key.",
        "It isn't a key for idempotency.",
        "Requests are idempotent.",
        "The id of the order. This call is idempotent.",
        "Makes the call idempotent.",
        "",
    ],
)
def test_what_only_speaks_of_idempotency_is_none(said: str) -> None:
    """Nor is what denies it."""
    assert _found({"name": "Order", "description": said}) is None


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "boolean"},
        {"type": "string", "default": "a"},
        {"type": "string", "enum": ["a"]},
        {"anyOf": [{"type": "string"}, {"type": "integer"}]},
    ],
)
def test_a_description_makes_no_key_of_what_clients_do_not_choose(schema: dict[str, Any]) -> None:
    """A switch, one of a few words, or a text that is there when it is left out."""
    assert _found({"name": "Op-Id", "schema": schema, "description": "Makes the call idempotent."}) is None


@pytest.mark.parametrize("schema", [{}, True, {"anyOf": [_TEXT, {"type": "null"}]}, {"type": ["string", "null"]}])
def test_a_text_may_be_told_in_several_ways(schema: Any) -> None:
    """Or not at all."""
    assert _found({"name": "Op-Id", "schema": schema, "description": "Makes the call idempotent."}) == "Op-Id"


@pytest.mark.parametrize("name", ["If-None-Match", "Range", "Prefer", "traceparent"])
def test_a_field_of_a_standard_means_what_that_says(name: str) -> None:
    """Whatever else a description tells of it."""
    assert _found({"name": name, "description": "A key: `*` makes the write idempotent."}) is None


def test_what_reads_needs_none_by_a_description() -> None:
    """Reading is idempotent by itself."""
    assert _found({"name": "Op-Id", "description": "Makes the call idempotent."}, method="get") is None
    assert _found({"name": "Idempotency-Key"}, method="get") == "Idempotency-Key"


@pytest.mark.parametrize(
    "said",
    [
        "The call is idempotent for the same user.",
        "Adding is idempotent for one id.",
        "For members the call is idempotent per user.",
        "Idempotent: used by the owner of the key.",
        "Requests are idempotent and allowed for each id.",
        "Used for the lookup of the user. The call is idempotent.",
    ],
)
def test_a_call_that_is_idempotent_for_one_record_has_no_key_for_that(said: str) -> None:
    """The parameter names the record: what is removed meanwhile is made anew."""
    assert _found({"name": "user_id", "in": "query", "description": said}) is None


@pytest.mark.parametrize(
    "said",
    [
        "Ensures idempotent creation.",
        "Used for idempotency.",
        "Used to make the request idempotent.",
        "Allows the request to be idempotent.",
        "The id for idempotent retries.",
        "Makes the call idempotent for a day.",
    ],
)
def test_what_an_id_is_for_is_said_before(said: str) -> None:
    """A purpose that leads to idempotency."""
    assert _found({"name": "Op-Id", "description": said}) == "Op-Id"
