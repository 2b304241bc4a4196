"""The console: a page for people at the admin API's own prefix. Its files hold no data, so they need no token.

Nothing is loaded from elsewhere, and nothing may frame it (Content Security Policy Level 3).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mock_server.engine.answers import Answer

_PAGE = "console.html"
_FOLDER = "console/"
_TYPES = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "svg": b"image/svg+xml",
}
_POLICY = b"; ".join(
    (
        b"default-src 'none'",
        b"script-src 'self'",
        b"style-src 'self'",
        b"img-src 'self'",
        b"connect-src 'self'",
        b"base-uri 'none'",
        b"form-action 'none'",
        b"frame-ancestors 'none'",
    )
)


def console_file(path: str, prefix: str) -> Answer | None:
    """The answer to a GET of ``path``; None where it is none of the console's."""
    if path == prefix:
        return Answer(307, ((b"location", f"{prefix}/".encode()), (b"content-length", b"0")), b"")
    below = path.removeprefix(f"{prefix}/")
    name = _PAGE if not below else below.removeprefix(_FOLDER) if below.startswith(_FOLDER) else ""
    body = _files().get(name)
    if body is None:
        return None
    headers = (
        (b"content-type", _TYPES[name.rpartition(".")[2]]),
        (b"content-length", b"%d" % len(body)),
        (b"content-security-policy", _POLICY),
        (b"cross-origin-opener-policy", b"same-origin"),
    )
    return Answer(200, headers, body)


@cache
def _files() -> dict[str, bytes]:
    folder = Path(__file__).with_name("console")
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.rpartition(".")[2] in _TYPES}
