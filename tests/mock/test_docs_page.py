"""The page to try an API, and the page that names all: their own origin's alone, showing documents as they are."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.documents.asking import answering, document, mock
from tests.mock import chromium
from tests.running import DOCUMENT, running_mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.running import RunningMock

SCHEMES: dict[str, Any] = {
    "word": {"type": "http", "scheme": "bearer", "x-mock": {"keys": ["open-sesame"]}},
    "pair": {"type": "http", "scheme": "basic", "x-mock": {"keys": ["ali:baba"]}},
    "crumb": {"type": "apiKey", "in": "cookie", "name": "cave", "x-mock": {"keys": ["jar"]}},
    "paper": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://x.example/t", "scopes": {}}}},
}

_EXECUTED = """document.querySelector(".live-responses-table tbody .response-col_status")?.innerText
|| (document.querySelector(".execute") && (window.clicked ??= Date.now()) < Date.now() - 1000
    && document.querySelector(".execute").click(window.clicked = Date.now()))
"""
"""What stands where the status of an answer is shown; Execute is clicked a second after it appears, and again."""


def caves(version: str, base: str, **more: Any) -> dict[str, Any]:
    """A document with an operation for each scheme, and one that another host serves."""
    done = answering({"type": "object", "properties": {"gold": {"type": ["integer", "null"]}}})
    paths: dict[str, Any] = {f"/{name}": {"get": {**done, "security": [{name: []}]}} for name in SCHEMES}
    content = {"application/json": {"schema": {"type": "object", "properties": {"note": {"type": ["string", "null"]}}}}}
    paths["/word"]["post"] = {**done, "security": [{"word": []}], "requestBody": {"content": content}}
    paths["/word"]["get"]["operationId"] = "getWord"
    paths["/word"]["post"]["operationId"] = "postWord"
    paths["/far"] = {"servers": [{"url": "https://far.example/away"}], "get": done}
    paths["/near"] = {
        "get": {**done, "servers": [{"url": "https://far.example/{v}", "variables": {"v": {"default": "b"}}}]}
    }
    paths["/lent"] = {"$ref": "#/components/pathItems/lent"}
    items = {"lent": {"servers": [{"url": "//lent.example"}], "get": done}}
    parts = {"securitySchemes": SCHEMES, "pathItems": items}
    return document(paths, version, components=parts, servers=[{"url": f"https://caves.example{base}"}], **more)


def test_nothing_inline_and_nothing_from_elsewhere(mock: RunningMock) -> None:
    """A strict policy stands on every page and file, and the pages hold neither a script nor a style themselves."""
    for path in ("/", "/api/v1/ui/", "/api/v1/ui/initializer.js", "/api/v1/ui/swagger-ui-bundle.js",
                 "/api/v1/ui/credentials.json", "/api/v1/openapi.json"):  # fmt: skip
        answer = httpx.get(mock.origin + path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "//" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        if answer.headers["content-type"].startswith("text/html"):
            assert not re.search(r"<style|\son\w+=|\sstyle=|javascript:|<script(?![^>]*\ssrc=)", answer.text)


@pytest.mark.parametrize("version", ["3.0.4", "3.1.1", "3.2.0"])
def test_a_document_is_shown_as_it_is(tmp_path: Path, version: str) -> None:
    """The page is given the document under the version that it has."""
    served = mock(tmp_path, caves(version, "/v1")).ask("GET", "/v1/openapi.json").json
    assert served["openapi"] == version


def test_all_servers_of_a_served_document_are_this_one(tmp_path: Path) -> None:
    """Servers of paths and operations too, behind a reference too, lead here, under the paths that are served."""
    asked = mock(tmp_path, caves("3.1.0", "/v1"), prefixes=("/pre",))
    served = asked.ask("GET", "/pre/v1/openapi.json").json
    assert "example/" not in json.dumps([served["servers"], served["paths"], served["components"]["pathItems"]])
    assert served["servers"] == [{"url": "/pre/v1"}]
    assert served["paths"]["/far"]["servers"] == [{"url": "/pre/away"}]
    assert served["paths"]["/near"]["get"]["servers"] == [{"url": "/pre/b"}]
    assert served["components"]["pathItems"]["lent"]["servers"] == [{"url": "/pre"}]
    for path in ("/pre/away/far", "/pre/b/near", "/pre/lent"):
        assert asked.ask("GET", path).status == 200


def test_the_documents_credentials_are_filled_in(tmp_path: Path) -> None:
    """The first credential of each scheme that an operation asks for first, in the form in which the page sends it."""
    told = mock(tmp_path, caves("3.1.0", "")).ask("GET", "/ui/credentials.json").json
    assert {item["name"]: item.get("cookie") or item["value"] for item in told} == {
        "word": "open-sesame",
        "pair": {"username": "ali", "password": "baba"},
        "crumb": "cave=jar; path=/; SameSite=Strict",
        "paper": "any",
    }


def test_a_given_key_is_told_by_no_page(tmp_path: Path) -> None:
    """What the user gave is a secret: neither filled in nor shown."""
    asked = mock(tmp_path, caves("3.1.0", ""), keys=("grand-vizier",))
    assert asked.ask("GET", "/ui/credentials.json").json == []
    for path in ("/", "/ui/", "/ui/initializer.js", "/openapi.json"):
        assert b"grand-vizier" not in asked.ask("GET", path).body
    assert b"--key" in asked.ask("GET", "/").body
    assert b"open-sesame" not in asked.ask("GET", "/").body


def test_the_front_page_names_documents_pages_and_credentials(tmp_path: Path) -> None:
    """Each document by its title, escaped, with its page, its document, and what it accepts."""
    first, second = tmp_path / "a.json", tmp_path / "b.json"
    first.write_text(json.dumps(caves("3.1.0", "/a", info={"title": "<b>Caves</b>", "version": "1"})))
    second.write_text(json.dumps(document({}, servers=[{"url": "/b"}], info={"title": "Empty", "version": "1"})))
    with running_mock("--spec", str(second), spec=first) as served:
        front = httpx.get(f"{served.origin}/")
        assert front.headers["content-type"].startswith("text/html")
        for word in ("&lt;b&gt;Caves&lt;/b&gt;", "Empty", "open-sesame", "ali:baba", "anybody"):
            assert word in front.text
        assert str(tmp_path) not in front.text
        links = re.findall(r'(?:href|src)="([^"]+)"', front.text)
        assert {"/a/ui/", "/a/openapi.json", "/b/ui/", "/b/openapi.json"} <= set(links)
        for link in links:
            assert httpx.get(served.origin + link).status_code == 200
        assert not [
            n for n in httpx.get(served.origin, headers={"Origin": "http://x.example"}).headers if "access-c" in n
        ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_documents_own_root_wins(tmp_path: Path, method: str) -> None:
    """Where the document has the path `/`, the front page is not there."""
    asked = mock(tmp_path, document({"/": {method: answering({"const": "mine"})}}))
    reply = asked.ask(method.upper(), "/")
    assert reply.status == 200
    assert reply.json == "mine"
    if method == "post":
        assert asked.ask("GET", "/").status == 405


@pytest.mark.slow
@pytest.mark.skipif(chromium.PATH is None, reason="there is no Chromium")
@pytest.mark.parametrize("version", ["3.0.4", "3.1.1", "3.2.0"])
def test_a_browser_shows_and_sends(tmp_path: Path, version: str) -> None:
    """A nullable field is prefilled, the request is sent with the filled-in credential, and no policy is broken."""
    tree = caves(version, "/v1")
    if version.startswith("3.0"):
        tree = json.loads(re.sub(r'"type": \["(\w+)", "null"\]', r'"type": "\1", "nullable": true', json.dumps(tree)))
    (tmp_path / "openapi.json").write_text(json.dumps(tree))
    with running_mock(spec=tmp_path / "openapi.json") as served, chromium.page() as tab:
        for operation, body in (("postWord", True), ("getWord", False)):
            tab.open("about:blank")
            tab.open(f"{served.url}/ui/#/default/{operation}")
            if body:
                shown = tab.wait_for("document.querySelector('.body-param__text').textContent")
                assert json.loads(shown) == {"note": "string"}
            tab.wait_for(f"document.querySelector('.information-container').innerText.includes('{version[:3]}')")
            assert tab.wait_for(_EXECUTED).startswith("200")
        assert tab.complaints == []


@pytest.mark.slow
@pytest.mark.skipif(chromium.PATH is None, reason="there is no Chromium")
def test_a_browser_shows_the_front_page() -> None:
    """The front page breaks no policy and leads to the page to try the API, whose operations are all there."""
    with running_mock(spec=DOCUMENT) as served, chromium.page() as tab:
        tab.open(served.origin)
        tab.wait_for("getComputedStyle(document.querySelector('section')).borderRadius === '8px'")
        tab.click("document.querySelector('dd a')")
        tab.wait_for("document.querySelectorAll('.opblock').length === 3")
        assert tab.complaints == []
