"""The pairs of queries, forms and cookies: divided in one place, for who reads them and who leaves the rest alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.exchange import Request
from contracts.traffic.credentials import Credentials
from contracts.traffic.mock import RemoteMock
from mock_server.openapi import load_document, percent

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.text(), st.sampled_from("&;"))
def test_pairs_are_the_text_again(text: str, mark: str) -> None:
    """Whoever changes one value leaves all others to the letter."""
    assert mark.join(pair.text for pair in percent.pairs(text, mark)) == text


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=4))
def test_what_is_joined_is_read_again(items: list[tuple[str, str]]) -> None:
    """Names and values are encoded and decoded alike."""
    assert [(pair.name, pair.value) for pair in percent.pairs(percent.joined(items))] == items
    assert Request("GET", f"/a?{percent.joined(items)}").query == items


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('prefs={"a":1}; sid=k1', {"prefs": ['{"a":1}'], "sid": ["k1"]}),
        ("utm[source]=x;flag; _ga@x=1;sid=a=b", {"utm[source]": ["x"], "_ga@x": ["1"], "sid": ["a=b"]}),
        ("a=1; a=2; %FF=3; n%61me=4", {"a": ["1", "2"], "name": ["4"]}),
        ("", {}),
    ],
)
def test_cookies(header: str, found: dict[str, list[str]]) -> None:
    """A cookie is a pair between semicolons (RFC 6265 section 5.4), whatever its name; what is no pair is none."""
    assert percent.cookies(header) == found
    assert Request("GET", "/", (("Cookie", header),)).cookies == found


@pytest.mark.parametrize(("cookie", "verdict"), [("k1", True), ('"k1"', True), ("k2", False), ("", False)])
def test_a_key_in_a_cookie_is_judged_as_the_mock_judges_it(tmp_path: Path, cookie: str, verdict: bool) -> None:
    """Quotes around a value are none of it (RFC 6265 section 4.1.1)."""
    (tmp_path / "api.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
        "components: {securitySchemes: {key: {type: apiKey, in: cookie, name: 's[id]'}}}\n"
        "paths: {/a: {get: {security: [{key: []}], responses: {'200': {description: d}}}}}\n",
        "utf-8",
    )
    document = load_document(tmp_path / "api.yaml")
    request = Request("GET", "/a", (("Cookie", f'prefs={{"a":1}}; s[id]={cookie}'),))
    assert Credentials(document, {"key": "k1"}).verdict(request, document.operations[0]) is verdict


def test_a_running_mock_is_shown_its_own_key() -> None:
    """Our key becomes the mock's in header and query, however it is encoded; what only looks like it stays."""
    mock = RemoteMock("http://127.0.0.1:9", {"key": "a b"}, "m&k")
    sent = mock._translated(Request("GET", "/a%20b?k=a+b&x=a%20b&y=a+bc", (("Authorization", "Bearer a b"),)))
    assert sent.target == "/a%20b?k=m%26k&x=m%26k&y=a+bc"
    assert sent.headers == (("Authorization", "Bearer m&k"),)


def test_a_form_is_written_as_browsers_write_it() -> None:
    """A space as `+`, a plus percent-encoded; a query has `%20`, which nobody reads otherwise."""
    items = [("a b", "1 2"), ("c", "x+y&z")]
    assert percent.form(items) == "a+b=1+2&c=x%2By%26z"
    assert percent.joined(items) == "a%20b=1%202&c=x%2By%26z"
    assert [(pair.name, pair.value) for pair in percent.pairs(percent.form(items))] == items
