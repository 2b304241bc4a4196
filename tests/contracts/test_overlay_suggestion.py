"""What an overlay suggests: applied, the document no longer objects to what the target did."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit, Drift
from contracts.suggestion.suggested_overlay import dump, suggest
from mock_server.openapi.reading import overlays
from mock_server.openapi.reading.document import Document, load_document
from mock_server.openapi.reading.references import References
from mock_server.openapi.reading.source import parse
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators
from tests.contracts.report_samples import DOCUMENT, JSON, body, finding, record, report

FULL = json.loads(record(secret_key="sk_" + "0" * 32, updated_at="2026-02-03T10:00:00.000Z"))


def drift(law: str, answer: Answer, sent: bytes = b'{"id": "a", "name": "b"}', **more: Any) -> Drift:
    """A drift whose exchange is a create that got ``answer``."""
    request = Request("POST", "/clients", JSON, sent, "createClient")
    return Drift(finding(law, exchange=Exchange(more.pop("request", request), answer, "fuzz"), **more), 1)


def applied(document: Document, *drifts: Drift) -> tuple[Document, dict[str, Any]]:
    """The document with the overlay for these drifts, and the overlay."""
    overlay = suggest(report(drifts=drifts), document)
    assert parse(dump(overlay).encode(), Path("overlay.yaml")) == overlay
    if not overlay["actions"]:
        return document, overlay
    tree = overlays.apply(overlay, document.tree)
    return Document(document.path, document.version, References(tree, document.path, external=False)), overlay


def conforms(document: Document, answer: Answer, operation: str = "createClient") -> bool:
    """Whether ``document`` has nothing against this answer's status, media type and body."""
    found = document.operation(operation)
    assert found is not None
    response = found.response(answer.status)
    kind = (answer.header("Content-Type") or "").partition(";")[0]
    media = next((m for m in response.content if m.name == kind), None) if response else None
    if media is None or media.schema is None:
        return False
    value = json.loads(answer.body) if "json" in kind else answer.body.decode()
    return bool(Validators(Schemas(document)).validator(media.schema, "response").is_valid(value))


def with_data(**changes: Any) -> Answer:
    """A created record with changes; a value of ... removes the property."""
    data = {key: value for key, value in (FULL["data"] | changes).items() if value is not ...}
    return Answer(201, JSON, body(FULL | {"data": data}))


@pytest.fixture(scope="module")
def document() -> Document:
    """The document of the repository."""
    return load_document(DOCUMENT)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(418, JSON, body({"error": "teapot", "at": ["2026-01-01T00:00:00Z"]})), id="status"),
        pytest.param(Answer(201, (("Content-Type", "text/plain; charset=utf-8"),), b"made"), id="media type"),
        pytest.param(with_data(name=None), id="null"),
        pytest.param(with_data(name=7), id="another type"),
        pytest.param(with_data(created_at=...), id="missing property"),
        pytest.param(with_data(created_at=..., updated_at=..., status=...), id="several missing"),
        pytest.param(with_data(secret_key="other"), id="pattern"),
        pytest.param(with_data(id="x" * 256), id="longer than the shared schema allows"),
        pytest.param(with_data(email="nobody"), id="format"),
        pytest.param(with_data(api_metadata=["a", 1, None]), id="array for an object"),
        pytest.param(Answer(201, JSON, body(FULL | {"success": "yes"})), id="enum and type"),
        pytest.param(Answer(201, JSON, body([FULL])), id="array at the root"),
        pytest.param(Answer(400, JSON, body({"error": 1, "message": None, "code": "400"})), id="error body"),
    ],
)
def test_the_changed_document_takes_what_it_objected_to(document: Document, answer: Answer) -> None:
    """An answer that contradicts the document conforms once the suggestion is applied."""
    assert not conforms(document, answer)
    changed, overlay = applied(document, drift("answer-schema", answer))
    assert conforms(changed, answer)
    assert conforms(changed, with_data())
    assert "x-not-expressed" not in overlay


def test_each_action_cites_its_finding(document: Document) -> None:
    """Every action's description names the drift's fingerprint and message."""
    cause = drift("answer-schema", with_data(created_at=...))
    _, overlay = applied(document, cause)
    assert overlay["actions"]
    for action in overlay["actions"]:
        assert cause.fingerprint in action["description"]
        assert cause.lead.message in action["description"]


def test_a_shared_schema_is_changed_only_where_the_answer_uses_it(document: Document) -> None:
    """The path parameter that refers to the same component keeps its length."""
    changed, _ = applied(document, drift("answer-schema", with_data(id="x" * 256)))
    assert changed.tree["components"]["schemas"]["ClientId"] == document.tree["components"]["schemas"]["ClientId"]


def test_two_drifts_at_one_place_add_up(document: Document) -> None:
    """The second suggestion builds on the first."""
    one, two = with_data(name=None), with_data(name=7)
    changed, _ = applied(document, drift("a", one), drift("b", two))
    assert conforms(changed, one)
    assert conforms(changed, two)


def test_the_document_itself_stays(document: Document) -> None:
    """Suggesting changes nothing."""
    before = json.dumps(document.tree)
    applied(document, drift("answer-schema", with_data(name=None)))
    assert json.dumps(document.tree) == before


