"""One request on its way through the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.json_types import JSON


class Call:
    """What the middlewares have learned of a request, as plain values.

    ``path``, ``query``, ``header`` and ``cookie`` hold the typed values of declared parameters, by the names that the
    document gives them; ``body`` is the decoded body, or MISSING, ``content`` its octets where they are at hand;
    ``status`` is that of the answer that is being made; ``told`` is what became of the record: a word, the store's
    collection, and its key or how many there were.
    """

    __slots__ = (
        "body", "content", "cookie", "header", "headers", "method", "path", "query", "query_string", "status", "told",
        "url",
    )  # fmt: skip

    def __init__(
        self,
        method: str,
        url: str,
        headers: JSON,
        query_string: bytes = b"",
        parameters: Sequence[dict[str, JSON]] = (),
    ) -> None:
        self.method = method
        self.url = url
        self.headers = headers
        self.query_string = query_string
        self.path, self.query, self.header, self.cookie = parameters or ({}, {}, {}, {})
        self.body: JSON = MISSING
        self.content: bytes | None = None
        self.status = 0
        self.told: tuple[str, str, JSON] | None = None

    @property
    def origin(self) -> str:
        """The server as the client addressed it, such as ``http://localhost:8000``."""
        host = next((value.decode("latin-1") for name, value in self.headers if name == b"host"), "localhost")
        return f"http://{host}"
