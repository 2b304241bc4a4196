"""Every form in which a secret may travel or be echoed.

As it is, percent-encoded (RFC 3986 section 2.1, and as a form field), as in a JSON string, escaped for HTML, reversed,
in hexadecimal, and in base32 and base64 (RFC 4648), the latter at each of the three alignments, so that it is found
inside `user:secret` too. Forms that differ in case alone are given once: secrets are sought whatever their case.
"""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

ENCODED_FROM = 6
"""The length from which a secret is sought in base64, hexadecimal and reversed; shorter ones are words of their own."""


def forms(secret: str) -> list[str]:
    """Every form of ``secret`` that is sought, itself first, in lower case, without repetition."""
    if not secret:
        return []
    found = [
        secret,
        quote(secret, safe="", errors="surrogatepass"),
        quote(secret, errors="surrogatepass"),
        quote_plus(secret, errors="surrogatepass"),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1].replace("/", "\\/"),
        html.escape(secret),
        html.escape(secret, quote=False),
        secret.upper(),
        secret.lower(),
    ]
    if len(secret) >= ENCODED_FROM:
        data = secret.encode("utf-8", "surrogatepass")
        pairs = [f"{byte:02x}" for byte in data]
        found += (secret[::-1], *(sign.join(pairs) for sign in ("", ":", "-", " ")))
        found += ("".join(f"{sign}{pair}" for pair in pairs) for sign in ("%", "\\x"))
        found.append(base64.b32encode(data).decode().rstrip("="))
        for text in _base64_forms(data):
            found += (text, text.replace("+", "-").replace("/", "_"), quote(text, safe=""))
    return list(dict.fromkeys(map(lower, found)))


def shortened_forms(secret: str) -> list[str]:
    """The forms of which a part already gives the secret away: itself, reversed, in hexadecimal and in base64."""
    data = secret.encode("utf-8", "surrogatepass")
    encoded = base64.b64encode(data).decode().rstrip("=")
    return list(dict.fromkeys(map(lower, (secret, secret[::-1], data.hex(), encoded[: len(data) * 8 // 6]))))


def lower(text: str) -> str:
    """``text`` with the letters of ASCII in lower case: never of another length, as `str.lower` may be."""
    return text.lower() if text.isascii() else text.translate(_LOWER)


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def _base64_forms(data: bytes) -> list[str]:
    """The characters of base64 that ``data`` alone decides, after 0, 1 or 2 other bytes."""
    found = []
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).decode()
        found.append(text[(0, 2, 3)[before] : (before + len(data)) * 8 // 6])
    return found
