"""A request as the board sees it, the reply it makes, and its one form of errors (RFC 9457)."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.target_crud.routes import Route

PROBLEM = "application/problem+json"


@dataclass(slots=True)
class Call:
    """One request. ``route`` is None where the document has none; ``path`` holds the raw texts of its parameters.

    ``given`` is what parameters mean once they are read, by name; ``sent`` the members of the body.
    """

    method: str
    target: str
    route: Route | None
    path: dict[str, str]
    headers: Mapping[str, str]
    raw: bytes
    given: dict[str, Any] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()

    @property
    def operation(self) -> str:
        """The operationId, empty where the document has none."""
        return self.route.operation if self.route is not None else ""

    @property
    def query(self) -> str:
        """The query as it came."""
        return self.target.partition("?")[2]


@dataclass(slots=True)
class Reply:
    """What goes back: ``body`` as JSON unless ``raw`` is set; no body at all where both are None."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None

    @property
    def ok(self) -> bool:
        """Whether this is a success."""
        return 200 <= self.status < 300


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None) -> Reply:
    """A refusal; ``errors`` is left out when None."""
    body: dict[str, Any] = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    body["detail"] = detail
    if errors is not None:
        body["errors"] = errors
    return Reply(status, body, {"Content-Type": PROBLEM})


def violation(pointer: str, detail: str) -> dict[str, str]:
    """One entry of ``errors``."""
    return {"pointer": pointer, "detail": detail}
