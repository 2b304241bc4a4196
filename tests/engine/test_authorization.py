"""Credentials in the forms of RFC 9110 section 11.4, and Digest by the examples of RFC 7616."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import TYPE_CHECKING

import pytest

from mock_server.engine import authorization
from tests.documents.asking import Mock, answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_AWS = "AWS4-HMAC-SHA256 Credential=AKID/20240321/eu/s3/aws4_request,   SignedHeaders=host;x-amz-date, Signature=fe5f"


def _guarded(folder: Path, scheme: str, *keys: str) -> Mock:
    tree = document(
        {"/a": {"get": {**answering({"type": "string"}), "security": [{"s": []}]}}},
        components={"securitySchemes": {"s": {"type": "http", "scheme": scheme}}},
    )
    return mock(folder, tree, keys=keys)


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ("AWS4-HMAC-SHA256", _AWS),
        ("hmac", 'HMAC  id = "a, b" ,\tmac="c\\"d", , ts=1'),
        ("hoba", 'hoba result="a.b.c"'),
        ("vapid", "vapid t=eyJ.x.y, k=BD-3"),
        ("custom", "Custom abc/DEF+1=="),
        ("anonymous", "Anonymous"),
        ("bearer", "bearer  abc.def"),
    ],
)
def test_credentials_of_any_form_are_let_in(scheme: str, sent: str, tmp_path: Path) -> None:
    """A token, parameters with blanks around their commas, or the scheme's name alone."""
    assert _guarded(tmp_path, scheme).ask("GET", "/a", headers={"authorization": sent}).status == 200


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ("hmac", "HMAC a b"),
        ("hmac", 'HMAC id="a'),
        ("hmac", "HMAC id=a id2=b"),
        ("hmac", "HMAC id=a, id=b"),
        ("hmac", "Other id=a"),
        ("digest", 'Digest username="a"'),
        ("digest", "Digest abc"),
        ("bearer", "Bearer"),
        ("bearer", "Bearer a b"),
    ],
)
def test_what_is_no_form_of_credentials_is_refused(scheme: str, sent: str, tmp_path: Path) -> None:
    """Two words, an open quote, a parameter twice, another scheme, a Digest without its parts."""
    assert _guarded(tmp_path, scheme).ask("GET", "/a", headers={"authorization": sent}).status == 401


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_the_examples_of_digest_hold(algorithm: str, response: str) -> None:
    """RFC 7616 section 3.9.1; another password, method or response does not."""
    given = (
        'username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=' + algorithm + ","
        ' nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, qop=auth,'
        f' cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", response="{response}"'
    ).encode()
    assert authorization.digest(given) == given
    assert authorization.is_digest_of(given, b"Mufasa:Circle of Life", "GET")
    assert not authorization.is_digest_of(given, b"Mufasa:Circle", "GET")
    assert not authorization.is_digest_of(given, b"Scar:Circle of Life", "GET")
    assert not authorization.is_digest_of(given, b"Mufasa:Circle of Life", "PUT")


def test_who_answers_the_challenge_of_digest_is_let_in(tmp_path: Path) -> None:
    """With the nonce of the challenge and the right password; with another one not."""

    def digest(text: str) -> str:
        return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()

    asked = _guarded(tmp_path, "Digest", "ann:secret")
    challenge = asked.ask("GET", "/a").headers["www-authenticate"]
    found = re.fullmatch(r'Digest realm="(.+?)", qop="auth", algorithm=MD5, nonce="(\w{16,})"', challenge)
    assert found is not None
    realm, nonce = found.groups()
    for password, status in (("secret", 200), ("other", 401)):
        response = digest(f"{digest(f'ann:{realm}:{password}')}:{nonce}:00000001:c:auth:{digest('GET:/a')}")
        sent = f'Digest username="ann", realm="{realm}", nonce="{nonce}", uri="/a", qop=auth, nc=00000001, cnonce="c"'
        reply = asked.ask("GET", "/a", headers={"authorization": f'{sent}, response="{response}"'})
        assert reply.status == status


def test_a_key_without_a_colon_is_a_user_without_a_password(tmp_path: Path) -> None:
    """As services do that take an API key as the user of Basic."""
    asked = _guarded(tmp_path, "basic", "key1")
    for pair, status in ((b"key1:", 200), (b"key1:x", 401), (b"key2:", 401)):
        header = "Basic " + base64.b64encode(pair).decode()
        assert asked.ask("GET", "/a", headers={"authorization": header}).status == status


@pytest.mark.parametrize(
    "text", [b'a="' + b"\\" * 50_000, b"," * 50_000, b"a=b," * 20_000 + b"?", b" ," * 30_000 + b'"']
)
def test_long_credentials_are_read_in_a_row(text: bytes) -> None:
    """No form makes the reader look twice at a part."""
    assert authorization.any_form(text) is None
