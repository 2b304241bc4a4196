"""A request that is sent again under one idempotency key, where the document has a parameter for that, is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.explain import reasons_of
from tests.engine.keyed_notes import KEY, listed, notes, post

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Reply


def test_the_same_key_and_body_get_the_first_answer_and_make_one_record(tmp_path: Path) -> None:
    """Members in another order are the same body; another key, or none, makes another record."""
    served = notes(tmp_path, KEY)
    first = served.ask("POST", "/notes", {"name": "one", "size": 1}, {"idempotency-key": "k1"})
    again = served.ask("POST", "/notes", {"size": 1, "name": "one"}, {"Idempotency-Key": "k1"})
    assert (first.status, first.raw_headers, first.body) == (201, again.raw_headers, again.body)
    assert again.status == 201
    assert listed(served) == ["one"]
    others = [post(served, "k2").json["id"], post(served, None).json["id"], post(served, None).json["id"]]
    assert len({first.json["id"], *others}) == 4


def test_what_was_answered_stays_so_when_the_record_is_gone(tmp_path: Path) -> None:
    """The first answer is told again; nothing is made anew."""
    served = notes(tmp_path, KEY)
    first = post(served, "k1")
    assert served.ask("DELETE", f"/notes/{first.json['id']}").status == 204
    assert post(served, "k1").body == first.body
    assert listed(served) == []


@pytest.mark.parametrize(
    ("documented", "status"), [(("422", "409"), 422), (("400", "409"), 409), (("400",), 400), ((), 422)]
)
def test_another_body_is_refused_as_documented(tmp_path: Path, documented: tuple[str, ...], status: int) -> None:
    """A key names one request; what was refused makes nothing, and the first answer is still known."""
    served = notes(tmp_path, KEY, refusals=documented)
    first = post(served, "k1")
    assert post(served, "k1", "two").status == status
    assert post(served, "k1").body == first.body
    assert listed(served) == ["one"]


def test_a_refusal_is_not_kept(tmp_path: Path) -> None:
    """Whoever mends a body may send it under the same key."""
    served = notes(tmp_path, KEY, refusals=("400",))
    assert served.ask("POST", "/notes", {"name": 1}, {"Idempotency-Key": "k1"}).status == 400
    assert post(served, "k1").status == 201


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
    served = notes(tmp_path, {**KEY, **parameter})
    ids = {post(served, None, **{parameter["name"]: "k1"}).json["id"] for _ in range(2)}
    assert len(ids) == (1 if is_one else 2)


def test_a_key_that_no_parameter_takes_is_none(tmp_path: Path) -> None:
    """A header that the document does not have is not looked at."""
    served = notes(tmp_path, {**KEY, "name": "X-Trace"})
    assert len({post(served, "k1").json["id"] for _ in range(2)}) == 2


def test_a_default_is_no_key(tmp_path: Path) -> None:
    """Nobody sent it: two requests without a key are two."""
    served = notes(tmp_path, {**KEY, "schema": {"type": "string", "default": "k1"}})
    ids = [post(served, key).json["id"] for key in (None, None, "k1", "k1")]
    assert len(set(ids)) == 3


def test_keys_are_of_one_client_and_of_one_address(tmp_path: Path) -> None:
    """Another credential, or another record's path, is another request."""
    served = notes(tmp_path, KEY)
    ids = {post(served, "k1", Authorization=f"Bearer {who}").json["id"] for who in ("ann", "bob", "ann")}
    assert len(ids) == 2