def test_a_request_that_was_taken_is_allowed(document: Document) -> None:
    """Body and parameters that the target took though the document forbids them are allowed."""
    created = with_data()
    sent = body({"id": "a b", "name": 3, "email": "nobody"})
    lacking = body({"id": "a"})
    deleted = Answer(200, JSON, body({"success": True, "deleted": True, "hard": False}))
    call = Request("DELETE", "/clients/a?hard=maybe", (), None, "deleteClient")
    changed, _ = applied(
        document,
        drift("invalid-refused", created, sent, place="body id"),
        drift("invalid-refused", created, lacking, place="body name"),
        drift("invalid-refused", deleted, request=call, operation="deleteClient", place="query hard"),
    )
    validators = Validators(Schemas(changed))
    create, delete = changed.operation("createClient"), changed.operation("deleteClient")
    assert create is not None
    assert create.request_body is not None
    schema = create.request_body.content[0].schema
    assert schema is not None
    assert validators.validator(schema, "request").is_valid(json.loads(sent))
    assert validators.validator(schema, "request").is_valid(json.loads(lacking))
    assert delete is not None
    hard = next(p for p in delete.parameters if p.name == "hard")
    assert validators.validator(hard.schema, "request").is_valid("maybe")


def test_access_is_written_as_it_is(document: Document) -> None:
    """Who is let in without credentials may do without; a way in that is refused is taken off."""
    open_, _ = applied(document, drift("access-required", with_data()))
    operation = open_.operation("createClient")
    assert operation is not None
    assert operation.security[-1] == ()
    refused = Answer(401, JSON, body({"error": "Unauthorized", "message": "no", "code": 401}))
    call = Request("POST", "/clients?admin_key=[credential]", JSON, b"{}", "createClient")
    closed, _ = applied(document, drift("access-granted", refused, request=call))
    operation = closed.operation("createClient")
    assert operation is not None
    assert [[item.scheme for item in way] for way in operation.security] == [["bearerAuth"]]


def test_another_default_is_written(document: Document) -> None:
    """A default that the target has instead is the document's."""
    lead = drift("default", with_data(status=False), place="/data/status", expected="true", observed="false")
    changed, _ = applied(document, lead)
    assert changed.tree["components"]["schemas"]["NewClient"]["properties"]["status"]["default"] is False


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (drift("no-server-error", Answer(500, JSON, b"{}")), "failure of the server"),
        (drift("echo", with_data()), "no word for it"),
        (drift("answer-schema", Answer(201, JSON, b"{")), "no JSON"),
        (replace(drift("x", with_data()), lead=finding(culprit=Culprit.MOCK_AGAINST_DOCUMENT)), "the mock is wrong"),
        (drift("x", with_data(), operation="nothing"), "no documented operation"),
    ],
)
def test_what_an_overlay_cannot_say_is_listed(document: Document, cause: Drift, reason: str) -> None:
    """Such a drift gets no action but a sentence with its fingerprint."""
    _, overlay = applied(document, cause)
    assert overlay["actions"] == []
    [sentence] = overlay["x-not-expressed"]
    assert cause.fingerprint in sentence
    assert reason in sentence


def test_the_dialect_of_3_1_is_used(tmp_path: Path) -> None:
    """In OpenAPI 3.1 a type becomes a list, a const an enum, null a type."""
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {
                "get": {
                    "operationId": "createClient",
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {
                                "application/json": {
                                    "schema": {
                                        "type": "object",
                                        "additionalProperties": False,
                                        "properties": {
                                            "kind": {"const": "a"},
                                            "n": {"type": "integer", "exclusiveMaximum": 5},
                                            "list": {
                                                "type": "array",
                                                "maxItems": 1,
                                                "items": {"oneOf": [{"type": "null"}]},
                                            },
                                        },
                                    }
                                }
                            },
                        }
                    },
                }
            }
        },
    }
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(tree))
    answer = Answer(200, JSON, body({"kind": "b", "n": None, "list": [None, {"x": 1}], "more": {"y": None}}))
    large = Answer(200, JSON, body({"n": 9}))
    changed, overlay = applied(load_document(path), drift("answer-schema", answer), drift("answer-schema", large))
    assert "x-not-expressed" not in overlay
    assert conforms(changed, answer)
    assert conforms(changed, large)
    schema = changed.tree["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema["properties"]["n"]["type"] == ["integer", "null"]
    assert schema["properties"]["kind"] == {"enum": ["a", "b"]}


def test_a_redacted_secret_is_not_taken_for_what_was_answered(document: Document) -> None:
    """A mask breaks the pattern of the secret it stands for; only a finding about that place loosens it."""
    masked = {"secret_key": "sk_a...[secret-1:35-characters]", "created_at": ...}
    _, overlay = applied(document, drift("answer-schema", with_data(**masked), place="/data/created_at"))
    assert "pattern" not in json.dumps(overlay)
    assert "secret_key:" not in dump(overlay)
    changed, _ = applied(document, drift("answer-schema", with_data(**masked), place="/data/secret_key"))
    assert "pattern" not in changed.tree["components"]["schemas"]["Client"]["properties"]["secret_key"]


def test_what_an_earlier_action_covers_is_no_complaint(document: Document) -> None:
    """Two drifts seen in one exchange: the actions for the first cover the second."""
    both = with_data(name=None, created_at=...)
    changed, overlay = applied(
        document,
        drift("answer-schema", both, place="/data/name"),
        drift("answer-schema", both, place="/data/created_at", cause="b"),
    )
    assert "x-not-expressed" not in overlay
    assert conforms(changed, both)
