"""What is served beside the API: the document, a page to try it, and 404 for everything else."""

from __future__ import annotations

import html
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine.answers import Answer
from mock_server.server.asgi import respond

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mock_server.engine.api import Api

DOCUMENT = "/openapi.json"
PAGE = "/ui/"

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="swagger-ui.css"><link rel="icon" href="favicon-32x32.png"></head>
<body><div id="ui"></div><script src="swagger-ui-bundle.js"></script>
<script>
  // The bundled page renders OpenAPI 3.0; a later document is shown as one.
  fetch("{document}").then(answer => answer.json()).then(spec => {{
    if (!/^3[.]0[.]/.test(spec.openapi)) spec.openapi = "3.0.3";
    SwaggerUIBundle({{spec, dom_id: "#ui", deepLinking: true, persistAuthorization: true}});
  }});
</script>
</body></html>
"""


class Pages:
    """The ASGI application behind the API's operations."""

    def __init__(self, apis: tuple[Api, ...]) -> None:
        self.apis = apis

    def owns(self, path: str) -> bool:
        """Whether a path is that of a document or a page, not of the API."""
        for api in self.apis:
            below = path.removeprefix(api.base_path) if path.startswith(f"{api.base_path}/") else ""
            if below == DOCUMENT or below == PAGE.rstrip("/") or below.startswith(PAGE):
                return True
        return False

    @cached_property
    def _files(self) -> Any:
        from starlette.staticfiles import StaticFiles
        from swagger_ui_bundle import swagger_ui_path

        return StaticFiles(directory=str(swagger_ui_path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the document, the page or its files; 404 in the API's own error shape."""
        if scope["type"] != "http":
            return
        path, method = scope["path"], scope["method"]
        for api in self.apis:
            if method in ("GET", "HEAD") and path.startswith(api.base_path + "/"):
                below = path[len(api.base_path) :]
                if below == DOCUMENT:
                    await respond(scope, send, _ok(b"application/json", api.served_document()))
                    return
                if below == PAGE.rstrip("/"):
                    location = (b"location", (api.base_path + PAGE).encode())
                    await respond(scope, send, Answer(307, (location, (b"content-length", b"0")), b""))
                    return
                if below == PAGE:
                    title = html.escape(api.document.title)
                    page = _PAGE.format(title=title, document=html.escape(api.base_path + DOCUMENT))
                    await respond(scope, send, _ok(b"text/html; charset=utf-8", page.encode()))
                    return
                if below.startswith(PAGE) and below.endswith((".js", ".css", ".png")):
                    await self._file(scope, receive, send, below.removeprefix(PAGE))
                    return
        near = max(self.apis, key=lambda api: len(api.base_path) if path.startswith(api.base_path + "/") else -1)
        await respond(scope, send, near.fallback.answer(404, f"There is no path {path[:200]}"))

    async def _file(self, scope: Scope, receive: Receive, send: Send, name: str) -> None:
        from starlette.exceptions import HTTPException

        try:
            response = await self._files.get_response(name, scope)
        except HTTPException:
            await respond(scope, send, self.apis[0].fallback.answer(404, "There is no such file"))
            return
        await response(scope, receive, send)


def _ok(content_type: bytes, body: bytes) -> Answer:
    headers = ((b"content-type", content_type), (b"content-length", b"%d" % len(body)))
    return Answer(200, headers, body)
