"""What one request may wish: a status, an example, a generated body, a delay, a media type."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.documents.asking import answering, document, mock
from tests.documents.shop import shop

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock


@pytest.fixture
def asked(tmp_path: Path) -> Mock:
    """A mock of the shop."""
    return mock(tmp_path, shop())


@pytest.mark.parametrize("twin", [False, True])
def test_code(asked: Mock, twin: bool) -> None:
    """`Prefer: code=404`, or its twin in the query, gives that documented answer and says so; nothing is stored."""
    headers = {} if twin else {"Prefer": "code=404"}
    reply = asked.ask("GET", "/v1/items/5" + ("?__code=404" if twin else ""), headers=headers)
    assert reply.status == 404
    assert set(reply.json) == {"message"}
    assert reply.headers["preference-applied"] == "code=404"
    assert asked.ask("POST", "/v1/items", {"name": "x"}, {"Prefer": "code=400"}).status == 400
    assert asked.ask("GET", "/v1/items").json["total"] != 1


@pytest.mark.parametrize("status", [418, 429, 500, 503])
def test_an_undocumented_code_has_the_shape_of_the_errors(asked: Mock, status: int) -> None:
    """A status that the operation does not have is given in the shape of the document's errors; nothing is stored."""
    before = asked.ask("GET", "/v1/items").json["total"]
    reply = asked.ask("POST", "/v1/items", {"name": "x"}, {"Prefer": f"code={status}"})
    assert reply.status == status
    assert set(reply.json) == {"message"}
    assert reply.headers["preference-applied"] == f"code={status}"
    assert asked.ask("GET", "/v1/items").json["total"] == before


def test_an_undocumented_code_without_content(asked: Mock) -> None:
    """Below 400 no error's shape fits: such an answer is empty, and nothing is stored."""
    reply = asked.ask("POST", "/v1/items", {"name": "x"}, {"Prefer": "code=226"})
    assert (reply.status, reply.body) == (226, b"")


def test_an_undocumented_code_of_errors_without_examples(tmp_path: Path) -> None:
    """Where the document's errors have schemas alone, the body is one of them."""
    schema = {"type": "object", "required": ["error"], "properties": {"error": {
        "type": "object", "required": ["code", "message"],
        "properties": {"code": {"type": "integer"}, "message": {"type": "string"}}}}}  # fmt: skip
    operation = answering({"type": "integer"})
    operation["responses"]["404"] = {"description": "None", "content": {"application/json": {"schema": schema}}}
    reply = mock(tmp_path, document({"/a": {"get": operation}})).ask("GET", "/a?__code=503")
    assert (reply.status, reply.json) == (503, {"error": {"code": 503, "message": "Service Unavailable"}})


def test_example(asked: Mock) -> None:
    """A named example is given; one that breaks its schema, or is not there, is not."""
    reply = asked.ask("GET", "/v1/items/5", headers={"Prefer": "example=rare"})
    assert (reply.json["id"], reply.headers["preference-applied"]) == (77, "example=rare")
    for name in ("broken", "none"):
        reply = asked.ask("GET", "/v1/items/5", headers={"Prefer": f"example={name}"})
        assert reply.json["id"] == 5
        assert "preference-applied" not in reply.headers


def test_dynamic(tmp_path: Path) -> None:
    """`dynamic=true` generates where an example would have been given."""
    asked = mock(tmp_path, document({"/a": {"get": answering({"type": "integer"}, example=5)}}))
    assert asked.ask("GET", "/a").json == 5
    replies = [asked.ask("GET", "/a", headers={"Prefer": "dynamic=true"}) for _ in range(5)]
    assert {reply.json for reply in replies} != {5}
    assert replies[0].headers["preference-applied"] == "dynamic=true"


def test_delay(asked: Mock) -> None:
    """`delay` holds the answer back for that many milliseconds."""
    began = time.monotonic()
    reply = asked.ask("GET", "/v1/items", headers={"Prefer": "delay=60"})
    assert time.monotonic() - began >= 0.06
    assert reply.headers["preference-applied"] == "delay=60"


def test_wishes_come_after_the_rules(asked: Mock) -> None:
    """A request that breaks the document is refused whatever it prefers."""
    assert asked.ask("POST", "/v1/items", {}, {"Prefer": "code=201"}).status == 400


def test_not_acceptable(tmp_path: Path) -> None:
    """A client that takes none of the documented media types gets 406, unless the document lists its refusals."""
    plain = answering({"const": 1})
    several = answering({"const": 1})
    several["responses"]["200"]["content"]["application/yaml"] = {"schema": {"const": 1}}
    several["responses"]["404"] = {"description": "Not there"}
    listed = answering({"const": 1})
    listed["responses"]["404"] = {"description": "Not there"}
    asked = mock(
        tmp_path, document({"/plain": {"get": plain}, "/several": {"get": several}, "/listed": {"get": listed}})
    )
    statuses = [
        asked.ask("GET", path, headers={"Accept": "image/png"}).status for path in ("/plain", "/several", "/listed")
    ]
    assert statuses == [406, 406, 200]
    assert asked.ask("GET", "/several", headers={"Accept": "application/yaml"}).status == 200
