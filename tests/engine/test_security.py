"""Access: every kind of scheme, alternatives and combinations, scopes, where a credential may stand."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.documents import app, call, operation

if TYPE_CHECKING:
    from pathlib import Path

SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
    "oauth": {"type": "oauth2", "flows": {}, "x-mock": {"scopes": {"reader": ["read"]}}},
    "openid": {"type": "openIdConnect", "openIdConnectUrl": "https://example.com"},
}
BASIC = base64.b64encode(b"ann:secret").decode()


def get(tmp_path: Path, security: list[Any], path: str = "/a", *, keys: tuple[str, ...] = (), **headers: str) -> int:
    """The status of a GET under these requirements."""
    document = {
        "components": {"securitySchemes": SCHEMES},
        "security": security,
        "paths": {"/a": {"get": operation(answers={"200": {}, "401": {}, "403": {}})}},
    }
    return call(app(tmp_path, document, keys=keys), "GET", path, **headers)[0]


@pytest.mark.parametrize(
    ("scheme", "path", "headers"),
    [
        ("bearer", "/a", {"authorization": "Bearer right"}),
        ("bearer", "/a", {"authorization": "bearer right"}),
        ("oauth", "/a", {"authorization": "Bearer right"}),
        ("openid", "/a", {"authorization": "Bearer right"}),
        ("header", "/a", {"x_key": "right"}),
        ("query", "/a?key=right", {}),
        ("query", "/a?key=%72ight", {}),
        ("cookie", "/a", {"cookie": "other=1; session=right"}),
    ],
)
def test_the_right_place(tmp_path: Path, scheme: str, path: str, headers: dict[str, str]) -> None:
    """A credential where its scheme wants it is accepted, and another value there is not."""
    assert get(tmp_path, [{scheme: []}], path, keys=("other", "right"), **headers) == 200
    assert get(tmp_path, [{scheme: []}], path, keys=("wrong",), **headers) == 401


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/a", {}),
        ("/a", {"authorization": ""}),
        ("/a", {"authorization": "Bearer"}),
        ("/a", {"authorization": "Bearer "}),
        ("/a", {"authorization": "right"}),
        ("/a", {"authorization": "Basic right"}),
        ("/a", {"authorization": "Bearer righ"}),
        ("/a", {"authorization": "Bearer rightt"}),
        ("/a", {"authorization": "Bearer RIGHT"}),
        ("/a", {"authorization": "Bearer right right"}),
        ("/a?key=right", {}),
        ("/a", {"x_key": "right"}),
        ("/a", {"cookie": "authorization=Bearer right"}),
    ],
)
def test_the_wrong_place_or_form(tmp_path: Path, path: str, headers: dict[str, str]) -> None:
    """A bearer token anywhere else, cut off, extended or in other case is refused."""
    assert get(tmp_path, [{"bearer": []}], path, keys=("right",), **headers) == 401


def test_basic(tmp_path: Path) -> None:
    """Basic credentials are compared as user:password, and must be base64."""
    assert get(tmp_path, [{"basic": []}], keys=("ann:secret",), authorization=f"Basic {BASIC}") == 200
    assert get(tmp_path, [{"basic": []}], keys=("ann:other",), authorization=f"Basic {BASIC}") == 401
    assert get(tmp_path, [{"basic": []}], authorization="Basic !") == 401


def test_alternatives_and_combinations(tmp_path: Path) -> None:
    """Requirements in one object hold together, objects in the list are alternatives, an empty one lets anybody in."""
    both: list[Any] = [{"bearer": [], "header": []}]
    assert get(tmp_path, both, authorization="Bearer x") == 401
    assert get(tmp_path, both, authorization="Bearer x", x_key="y") == 200
    either: list[Any] = [{"bearer": []}, {"query": []}]
    assert get(tmp_path, either, "/a?key=x") == 200
    assert get(tmp_path, either, "/a") == 401
    assert get(tmp_path, [{"bearer": []}, {}], "/a") == 200
    assert get(tmp_path, [], "/a") == 200


def test_any_credential_where_none_is_configured(tmp_path: Path) -> None:
    """With no key anywhere, a well-formed credential is enough."""
    assert get(tmp_path, [{"bearer": []}], authorization="Bearer whatever") == 200


def test_scopes(tmp_path: Path) -> None:
    """A token that is known to lack a scope is forbidden; others hold all of them."""
    assert get(tmp_path, [{"oauth": ["read"]}], authorization="Bearer reader") == 200
    assert get(tmp_path, [{"oauth": ["write"]}], authorization="Bearer reader") == 403
    assert get(tmp_path, [{"oauth": ["write"]}], authorization="Bearer unknown") == 200
