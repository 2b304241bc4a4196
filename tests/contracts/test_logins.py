"""Users who log in: tokens are got as the document says, renewed when they are refused, and shown nowhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.cli import main
from contracts.findings import OperationCoverage
from contracts.judging.unreached import unreached
from contracts.traffic.login_operation import login_operations
from contracts.traffic.token_endpoint import below
from contracts.traffic.users import ways_in
from mock_server.openapi import Schemas, load_document
from tests.target_users.document import document
from tests.target_users.running import LOGIN, check, serving, told, written
from tests.target_users.service import BASE, Desk

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any


WAYS = ("operation", "form", "key", "query", "cookie", "csrf", "oauth", "client", "basic")
"""Ways to log in, of which the document says how."""
QUICK = ["--yes", "--seed", "7", "--cases", "0", "--fuzz", "0", "--max-time", "600"]


@pytest.mark.sampled(9)
@pytest.mark.parametrize("way", WAYS)
def test_a_user_is_let_in_as_the_document_says(way: str, tmp_path: Path) -> None:
    """The token goes where the scheme says; the desk conforms, and nothing is left."""
    desk = Desk(way)
    report = check(desk, tmp_path)
    assert told(report) == []
    assert report.exit_code == 0
    assert [*desk.notes] == [1]
    assert desk.logins == (way != "basic")
    assert report.created > 20
    assert report.unreached == ()  # the operation that logs in was sent too, and let the user in


@pytest.mark.slow
@pytest.mark.parametrize("way", ["operation", "cookie", "csrf"])
def test_a_refused_token_is_fetched_anew(way: str, tmp_path: Path) -> None:
    """Tokens that let in thirty times are renewed all along the run, which says nothing else."""
    desk = Desk(way)
    desk.uses = 30
    report = check(desk, tmp_path)
    assert told(report) == []
    assert report.exit_code == 0
    assert desk.logins > 5
    assert [*desk.notes] == [1]


@pytest.mark.slow
def test_renewing_ends(tmp_path: Path) -> None:
    """An operation that refuses each token is not asked for ever: two renewals, and it is told."""
    desk = Desk("operation")
    own = desk.act
    desk.act = lambda call: (401, None, {}) if call.method == "PUT" else own(call)  # type: ignore[method-assign]
    report = check(desk, tmp_path)
    assert desk.logins == 3
    assert "access-granted replaceNote: valid credentials are refused" in told(report)


def test_a_token_that_is_not_looked_at_is_found(tmp_path: Path) -> None:
    """The wrong credentials are made of the token itself: one that is cut, or in another case, must not let in."""
    desk = Desk("operation")
    desk.user_of = lambda call: next(  # type: ignore[method-assign]
        (
            name
            for t, name in desk.tokens.items()
            if call.headers.get("Authorization", "").lower() == f"bearer {t}".lower()
        ),
        "",
    )
    report = check(desk, tmp_path)
    assert {drift.lead.law for drift in report.drifts} == {"access-required"}
    assert all("case" in drift.lead.exchange.label for drift in report.drifts)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("way", ["operation", "query", "client"])
def test_nothing_of_a_login_is_shown(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No report, ledger or line of output holds the password or a token, nor what is left of one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONTRACTS_LOGIN", LOGIN)
    desk = Desk(way)
    desk.denied = lambda call: (403, {"error": desk.user_of(call)}, {})
    kinds = ("json", "html", "har", "junit", "markdown", "sarif")
    reports = [word for kind in kinds for word in ("--report", f"{kind}=r.{kind}")]
    few = [word for name in ("makeNote", "readNote", "dropNote") for word in ("--include", name)]
    own = desk.on_note
    desk.on_note = lambda call, note: (  # type: ignore[method-assign]
        (200, {**note, "title": [*desk.tokens][-1]}, {}) if call.method == "GET" else own(call, note)
    )
    with serving(desk) as origin:
        code = main(["check", origin + BASE, "--spec", str(written(tmp_path, way)), *QUICK, *few, *reports])
    assert code == 1
    texts = [path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file()]
    output = capsys.readouterr()
    texts += [output.out, output.err]
    password = LOGIN.partition(":")[2]
    for token in (password, *desk.tokens):
        assert not [text for text in texts if token in text or token[:-1] in text or token[1:] in text]


def test_a_wrong_password_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is let in: what was asked, what was answered and what to do; the password is asked once."""
    desk = Desk("operation")
    words = ["--spec", str(written(tmp_path, "operation")), "--ledger", str(tmp_path / "l"), *QUICK]
    with serving(desk) as origin:
        assert main(["check", origin + BASE, "--credential", "alice@desk.example:wrong-one", *words]) == 3
    said = capsys.readouterr().err
    assert "POST /sessions logs nobody in: it answers 401; give another user with --credential USER:PASSWORD" in said
    assert "wrong-one" not in said
    assert desk.wrong_logins == 1


