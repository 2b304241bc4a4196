"""Browsers' calls from other origins (Fetch standard, section 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.middleware.cors import CORSMiddleware

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Receive, Scope, Send


class Cors:
    """Cross-origin resource sharing for requests that come from a browser; the others pass by.

    ``own`` tells of a path whether it is a page of the server's own: those are for no other origin. A private network
    is opened to origins that are named alone.
    """

    def __init__(self, app: ASGIApp, origins: tuple[str, ...], own: Callable[[str], bool]) -> None:
        self.app = app
        self._own = own
        self.cors = CORSMiddleware(
            app,
            allow_origins=list(origins),
            allow_methods=["*"],
            allow_headers=["*"],
            expose_headers=["*"],
            allow_credentials="*" not in origins,
            allow_private_network="*" not in origins,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Starlette answer preflights and add headers where the request names its origin (Fetch, section 3.3)."""
        if scope["type"] == "http":
            for name, _ in scope["headers"]:
                if name == b"origin" and not self._own(scope["path"]):
                    await self.cors(scope, receive, send)
                    return
        await self.app(scope, receive, send)
