"""Options for documents that one did not write: several of them, overlays, servers, validation, access."""

from __future__ import annotations

import base64
import json
import logging
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.errors import DocumentError, UsageError
from tests.documents.asking import answering, document, mock, mock_of
from tests.documents.shop import shop

if TYPE_CHECKING:
    from pathlib import Path


def _written(folder: Path, name: str, tree: dict[str, Any]) -> Path:
    path = folder / name
    path.write_text(json.dumps(tree))
    return path


def test_several_documents(tmp_path: Path) -> None:
    """Two documents under their own paths share the process and nothing else."""
    one = _written(tmp_path, "one.json", shop())
    two = _written(tmp_path, "two.json", {**shop(), "servers": [{"url": "/v2"}]})
    asked = mock_of(one, more_specs=(two,))
    asked.ask("POST", "/v1/items", {"name": "first"})
    asked.ask("POST", "/v2/items", {"name": "second"})
    for base, name in (("/v1", "first"), ("/v2", "second")):
        assert [item["name"] for item in asked.ask("GET", f"{base}/items").json["items"]] == [name]
        assert asked.ask("GET", f"{base}/openapi.json").status == 200


def test_prefixes(tmp_path: Path) -> None:
    """Documents with one base path are refused, and kept apart by prefixes."""
    paths = [_written(tmp_path, f"{name}.json", document({"/a": {"get": answering({"const": name})}})) for name in "xy"]
    with pytest.raises(UsageError, match="keep them apart with --prefix"):
        mock_of(paths[0], more_specs=(paths[1],))
    asked = mock_of(paths[0], more_specs=(paths[1],), prefixes=("/x", "/y"))
    assert [asked.ask("GET", f"/{name}/a").json for name in "xy"] == ["x", "y"]
    assert mock_of(paths[0], prefixes=("/deep/er",)).ask("GET", "/deep/er/a").json == "x"


def test_overlays(tmp_path: Path) -> None:
    """An overlay writes `x-mock` into a document that stays as it is; one that extends another document is left out."""
    spec = _written(tmp_path, "spec.json", document({"/clock": {"get": answering({"type": "object"})}}))
    example = {"responses": {"200": {"content": {"application/json": {"example": {"now": 12}}}}}}
    action = {"target": "$.paths['/clock'].get", "update": {**example, "x-mock": {"status": 200}}}
    overlay = {"overlay": "1.0.0", "info": {"title": "Ours", "version": "1"}, "actions": [action]}
    changes = _written(tmp_path, "overlay.json", overlay)
    _written(tmp_path, "other.json", document({}))
    others = _written(tmp_path, "others.json", {**overlay, "extends": "other.json"})
    assert mock_of(spec, overlays=(changes,)).ask("GET", "/clock").json == {"now": 12}
    assert mock_of(spec, overlays=(others,)).ask("GET", "/clock").json == {}
    with pytest.raises(DocumentError, match=r"broken\.json"):
        mock_of(spec, overlays=(_written(tmp_path, "broken.json", {"overlay": "2"}),))


def test_servers_and_their_variables(tmp_path: Path) -> None:
    """Every server's path is served, for every value of its variables; an operation's own servers replace them."""
    servers = [
        {
            "url": "https://{region}.example.com/{stage}/api",
            "variables": {"region": {"default": "eu"}, "stage": {"default": "live", "enum": ["live", "test"]}},
        },
        {"url": "/local"},
    ]
    own = {**answering({"const": "own"}), "servers": [{"url": "https://files.example.com/upload/"}]}
    asked = mock(tmp_path, document({"/a": {"get": answering({"const": 1})}, "/b": {"get": own}}, servers=servers))
    assert [asked.ask("GET", f"{base}/a").status for base in ("/live/api", "/test/api", "/local", "")] == [
        200,
        200,
        200,
        404,
    ]
    assert asked.ask("GET", "/upload/b").json == "own"
    assert asked.ask("GET", "/local/b").status == 404


@pytest.mark.parametrize(("mode", "status", "told"), [("on", 400, False), ("warn", 201, True), ("off", 201, False)])
def test_validation(tmp_path: Path, mode: str, status: int, told: bool, caplog: pytest.LogCaptureFixture) -> None:
    """What breaks the document is refused, or served and told, or served; what can't be read is refused always."""
    asked = mock(tmp_path, shop(), validation=mode)
    with caplog.at_level(logging.WARNING, "mock_server"):
        reply = asked.ask("POST", "/v1/items", {"name": ""})
    assert reply.status == status
    assert ("is served although name" in caplog.text) is told
    for data, expected in ((b"{", 400), (b"\xff", 400), (b"[1]", status)):
        reply = asked.ask("POST", "/v1/items", headers={"Content-Type": "application/json"}, data=data)
        assert reply.status == expected
    assert asked.ask("GET", "/v1/items?limit=x").status == (400 if mode == "on" else 200)


_SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
    "oauth": {"type": "oauth2", "flows": {}, "x-mock": {"keys": ["all", "few"], "scopes": {"few": ["read"]}}},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com"},
}
_BASIC = "Basic " + base64.b64encode(b"a:b").decode()


@pytest.mark.parametrize(
    ("security", "query", "headers", "status"),
    [
        ([{"bearer": []}], "", {}, 401),
        ([{"bearer": []}], "", {"Authorization": "Bearer t"}, 200),
        ([{"bearer": []}], "", {"Authorization": _BASIC}, 401),
        ([{"basic": []}], "", {"Authorization": _BASIC}, 200),
        ([{"header": []}], "", {"X-Key": "k"}, 200),
        ([{"query": []}], "?key=k", {}, 200),
        ([{"cookie": []}], "", {"Cookie": "a=b; sid=k"}, 200),
        ([{"openid": ["x"]}], "", {"Authorization": "Bearer t"}, 200),
        ([{"header": [], "query": []}], "?key=k", {}, 401),
        ([{"header": [], "query": []}], "?key=k", {"X-Key": "k"}, 200),
        ([{"header": []}, {"query": []}], "?key=k", {}, 200),
        ([{"header": []}, {}], "", {}, 200),
        ([], "", {}, 200),
        ([{"oauth": ["read"]}], "", {"Authorization": "Bearer few"}, 200),
        ([{"oauth": ["write"]}], "", {"Authorization": "Bearer few"}, 403),
        ([{"oauth": ["write"]}], "", {"Authorization": "Bearer all"}, 200),
        ([{"oauth": ["write"]}], "", {"Authorization": "Bearer none"}, 401),
        ([{"unknown": []}], "", {}, 200),
    ],
)
def test_access(tmp_path: Path, security: Any, query: str, headers: dict[str, str], status: int) -> None:
    """Every kind of scheme, alternatives, combinations and scopes; off means anybody."""
    get = {**answering({"const": 1}), "security": security}
    tree = document({"/a": {"get": get}}, components={"securitySchemes": _SCHEMES}, security=[{"bearer": []}])
    assert mock(tmp_path, tree).ask("GET", "/a" + query, headers=headers).status == status
    assert mock(tmp_path, tree, auth=False).ask("GET", "/a").status == 200
