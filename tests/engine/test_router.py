"""Routing: literal segments before parameters, raw segments, methods of several templates."""

from __future__ import annotations

import pytest

from mock_server.openapi.codec.router import Router

TEMPLATES = {
    "/a/{id}": ["GET", "DELETE"],
    "/a/me": ["GET"],
    "/a/{id}/b/{b}": ["GET"],
    "/a/{id}.json": ["GET"],
    "/v{version}/x": ["GET"],
    "/q?kind=one": ["POST"],
    "/q?kind=two": ["POST"],
    "/f#first": ["POST"],
    "/": ["GET"],
}


@pytest.fixture(scope="module")
def router() -> Router[str]:
    """A router with templates that are easily mixed up; what is found is the template itself."""
    router: Router[str] = Router()
    for template, methods in TEMPLATES.items():
        for method in methods:
            router.add(template, method, template)
    return router


@pytest.mark.parametrize(
    ("path", "method", "query", "template", "values"),
    [
        ("/a/7", "GET", "", "/a/{id}", {"id": "7"}),
        ("/a/7", "DELETE", "", "/a/{id}", {"id": "7"}),
        ("/a/me", "GET", "", "/a/me", {}),
        ("/a/me", "DELETE", "", "/a/{id}", {"id": "me"}),
        ("/a/%6De", "GET", "", "/a/me", {}),
        ("/a/x%2Fy", "GET", "", "/a/{id}", {"id": "x%2Fy"}),
        ("/a/7/b/8", "GET", "", "/a/{id}/b/{b}", {"id": "7", "b": "8"}),
        ("/a/7.json", "GET", "", "/a/{id}.json", {"id": "7"}),
        ("/v2/x", "GET", "", "/v{version}/x", {"version": "2"}),
        ("/q", "POST", "kind=two", "/q?kind=two", {}),
        ("/f", "POST", "", "/f#first", {}),
        ("/", "GET", "", "/", {}),
    ],
)
def test_match(router: Router[str], path: str, method: str, query: str, template: str, values: dict[str, str]) -> None:
    """A path finds its template and its raw parameters."""
    methods, found = router.match(path, method, query)
    assert methods is not None
    assert (methods[method], found) == (template, values)


@pytest.mark.parametrize("path", ["/b", "/a", "/a/", "/a/7/", "/a//b/8", "", "/a/7/b/8/9", "//a/7"])
def test_no_match(router: Router[str], path: str) -> None:
    """A path that no template covers is not found."""
    assert router.match(path, "GET") == (None, {})


def test_other_methods_are_told(router: Router[str]) -> None:
    """An unknown method gets the methods of every template that fits, for Allow."""
    methods, _ = router.match("/a/me", "PUT")
    assert set(methods or ()) == {"GET", "DELETE"}