@pytest.mark.slow
def test_a_password_goes_nowhere_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A token endpoint on another host is used where the user names it, and only there."""
    desk, there = Desk("elsewhere"), Desk("oauth")
    words = ["--spec", str(written(tmp_path, "elsewhere")), "--ledger", str(tmp_path / "l"), *QUICK]
    words += ["--credential", LOGIN]
    with serving(desk) as origin, serving(there) as other:
        assert main(["check", origin + BASE, *words]) == 2
        assert "say --token-url https://login.example/token" in capsys.readouterr().err
        there.tokens = desk.tokens
        assert main(["check", origin + BASE, *words, "--token-url", f"{other}{BASE}/token"]) == 0
    assert (desk.logins, there.logins) == (0, 1)
    assert there.log == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--credential", "no-equals"], "write --credential SCHEME=VALUE or USER:PASSWORD"),
        (["--credential", "a:b", "--credential", "c:d"], "--credential is given 2 users"),
        (["--credential", ":b"], "--credential names no user; write USER:PASSWORD"),
        (["--token-url", "http://127.0.0.1/t"], "give one with --credential USER:PASSWORD"),
        (["--credential", "a:b", "--other-credential", "a:c"], "--other-credential is the user of --credential"),
        (["--credential", "a:b", "--other-credential", "x=c"], "--other-credential x: the document has no such scheme"),
    ],
)
def test_what_is_wrong_with_a_user_is_told(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and how it is written."""
    assert main(["check", "http://127.0.0.1:9/v1", "--spec", str(written(tmp_path, "operation")), *words, *QUICK]) == 2
    assert said in capsys.readouterr().err


def test_a_wrong_address_is_told_before_anybody_logs_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is a sentence, with a token endpoint that would be looked for below it too."""
    words = ["--spec", str(written(tmp_path, "oauth")), "--credential", LOGIN, *QUICK]
    assert main(["check", "http://[", *words]) == 2
    assert "is no URL of an API" in capsys.readouterr().err


def test_where_nobody_can_log_in_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document without any way to log in says so, and what helps."""
    known = document("operation")
    del known["paths"]["/sessions"]
    path = tmp_path / "plain.json"
    path.write_text(json.dumps(known), "utf-8")
    assert main(["check", "http://127.0.0.1:9/v1", "--spec", str(path), "--credential", "a:b", *QUICK]) == 2
    assert "no operation that takes a user name and a password and answers a token" in capsys.readouterr().err


def test_a_token_endpoint_has_to_be_below_the_base() -> None:
    """Neither another host, port or path, nor a way out of the base path, nor a name before the host."""
    base = "http://api.example:80/v1"
    assert below("http://API.example/v1/token?x=1", base) == "/token?x=1"
    for url in ("https://api.example/v1/token", "http://api.example/token", "http://api.example/v1/../token",
                "http://api.example/v1/%2E%2e/token", "http://a@api.example/v1/token", "http://api.example:8/v1/token",
                "http://api.example/v10/token", "http://["):  # fmt: skip
        assert below(url, base) is None


@pytest.mark.parametrize(
    ("body", "answer", "found"),
    [
        ({"username": {}, "password": {}}, {"access_token": {"type": "string"}}, True),
        ({"email": {}, "pass": {"format": "password"}}, {"access": {"type": "string"}}, True),
        ({"user": {"properties": {"email": {}, "password": {}}}}, {"user": {"properties": {"token": {}}}}, True),
        ({"username": {}, "password": {}}, {"id": {"type": "integer"}, "username": {"type": "string"}}, False),
        ({"username": {}, "password": {}}, {"refresh_token": {"type": "string"}}, False),
        ({"password": {}, "new_password": {"format": "password"}, "email": {}}, {"token": {}}, False),
        ({"title": {}}, {"token": {"type": "string"}}, False),
    ],
)
def test_logins_are_known_by_their_schemas(
    body: dict[str, Any], answer: dict[str, Any], found: bool, tmp_path: Path
) -> None:
    """What the operation is called does not matter; what it takes and answers does."""
    known = document("operation")
    operation = {**known["paths"]["/sessions"]["post"], "operationId": "x"}
    operation["requestBody"] = {"content": {"application/json": {"schema": {"properties": body}}}}
    operation["responses"] = {"200": {"content": {"application/json": {"schema": {"properties": answer}}}}}
    known["paths"] = {"/x": {"post": operation}}
    path = tmp_path / "x.json"
    path.write_text(json.dumps(known), "utf-8")
    read = load_document(path)
    assert bool(login_operations(read, Schemas(read), {})) is found


