"""Whether a running mock has an admin API, where, and with which token; or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mock_server.errors import UsageError
from mock_server.server.hosts import is_loopback
from mock_server.values import unguessable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.engine.api import Api
    from mock_server.settings import Settings


class Opening(NamedTuple):
    """Where the admin API is and the token that it wants; ``closed`` says why there is none."""

    prefix: str
    token: str = ""
    closed: str = ""


def opening(apis: Iterable[Api], settings: Settings, address: str) -> Opening:
    """How the admin API is opened on a server that listens on ``address``.

    Raises UsageError where the settings ask for one that can't be.
    """
    prefix = settings.admin_prefix
    if settings.admin == "off":
        return Opening(prefix, closed="--admin off")
    closed = closed_by(apis, prefix)
    if not closed and not settings.admin_token and not is_loopback(address):
        closed = f"this server listens on {address}, which others reach; give a token with $MOCK_ADMIN_TOKEN"
    if closed and settings.admin == "on":
        raise UsageError(f"the admin API can't be opened: {closed}")
    return Opening(prefix, "" if closed else settings.admin_token or unguessable(), closed)


def closed_by(apis: Iterable[Api], prefix: str) -> str:
    """Why these documents leave no place for the admin API at ``prefix``; empty where they do."""
    if any(_is_below(path, prefix) for api in apis for path in _paths(api)):
        return f"the document has paths below {prefix}; choose another place with --admin-prefix"
    return ""


def _paths(api: Api) -> Iterable[str]:
    for operation in api.document.operations:
        for base in operation.base_paths:
            yield api.prefix + base + operation.path


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith((f"{prefix}/", f"{prefix}?", f"{prefix}#"))
