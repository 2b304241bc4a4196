"""A document that describes the headers of cross-origin answers: the mock's own stand in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.documents.asking import document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

NAMES = ("Allow-Origin", "Allow-Credentials", "Expose-Headers")
PAGE = "http://localhost:8080"


def shelves(tmp_path: Path, *origins: str) -> Mock:
    """A mock whose answers are documented with these headers and one of their own."""
    headers = {f"Access-Control-{name}": {"required": True, "schema": {"type": "string"}} for name in NAMES}
    headers["Access-Control-Allow-Origin"]["example"] = "*"
    headers["X-Shelf"] = {"required": True, "schema": {"type": "integer", "example": 3}}
    got = {"responses": {"204": {"description": "Nothing", "headers": headers}}}
    return mock(tmp_path, document({"/shelves": {"get": got}}), **({"cors": origins} if origins else {}))


def test_documented_headers_do_not_stand_beside_the_true_ones(tmp_path: Path) -> None:
    """One value each: the origin that was let in, and the names of the headers that there are."""
    reply = shelves(tmp_path).ask("GET", "/shelves", headers={"Origin": PAGE})
    for name, value in zip(NAMES, (PAGE, "true", "x-shelf"), strict=True):
        assert [found for key, found in reply.raw_headers if key == f"access-control-{name}".lower()] == [value]


def test_a_documented_permission_is_none(tmp_path: Path) -> None:
    """An origin that is refused gets no permission from an example in the document."""
    for origins in ((), ("https://app.example",)):
        reply = shelves(tmp_path, *origins).ask("GET", "/shelves", headers={"Origin": "https://evil.example"})
        assert reply.status == 204
        assert not [key for key, _ in reply.raw_headers if key.startswith("access-control-")]


def test_who_names_no_origin_gets_what_is_documented(tmp_path: Path) -> None:
    """For what is no browser they are headers as any."""
    assert shelves(tmp_path).ask("GET", "/shelves").headers["access-control-allow-origin"] == "*"