@pytest.mark.parametrize(("edit", "shown", "filled"), [
    ({}, {"X-Csrf": {}}, True),
    ({}, {"X-Trace": {}}, False),  # what no answer of the login has is for the user to give
    ({"in": "query"}, {"X-Csrf": {}}, False),
])  # fmt: skip
def test_a_token_beside_a_cookie_is_the_login_s(
    edit: dict[str, Any], shown: dict[str, Any], filled: bool, tmp_path: Path
) -> None:
    """A key in a header that is asked for beside the cookie, and that the answer to the login carries."""
    known, path = document("csrf"), tmp_path / "d.json"
    known["components"]["securitySchemes"]["forgery"] |= edit
    known["paths"]["/login"]["post"]["responses"]["200"]["headers"] = shown
    path.write_text(json.dumps(known), "utf-8")
    read = load_document(path)
    ways = ways_in(read, Schemas(read), "http://127.0.0.1:9/v1", {})
    assert {*ways} == ({"desk", "forgery"} if filled else {"desk"})
    known["security"].append({"forgery": []})  # alone it lets in as well, so it may be a key of another kind
    path.write_text(json.dumps(known), "utf-8")
    read = load_document(path)
    assert {*ways_in(read, Schemas(read), "http://127.0.0.1:9/v1", {})} == {"desk"}


def test_a_check_without_a_user_names_the_login(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without any credential, and beside each operation that needs one, stands how a user logs in."""
    known, path = document("operation"), tmp_path / "d.json"
    path.write_text(json.dumps(known), "utf-8")
    with serving(Desk("operation")) as origin:
        words = ["check", origin + BASE, "--spec", str(path), "--ledger", str(tmp_path / "l"), *QUICK]
        assert main(words) == 3
        said = capsys.readouterr().err
        assert "or a user who logs in by POST /sessions with --credential USER:PASSWORD" in said


def test_an_operation_names_the_login_that_it_needs(tmp_path: Path) -> None:
    """Where its scheme has no value, and where it asks for a credential although the document does not say so."""
    known, path = document("oauth"), tmp_path / "d.json"
    known["paths"]["/notes"]["post"]["security"] = []
    path.write_text(json.dumps(known), "utf-8")
    read = load_document(path)
    logins = ways_in(read, Schemas(read), "http://127.0.0.1:9/v1", {})
    seen = [
        OperationCoverage(name, "GET", "/notes", 2, ("200",), ((401, 2),), ("200",))
        for name in ("listNotes", "makeNote")
    ]
    assert [item.hint for item in unreached(read, seen, {}, (), logins)] == [
        "it needs a credential: --credential desk=VALUE; --credential USER:PASSWORD logs in by POST /token",
        "it asks for a credential (POST /token logs users in), which the document does not say of it (security)",
    ]


@pytest.mark.parametrize(("seen", "hint"), [
    (((401, 3), (404, 2)), "name a record that is there: --value note=…"),
    (((401, 3),), "the credential given does not let in there"),
    (((401, 3), (403, 9), (422, 2)), "the credential given seems not to let in there (403)"),
    (((401, 3), (403, 9), (404, 2)), "name a record that is there: --value note=…"),
])  # fmt: skip
def test_a_probe_that_is_kept_out_says_nothing_of_the_credential(
    seen: tuple[tuple[int, int], ...], hint: str, tmp_path: Path
) -> None:
    """401 beside 404 is what wrong credentials were answered, by the check's own doing."""
    known, path = document("oauth"), tmp_path / "d.json"
    known["paths"]["/notes/{note}"] = {
        "parameters": [{"name": "note", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {
            "operationId": "oneNote",
            "security": [{"desk": []}],
            "responses": {str(status): {"description": "it"} for status in (200, 403)},
        },
    }
    path.write_text(json.dumps(known), "utf-8")
    item = OperationCoverage("oneNote", "GET", "/notes/{note}", 5, ("200",), seen, ("200",))
    found = [told.hint for told in unreached(load_document(path), [item], {}, ("desk",))]
    assert [each.partition("; ")[0] for each in found] == [hint]


@pytest.mark.parametrize("words", ["register", "signUp", "createUser", "resetPassword"])
def test_what_makes_an_account_is_no_login(words: str, tmp_path: Path) -> None:
    """Whatever it answers."""
    known = document("operation")
    known["paths"]["/sessions"]["post"]["operationId"] = words
    path = tmp_path / "x.json"
    path.write_text(json.dumps(known), "utf-8")
    read = load_document(path)
    assert login_operations(read, Schemas(read), {}) == []
