"""What stands behind the scheme's name in ``Authorization``: tokens, lists of parameters, Basic, Digest.

RFC 9110 section 11.4 (credentials), RFC 7617 (Basic), RFC 7616 (Digest).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

REALM = "mock"

_TOKEN68 = re.compile(rb"[A-Za-z0-9\-._~+/]+=*")
_ELEMENT = re.compile(rb'(?:[^",]|"(?:[^"\\]|\\.)*+")+', re.DOTALL)
_PARAMETER = re.compile(
    rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(?:\"((?:[^\"\\]|\\.)*+)\"|([^\s\",]+))", re.DOTALL
)
_QUOTED_PAIR = re.compile(rb"\\(.)", re.DOTALL)
_DIGEST = (b"username", b"nonce", b"uri", b"response")
_HASHES: dict[bytes, Callable[[bytes], str]] = {
    b"MD5": lambda data: hashlib.md5(data, usedforsecurity=False).hexdigest(),
    b"SHA-256": lambda data: hashlib.sha256(data).hexdigest(),
    b"SHA-512-256": lambda data: hashlib.new("sha512_256", data).hexdigest(),
}


def parameters(text: bytes) -> dict[bytes, bytes] | None:
    """The parameters of a list such as ``a=b, c="d"`` by lower-case name, None where it is none.

    Blanks may stand around commas and equals signs, and elements may be empty. A value without quotes may hold what
    AWS writes into it (``/`` and ``;``), which is more than a token.
    """
    found: dict[bytes, bytes] = {}
    place = 0
    for element in _ELEMENT.finditer(text):
        if text[place : element.start()].strip(b", \t"):
            return None
        place = element.end()
        inner = element[0].strip(b" \t")
        if not inner:
            continue
        pair = _PARAMETER.fullmatch(inner)
        if pair is None or pair[1].lower() in found:
            return None
        value = _QUOTED_PAIR.sub(rb"\1", pair[2]) if pair[2] is not None else pair[3]
        found[pair[1].lower()] = value
    return found if found and not text[place:].strip(b", \t") else None


def any_form(text: bytes) -> bytes | None:
    """``text`` where it is a token, a list of parameters, or nothing: a scheme may say all by its name."""
    return (text or b"-") if not text or _TOKEN68.fullmatch(text) or parameters(text) is not None else None


def token(text: bytes) -> bytes | None:
    """``text`` where it is one word."""
    return text if text and b" " not in text else None


def basic(text: bytes) -> bytes | None:
    """User and password, with a colon between them."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded if b":" in decoded else None


def digest(text: bytes) -> bytes | None:
    """``text`` where it has what Digest needs."""
    found = parameters(text)
    return text if found is not None and all(name in found for name in _DIGEST) else None


def is_same(given: bytes, key: bytes, _method: str) -> bool:
    """Whether a credential is the key."""
    return hmac.compare_digest(given, key)


def is_basic_of(given: bytes, key: bytes, _method: str) -> bool:
    """Whether user and password are the key; a key without a colon is a user without a password."""
    return hmac.compare_digest(given, key if b":" in key else key + b":")


def is_digest_of(given: bytes, key: bytes, method: str) -> bool:
    """Whether a Digest response was made of the key, which is ``user:password`` (RFC 7616 section 3.4.1)."""
    found = parameters(given) or {}
    algorithm = found.get(b"algorithm", b"MD5").upper()
    make = _HASHES.get(algorithm.removesuffix(b"-SESS"))
    if make is None:
        return False
    user, _, password = key.partition(b":")
    nonce, client = found[b"nonce"], found.get(b"cnonce", b"")
    secret = make(b":".join((user, found.get(b"realm", REALM.encode()), password))).encode()
    if algorithm.endswith(b"-SESS"):
        secret = make(b":".join((secret, nonce, client))).encode()
    quality = found.get(b"qop")
    between = (nonce, found.get(b"nc", b""), client, quality) if quality else (nonce,)
    methods = (method, "HEAD") if method == "GET" else (method,)
    asked = [make(name.encode() + b":" + found[b"uri"]).encode() for name in methods]
    wanted = [make(b":".join((secret, *between, hashed))).encode() for hashed in asked]
    answered = found[b"response"].lower()
    return hmac.compare_digest(found[b"username"], user) and any(hmac.compare_digest(answered, each) for each in wanted)


def challenge(scheme: str, seed: str) -> str:
    """The value of ``WWW-Authenticate`` that asks for this scheme; a nonce follows from ``seed``."""
    if scheme != "digest":
        return f'{scheme.capitalize()} realm="{REALM}"'
    nonce = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:32]
    return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{nonce}"'
