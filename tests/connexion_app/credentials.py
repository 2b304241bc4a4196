"""The credentials that Connexion's own security asks, and a handler of the user's own."""

from __future__ import annotations

from typing import Any

KEY = "connexion-key"


def bearer(token: str) -> dict[str, Any] | None:
    """Let in one token."""
    return {"sub": "user"} if token == KEY else None


def api_key(key: str, required_scopes: list[str] | None = None) -> dict[str, Any] | None:
    """Let in one key."""
    return {"sub": "user"} if key == KEY else None


def version() -> dict[str, str]:
    """A handler that an operationId names."""
    return {"version": "mine"}