def test_answers_are_kept_for_a_day_and_not_without_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest gives way to the one that is too many, and what is too old is none."""
    monkeypatch.setattr("mock_server.engine.answered_requests._MOST", 2)
    served = notes(tmp_path, KEY)
    first = [post(served, key).json["id"] for key in ("k1", "k2", "k3")]
    assert [post(served, key).json["id"] for key in ("k2", "k3")] == first[1:]
    assert post(served, "k1").json["id"] not in first
    monkeypatch.setattr("mock_server.engine.answered_requests._KEPT_MILLISECONDS", 0)
    assert post(served, "k3").json["id"] not in first
    assert served.app.store.count("~answered") <= 2


def test_a_sandbox_knows_its_own_keys(tmp_path: Path) -> None:
    """What one user sent is nothing to another, who may send another body under the same key."""
    served = notes(tmp_path, KEY)
    sent = (("a", "one"), ("b", "two"), ("a", "one"), ("b", "two"))
    replies = [post(served, "k1", name, **{"X-Mock-Sandbox": box}) for box, name in sent]
    assert [reply.status for reply in replies] == [201] * 4
    for box, name in sent[:2]:
        held = served.ask("GET", "/notes", None, {"X-Mock-Sandbox": box}).json
        assert [note["name"] for note in held] == [name]


@pytest.mark.parametrize("auth", [True, False])
@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_a_key_is_of_one_credential_wherever_that_is_sent(tmp_path: Path, place: str, auth: bool) -> None:
    """By the security schemes of the operation: an answer that shows one client's secret is none for another."""
    scheme = {"type": "apiKey", "in": place, "name": "X-Access"}
    more: dict[str, Any] = {"components": {"securitySchemes": {"access": scheme}}, "security": [{"access": []}]}
    served = notes(tmp_path, KEY, settings={"auth": auth}, **more)

    def sent(who: str, name: str) -> Reply:
        target = f"/notes?X-Access={who}" if place == "query" else "/notes"
        given = {"header": {"X-Access": who}, "cookie": {"Cookie": f"X-Access={who}"}}.get(place, {})
        return served.ask("POST", target, {"name": name}, {"Idempotency-Key": "k1", **given})

    replies = [sent("ann", "one"), sent("bob", "two"), sent("ann", "one"), sent("bob", "two")]
    assert [reply.status for reply in replies] == [201] * 4
    assert replies[0].body == replies[2].body != replies[1].body == replies[3].body
    assert sent("ann", "two").status == 422


@pytest.mark.parametrize(
    ("name", "status"), [("X-Tenant", 422), ("X-Request-Id", 201), ("traceparent", 201), ("X-Undocumented", 201)]
)
def test_a_documented_header_belongs_to_the_request(tmp_path: Path, name: str, status: int) -> None:
    """Another tenant's request is another one; a mark of each try is none of it, nor what no parameter takes."""
    taken = () if name == "X-Undocumented" else ({"name": name, "in": "header", "schema": {"type": "string"}},)
    served = notes(tmp_path, KEY, *taken)
    assert post(served, "k1", **{name: "a"}).status == 201
    assert post(served, "k1", **{name: "b"}).status == status
    assert post(served, "k1", **{name: "a"}).status == 201
    assert listed(served) == ["one"]


def test_the_wanted_form_belongs_to_the_request(tmp_path: Path) -> None:
    """Whoever asks for another form is not answered in the first one; what takes all is what says nothing."""
    served = notes(tmp_path, KEY)
    asked = (None, "*/*", "application/json")
    assert [post(served, "k1", **({} if one is None else {"Accept": one})).status for one in asked] == [201, 201, 422]


def test_numbers_of_any_length_may_be_sent_again(tmp_path: Path) -> None:
    """Beyond 64 bits too, where they tell one request from another."""
    served = notes(tmp_path, KEY, {"name": "size", "in": "query", "schema": {"type": "integer"}})
    sent = [
        served.ask("POST", f"/notes?size={size}", {"name": "one"}, {"Idempotency-Key": "k1"}).status
        for size in (10**30, 10**30, 10**30 + 1)
    ]
    assert sent == [201, 201, 422]


@pytest.mark.parametrize("is_handled", [False, True])
def test_explain_names_the_parameter_and_what_made_it_one(tmp_path: Path, is_handled: bool) -> None:
    """Where a function of the user's answers, nothing is answered again."""
    api = notes(tmp_path, {**KEY, "name": "Op", "description": "A token for idempotency."}).app.apis[0]
    if is_handled:
        api.handlers = {operation.id: lambda *_: None for operation in api.document.operations}
    told = {reason.conclusion: reason.why for plan in api.plans for reason in reasons_of(plan)}
    found = told.get("answers again what is sent again under one Op")
    assert found == (None if is_handled else "its description calls it so")
