"""The lines of a document around a place, a request sent again, and who may have the console's files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.running import DOCUMENT, RunningMock, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def mock() -> Iterator[RunningMock]:
    """A mock of the project's own document."""
    with running_mock() as running:
        yield running


def asked(mock: RunningMock, method: str, path: str, **query: str | int) -> httpx.Response:
    """A call of the admin API."""
    return httpx.request(
        method, f"{mock.admin}/{path}", params=query, headers={"authorization": f"Bearer {mock.token}"}
    )


def test_the_lines_are_those_of_the_file(mock: RunningMock) -> None:
    """The place's own line among those around it; a place behind a reference is where that leads."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    for place, word in (("/paths/~1clients/post", "post:"), ("/info/title", "title:"), ("/security/0", "- ")):
        found = asked(mock, "GET", "lines", place=place, operation="createClient").json()
        assert found["file"] == str(DOCUMENT)
        assert word in lines[found["line"] - 1]
        assert found["lines"] == lines[found["first"] - 1 : found["first"] - 1 + len(found["lines"])]
        assert found["first"] <= found["line"] < found["first"] + len(found["lines"])
    behind = asked(mock, "GET", "lines", place="/paths/~1clients/post/responses/409/description").json()
    assert "description" in lines[behind["line"] - 1]


def test_a_place_leads_as_far_as_it_can(mock: RunningMock) -> None:
    """What is not there is told by the place that was found; what is no call at all is refused."""
    for asked_for, found in (("/nothing", ""), ("/info/nothing", "/info"), ("/info/title", "/info/title")):
        assert asked(mock, "GET", "lines", place=asked_for).json()["place"] == found
    assert asked(mock, "GET", "lines", place="/info", operation="nobody").json()["place"] == "/info"
    refused = asked(mock, "GET", "lines")
    assert refused.status_code == 400
    assert "place" in refused.json()["detail"]


def test_a_request_is_sent_again_as_it_came(mock: RunningMock) -> None:
    """With its credential, which the journal shows nobody; in its sandbox; under a number of its own."""
    headers = {"authorization": "Bearer local-admin-key", "x-mock-sandbox": "again"}
    assert httpx.post(f"{mock.url}/clients", json={"id": "a", "name": "A"}, headers=headers).status_code == 201
    (entry,) = asked(mock, "GET", "requests", sandbox="again").json()["requests"]
    again = asked(mock, "POST", f"requests/{entry['id']}/replay")
    assert again.json()["status"] == 409
    first, second = asked(mock, "GET", "requests", sandbox="again").json()["requests"]
    assert (first["status"], second["status"]) == (201, 409)
    assert asked(mock, "GET", f"requests/{second['id']}").json()["request"]["body"] == '{"id":"a","name":"A"}'
    assert asked(mock, "POST", "requests/9999/replay").status_code == 404


def test_a_request_whose_body_is_cut_is_not_sent_again(tmp_path: Path) -> None:
    """It would be another one."""
    with running_mock("--journal-body", "1024") as mock:
        body = json.dumps({"id": "a", "name": "A" * 2_000})
        headers = {"authorization": "Bearer local-admin-key", "content-type": "application/json"}
        httpx.post(f"{mock.url}/clients", content=body, headers=headers)
        (entry,) = asked(mock, "GET", "requests").json()["requests"]
        refused = asked(mock, "POST", f"requests/{entry['id']}/replay")
        assert refused.status_code == 409
        assert "octets" in refused.json()["detail"]


def test_the_consoles_files_need_no_token_and_obey_a_strict_policy(mock: RunningMock) -> None:
    """They hold no data; a page elsewhere gets none of them, and what is not theirs is the admin API's."""
    page = httpx.get(f"{mock.admin}/")
    assert page.status_code == 200
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "<script>" not in page.text
    assert httpx.get(mock.admin).headers["location"] == "/__admin/"
    for name, kind in (("main.js", "text/javascript"), ("console.css", "text/css"), ("icon.svg", "image/svg+xml")):
        assert httpx.get(f"{mock.admin}/console/{name}").headers["content-type"].startswith(kind)
    for name in ("__init__.py", "../routes.py", "%2e%2e/routes.py", "none.js"):
        assert httpx.get(f"{mock.admin}/console/{name}").status_code in (401, 404)
    assert httpx.get(f"{mock.admin}/", headers={"origin": "https://evil.example"}).status_code == 403
    assert httpx.get(f"{mock.admin}/", headers={"host": "evil.example"}).status_code == 400
    assert mock.admin.removeprefix(mock.origin) in httpx.get(f"{mock.origin}/").text
