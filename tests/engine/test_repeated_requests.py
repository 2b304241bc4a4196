"""A request that is sent again under one idempotency key, where the document has a parameter for that, is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, Reply, answering, document, mock, record

if TYPE_CHECKING:
    from pathlib import Path

_KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
_NOTE = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "size": {"type": "number"}}}
_ERROR = {"description": "e", "content": {"application/json": {"schema": {"type": "object"}}}}


def _notes(folder: Path, parameter: dict[str, Any], *refusals: str) -> Mock:
    made = answering(record(size={"type": "number"}), status="201")
    made["responses"].update(dict.fromkeys(refusals, _ERROR))
    body = {"required": True, "content": {"application/json": {"schema": _NOTE}}}
    key = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    counted = answering(record(size={"type": "number"}), status="200")
    paths = {
        "/notes": {
            "post": {**made, "parameters": [parameter], "requestBody": body},
            "get": answering({"type": "array", "items": record()}),
        },
        "/notes/{id}": {"parameters": key, "get": counted, "delete": {"responses": {"204": {"description": "gone"}}}},
    }
    return mock(folder, document(paths))


def _post(served: Mock, key: str | None, name: str = "one", **headers: str) -> Reply:
    return served.ask("POST", "/notes", {"name": name}, headers | ({} if key is None else {"Idempotency-Key": key}))


def _listed(served: Mock) -> list[str]:
    return [note["name"] for note in served.ask("GET", "/notes").json]


def test_the_same_key_and_body_get_the_first_answer_and_make_one_record(tmp_path: Path) -> None:
    """Members in another order are the same body; another key, or none, makes another record."""
    served = _notes(tmp_path, _KEY)
    first = served.ask("POST", "/notes", {"name": "one", "size": 1}, {"idempotency-key": "k1"})
    again = served.ask("POST", "/notes", {"size": 1, "name": "one"}, {"Idempotency-Key": "k1"})
    assert (first.status, first.raw_headers, first.body) == (201, again.raw_headers, again.body)
    assert again.status == 201
    assert _listed(served) == ["one"]
    others = [_post(served, "k2").json["id"], _post(served, None).json["id"], _post(served, None).json["id"]]
    assert len({first.json["id"], *others}) == 4


def test_what_was_answered_stays_so_when_the_record_is_gone(tmp_path: Path) -> None:
    """The first answer is told again; nothing is made anew."""
    served = _notes(tmp_path, _KEY)
    first = _post(served, "k1")
    assert served.ask("DELETE", f"/notes/{first.json['id']}").status == 204
    assert _post(served, "k1").body == first.body
    assert _listed(served) == []


@pytest.mark.parametrize(
    ("documented", "status"), [(("422", "409"), 422), (("400", "409"), 409), (("400",), 400), ((), 422)]
)
def test_another_body_is_refused_as_documented(tmp_path: Path, documented: tuple[str, ...], status: int) -> None:
    """A key names one request; what was refused makes nothing, and the first answer is still known."""
    served = _notes(tmp_path, _KEY, *documented)
    first = _post(served, "k1")
    assert _post(served, "k1", "two").status == status
    assert _post(served, "k1").body == first.body
    assert _listed(served) == ["one"]


def test_a_refusal_is_not_kept(tmp_path: Path) -> None:
    """Whoever mends a body may send it under the same key."""
    served = _notes(tmp_path, _KEY, "400")
    assert served.ask("POST", "/notes", {"name": 1}, {"Idempotency-Key": "k1"}).status == 400
    assert _post(served, "k1").status == 201


@pytest.mark.parametrize(
    ("parameter", "is_one"),
    [
        ({"name": "X-Idempotency-Key"}, True),
        ({"name": "Request-Id", "description": "Makes the call idempotent: it is done once for one id."}, True),
        ({"name": "Request-Id", "description": "Told in the answer, for support."}, False),
    ],
)
def test_the_document_says_which_parameter_it_is(tmp_path: Path, parameter: dict[str, str], is_one: bool) -> None:
    """By its name, or by its description."""
    served = _notes(tmp_path, {**_KEY, **parameter})
    ids = {_post(served, None, **{parameter["name"]: "k1"}).json["id"] for _ in range(2)}
    assert len(ids) == (1 if is_one else 2)


def test_a_key_that_no_parameter_takes_is_none(tmp_path: Path) -> None:
    """A header that the document does not have is not looked at."""
    served = _notes(tmp_path, {**_KEY, "name": "X-Trace"})
    assert len({_post(served, "k1").json["id"] for _ in range(2)}) == 2


def test_a_default_is_no_key(tmp_path: Path) -> None:
    """Nobody sent it: two requests without a key are two."""
    served = _notes(tmp_path, {**_KEY, "schema": {"type": "string", "default": "k1"}})
    ids = [_post(served, key).json["id"] for key in (None, None, "k1", "k1")]
    assert len(set(ids)) == 3


def test_keys_are_of_one_client_and_of_one_address(tmp_path: Path) -> None:
    """Another credential, or another record's path, is another request."""
    served = _notes(tmp_path, _KEY)
    ids = {_post(served, "k1", Authorization=f"Bearer {who}").json["id"] for who in ("ann", "bob", "ann")}
    assert len(ids) == 2


def test_answers_are_kept_for_a_day_and_not_without_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest gives way to the one that is too many, and what is too old is none."""
    monkeypatch.setattr("mock_server.engine.repeated_requests._MOST", 2)
    served = _notes(tmp_path, _KEY)
    first = [_post(served, key).json["id"] for key in ("k1", "k2", "k3")]
    assert [_post(served, key).json["id"] for key in ("k2", "k3")] == first[1:]
    assert _post(served, "k1").json["id"] not in first
    monkeypatch.setattr("mock_server.engine.repeated_requests._KEPT_MILLISECONDS", 0)
    assert _post(served, "k3").json["id"] not in first
    assert served.app.store.count("~answered") <= 2


def test_a_sandbox_knows_its_own_keys(tmp_path: Path) -> None:
    """What one user sent is nothing to another."""
    served = _notes(tmp_path, _KEY)
    ids = [_post(served, "k1", **{"X-Mock-Sandbox": name}).json["id"] for name in ("a", "b", "a")]
    assert ids[0] == ids[2]


def test_neither_key_nor_answer_can_be_read_in_the_store(tmp_path: Path) -> None:
    """A secret that an answer shows once is in no file in clear."""
    served = _notes(tmp_path, _KEY)
    _post(served, "key-of-mine", "secret-of-mine")
    kept = repr(list(served.app.store.records("~answered")))
    assert kept != "[]"
    assert "mine" not in kept
