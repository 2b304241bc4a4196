"""A request as the service sees it and the reply it makes, with the documented error bodies."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import Headers, MultiDict

CREATE, ISSUE, DELETE = "createClient", "createApiKey", "deleteClient"

_ERRORS = {
    400: ("Bad Request", "Something in this request is not acceptable"),
    401: ("Unauthorized", "An admin key is needed here"),
    404: ("Not Found", "Nothing is known under this address"),
    405: ("Method Not Allowed", "This address does not take that method"),
    409: ("Conflict", "This can't be reconciled with what is stored"),
    413: ("Content Too Large", "The body is longer than this service reads"),
    415: ("Unsupported Media Type", "Only application/json is read here"),
    429: ("Too Many Requests", "Slow down"),
    500: ("Internal Server Error", "The service failed"),
    503: ("Service Unavailable", "The service is busy"),
}


@dataclass(slots=True)
class Call:
    """One request; ``operation`` is None where the document has none, ``sent`` its body or parameters."""

    operation: str | None
    method: str
    target: str
    headers: Headers
    query: MultiDict[str, str]
    cookies: Mapping[str, str]
    raw: bytes
    client_id: str = ""
    sent: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Reply:
    """What goes back: ``body`` as JSON unless ``raw`` is set; ``dropped`` closes the connection instead."""

    status: int
    body: Any
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    chunked: bool = False
    dropped: bool = False

    @property
    def ok(self) -> bool:
        """Whether this is a success."""
        return 200 <= self.status < 300


def refusal(status: int, details: object = None) -> Reply:
    """An error in the documented form; ``details`` is left out when None."""
    error, message = _ERRORS.get(status, ("Error", "This was refused"))
    body: dict[str, Any] = {"error": error, "message": message, "code": status}
    if details is not None:
        body["details"] = details
    return Reply(status, body)


def violation(field_name: str, message: str) -> dict[str, str]:
    """One entry of the ``details`` of a 400."""
    return {"field": field_name, "message": message}
