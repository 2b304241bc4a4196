"""Which credentials a mock accepts, as it tells people and its own page.

A key that the user gave is a secret and is told nowhere; one that the document names for local use is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.engine.security import ANY

if TYPE_CHECKING:
    from mock_server.engine.api import Api
    from mock_server.engine.security import Scheme


def named_keys(api: Api) -> tuple[str, ...]:
    """The credentials that the document itself names; none where the user gave others or nothing is checked."""
    if api.settings.keys:
        return ()
    return tuple(dict.fromkeys(key.decode() for scheme in api.schemes.values() for key in scheme.accepted))


def accepted(api: Api) -> str:
    """Whom the mock lets in, in a few words."""
    if not api.schemes:
        return "anybody" if api.settings.auth else "anybody (--auth off)"
    if api.settings.keys:
        return f"the {len(api.settings.keys)} credential(s) given by --key, --key-file or MOCK_KEYS"
    if named := named_keys(api):
        return f"{', '.join(named)}  (from the document, for local use; change it with --key-file)"
    return "any well-formed credential, for none is configured (set one with --key-file)"


def filled_in(api: Api) -> list[dict[str, Any]]:
    """What Swagger UI is told, one object a scheme: ``name``, ``schema`` and ``value``, or the ``cookie`` to set.

    Of each operation the first alternative, since the page sends all that it knows; empty where the user gave keys.
    """
    if api.settings.keys:
        return []
    first = [operation.security[0] for operation in api.document.operations if operation.security]
    wanted = dict.fromkeys(need.scheme for alternative in first for need in alternative)
    return [_filled(api, api.schemes[name]) for name in wanted if name in api.schemes]


def _filled(api: Api, scheme: Scheme) -> dict[str, Any]:
    raw = api.document.security_schemes[scheme.name]
    key = scheme.accepted[0].decode() if scheme.accepted else ANY
    found: dict[str, Any] = {"name": scheme.name, "schema": raw, "value": key}
    if raw.get("type") == "apiKey" and raw.get("in") == "cookie":
        found["cookie"] = f"{raw.get('name')}={key}; path={api.base_path or '/'}; SameSite=Strict"
    if raw.get("type") == "http" and str(raw.get("scheme")).lower() == "basic":
        name, _, word = key.partition(":")
        found["value"] = {"username": name, "password": word}
    return found
