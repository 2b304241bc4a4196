"""What is served beside the API: documents, a page for each to try it, a page that names them all, and 404.

All of it is for the server's own origin alone: scripts come from files of their own, nothing is loaded from elsewhere,
nothing can be framed or embedded (Content Security Policy Level 3; Fetch standard, Cross-Origin-Resource-Policy).
"""

from __future__ import annotations

import html
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mock_server.engine.answers import Answer
from mock_server.openapi.reading.json_text import dump_json
from mock_server.server.accepted_credentials import accepted, filled_in, named_keys
from mock_server.server.asgi import SANDBOX_PATH, respond
from mock_server.server.first_step import in_a_task
from mock_server.server.sandbox_names import PREFIX

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mock_server.engine.api import Api

DOCUMENT = "/openapi.json"
PAGE = "/ui/"
ASTERISK = "*"
"""The request target of what is asked of the server as a whole."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_OWN = (
    (b"content-security-policy", _POLICY.encode()),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
_JSON, _HTML = b"application/json", b"text/html; charset=utf-8"
_OURS = {"initializer.js": b"text/javascript; charset=utf-8", "page.css": b"text/css; charset=utf-8"}
_SWAGGER_UI = ("swagger-ui-bundle.js", "swagger-ui.css", "favicon-32x32.png", "favicon-16x16.png")


class Pages:
    """The ASGI application behind the API's operations. ``console`` is where that is, empty where there is none.

    All of it is there once more for each sandbox, below the path that names it, unless the document has such paths
    (``prefixed``): what is asked from a page there is asked in that sandbox.
    """

    def __init__(self, apis: tuple[Api, ...], console: str = "", *, prefixed: bool = True) -> None:
        self.apis = apis
        self._console = console
        self.prefixed = prefixed

    def owns(self, path: str) -> bool:
        """Whether a path is that of a document or a page, not of the API."""
        if self.prefixed and path.startswith(PREFIX):
            path = f"/{path.removeprefix(PREFIX).partition('/')[2]}"
        if path == "/":
            return all(api.router.match(path, "GET")[0] is None for api in self.apis)
        return any(
            below == DOCUMENT or below == PAGE.rstrip("/") or below.startswith(PAGE) for _, below in self._below(path)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a document, a page or its files; 404 in the API's own error shape."""
        await in_a_task()
        within = scope.get(SANDBOX_PATH, "")
        path = unquote(scope["raw_path"].decode("latin-1")) if within else scope["path"]
        if path == ASTERISK:
            await respond(scope, send, Answer(204, ((b"allow", self._methods),), b""))
            return
        if scope["method"] in ("GET", "HEAD"):
            if path == "/":
                await respond(scope, send, _own(_HTML, self._front(within)))
                return
            for api, below in self._below(path):
                if below.startswith(PAGE) and below.removeprefix(PAGE) in _SWAGGER_UI:
                    await self._file(scope, receive, send, below.removeprefix(PAGE))
                    return
                if answer := _page(api, below, within):
                    await respond(scope, send, answer)
                    return
        near = max(self.apis, key=lambda api: len(api.base_path) if path.startswith(api.base_path + "/") else -1)
        await respond(scope, send, near.fallback.answer(404, f"There is no path {path[:200]}"))

    def _below(self, path: str) -> list[tuple[Api, str]]:
        """The documents whose base path this path is below, with the rest of it."""
        return [(api, path[len(api.base_path) :]) for api in self.apis if path.startswith(f"{api.base_path}/")]

    def _front(self, within: str) -> bytes:
        sections = [_filled("api.html", _facts(api, within)) for api in self.apis]
        facts = {
            "title": html.escape(", ".join(api.document.title for api in self.apis)),
            "files": html.escape(within + self.apis[0].base_path + PAGE),
            "apis": "\n".join(sections),
            "console": _filled("console_link.html", {"console": html.escape(self._console)}) if self._console else "",
        }
        return _filled("front.html", facts).encode()

    @cached_property
    def _methods(self) -> bytes:
        """Every method that something on this server has (RFC 9110 section 9.3.7)."""
        documented = {operation.method for api in self.apis for operation in api.document.operations}
        return ", ".join(sorted({*documented, "GET", "HEAD", "OPTIONS"})).encode()

    @cached_property
    def _files(self) -> Any:
        from starlette.staticfiles import StaticFiles

        return StaticFiles(directory=swagger_ui_folder())

    async def _file(self, scope: Scope, receive: Receive, send: Send, name: str) -> None:
        response = await self._files.get_response(name, scope)
        response.raw_headers.extend(_OWN)
        await response(scope, receive, send)


def swagger_ui_folder() -> Path:
    """Where the package that carries Swagger UI keeps its files; it is found, not run, since it would load Flask."""
    found = find_spec("flask_swagger_ui")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("flask_swagger_ui is not installed, which carries the files of Swagger UI")
    return Path(found.origin).parent / "dist"


def _page(api: Api, below: str, within: str) -> Answer | None:
    """What stands at a path below a document's base path, but for the files of Swagger UI."""
    if below == DOCUMENT:
        return _own(_JSON, api.served_document(within))
    if below == PAGE.rstrip("/"):
        return Answer(307, ((b"location", (within + api.base_path + PAGE).encode()), (b"content-length", b"0")), b"")
    if below == PAGE:
        return _own(_HTML, _filled("docs.html", _facts(api, within)).encode())
    name = below.removeprefix(PAGE)
    if name == "credentials.json":
        return _own(_JSON, dump_json(filled_in(api)))
    return _own(_OURS[name], _text(name).encode()) if name in _OURS else None


def _facts(api: Api, within: str) -> dict[str, str]:
    keys = " ".join(f"<code>{html.escape(key)}</code>" for key in named_keys(api))
    return {
        "title": html.escape(api.document.title),
        "page": html.escape(within + api.base_path + PAGE),
        "document": html.escape(within + api.base_path + DOCUMENT),
        "bases": ", ".join(f"<code>{html.escape(within + base or '/')}</code>" for base in api.base_paths),
        "accepted": f"{keys} from the document, for local use" if keys else html.escape(accepted(api)),
    }


def _filled(name: str, facts: dict[str, str]) -> str:
    return Template(_text(name)).substitute(facts)


def _text(name: str) -> str:
    return (Path(__file__).parent / "page" / name).read_text("utf-8")


def _own(content_type: bytes, body: bytes) -> Answer:
    """An answer of the server itself, which no other origin may read, embed or frame."""
    headers = ((b"content-type", content_type), (b"content-length", b"%d" % len(body)), *_OWN)
    return Answer(200, headers, body)
