"""A read that asks for a credential of which its document says nothing: what is behind it is looked at as well."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from contracts.cases.probes.undocumented_guards import show_credentials
from contracts.exchange import Request
from contracts.traffic.credentials import NONE, Credentials
from mock_server.openapi import load_document
from tests.contracts.some_journeys import told
from tests.manners.serving import Answer, Asked, Service, checked, in_query, says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import Document, Operation


class Decks(Service):
    """Decks and cards that are read with a key; the document asks for it of the decks alone. Cards come in an object.

    A locked one lets nobody see the cards.
    """

    key = "the-key-of-the-decks"

    def __init__(self, *, locked: bool = False) -> None:
        super().__init__()
        self.locked = locked
        self.let_in = 0

    def document(self) -> dict[str, Any]:
        """A list of texts each."""
        found = {"200": says({"type": "array", "items": {"type": "string"}}), "400": {"description": "no"}}
        keyed = {"security": [{"key": []}], "responses": {**found, "401": {"description": "who?"}}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Decks", "version": "1"},
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
            "paths": {
                "/decks": {"get": {"operationId": "decks", **keyed}},
                "/cards": {"get": {"operationId": "cards", "parameters": [in_query("top", type="integer")],
                                   "responses": found}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Nobody who has no key is told whether the query is right."""
        if asked.parts not in (["decks"], ["cards"]):
            return 404, None, {}
        if asked.method != "GET":
            return 405, None, {"Allow": "GET"}
        if asked.headers.get("X-Key") != self.key or (self.locked and asked.parts == ["cards"]):
            return 401, None, {"WWW-Authenticate": "Key"}
        self.let_in += asked.parts == ["cards"]
        if not all(text.lstrip("-").isascii() and text.lstrip("-").isdecimal() for text in asked.query.get("top", [])):
            return 400, None, {}
        return 200, (["sun", "moon"] if asked.parts == ["decks"] else {"cards": []}), {}


@pytest.mark.parametrize("locked", [False, True])
def test_what_is_behind_an_undocumented_credential_is_looked_at(locked: bool, tmp_path: Path) -> None:
    """With the credentials that the run has; where they do not let in either they are shown no more."""
    service = Decks(locked=locked)
    found = {(law, operation) for law, operation, _ in told(checked(service, tmp_path, recombinations=0))}
    asks = {("status-documented", "cards")}
    assert found == (asks if locked else asks | {("answer-schema", "cards")})
    assert (service.let_in > 2) is not locked


IN_HEADER, IN_QUERY = {"type": "apiKey", "in": "header"}, {"type": "apiKey", "in": "query"}
SCHEMES = {"key": {**IN_HEADER, "name": "X-Key"}, "admin": {**IN_HEADER, "name": "X-Admin"},
           "link": {**IN_QUERY, "name": "sig"}}  # fmt: skip
KEY, ADMIN, LINK = (("X-Key", "1"),), (("X-Admin", "1"),), (("sig", "1"),)


def doors(folder: Path, **security: Any) -> Document:
    """Reads by the names of their paths, each with what the document asks for there; ``drop`` is a DELETE."""
    paths: dict[str, Any] = {}
    for name, asked in security.items():
        method = {"drop": "delete", "trace": "trace"}.get(name, "get")
        keyed = {"security": asked} if asked else {}
        paths[f"/{name}"] = {method: {"operationId": name, "responses": {"200": {"description": "OK"}}, **keyed}}
    file = folder / "doors.json"
    file.write_text(json.dumps({
        "openapi": "3.1.0", "info": {"title": "Doors", "version": "1"}, "paths": paths,
        "components": {"securitySchemes": SCHEMES}}))  # fmt: skip
    return load_document(file)


def shown(document: Document, name: str, *opening: Any) -> tuple[list[Any], CredentialParts]:
    """What is shown to an operation that asked for a credential, in its order, and what is shown from then on."""
    credentials, found = Credentials(document, dict.fromkeys(SCHEMES, "1")), list[Any]()

    def build(operation: Operation, access: CredentialParts) -> Request:
        return Request(operation.method, operation.path, (*access.headers, *access.query), operation=operation.id)

    def send(request: Request, _: str) -> SimpleNamespace:
        found.append(request.headers)
        return SimpleNamespace(status=200 if request.headers in opening else 401)

    requests = SimpleNamespace(credentials=credentials, build=build)
    steps = SimpleNamespace(judge=SimpleNamespace(document=document), requests=requests, send=send)
    operation = next(each for each in document.operations if each.id == name)
    show_credentials(cast("RecordSteps", steps), operation)
    return found, credentials.default(operation)


def test_a_read_is_shown_what_other_reads_ask_for(tmp_path: Path) -> None:
    """The usual one first, and no more than is needed; never what a removal alone asks for."""
    read = doors(tmp_path, one=[{"link": []}], two=[{"key": []}], three=[{"key": []}], drop=[{"admin": []}], cards=None)
    found, kept = shown(read, "cards", KEY)
    assert (found, kept.headers, kept.query) == ([KEY], KEY, ())
    found, kept = shown(read, "cards", LINK)
    assert (found, kept.headers, kept.query) == ([KEY, LINK], (), LINK)
    assert shown(read, "cards") == ([KEY, LINK], NONE)
    assert shown(doors(tmp_path, drop=[{"admin": []}], one=[{"link": []}], cards=None), "cards")[0] == [LINK]


def test_where_no_read_asks_for_a_credential_what_lets_in_elsewhere_is_shown(tmp_path: Path) -> None:
    """And where nothing does, all that there are beside each other."""
    assert shown(doors(tmp_path, drop=[{"admin": []}], cards=None), "cards", ADMIN)[0] == [ADMIN]
    assert shown(doors(tmp_path, cards=None), "cards")[0] == [(*KEY, *ADMIN, *LINK)]


@pytest.mark.parametrize("name", ["logout", "flush", "reset", "trace", "drop"])
def test_what_changes_something_is_shown_no_credential(name: str, tmp_path: Path) -> None:
    """A refusal kept it from its deed; a TRACE would send the key back."""
    assert shown(doors(tmp_path, one=[{"key": []}], **{name: None}), name, KEY) == ([], NONE)


def test_what_was_shown_the_key_already_is_not_asked_again(tmp_path: Path) -> None:
    """Where a key may be shown the run has shown it."""
    assert shown(doors(tmp_path, one=[{"key": []}, {}]), "one")[0] == []
