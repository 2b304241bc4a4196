"""Faults at the edges of an API key's fields: what is good is refused, what is bad is accepted."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.planted import Change, several
from tests.target.changes import Table, fails, given, lax, needed, spared, strict
from tests.target.exchange import ISSUE
from tests.target.fields import is_moment

if TYPE_CHECKING:
    from collections.abc import Callable


def _takes(name: str, kind: type, turn: Callable[[Any], Any]) -> Change:
    """An API key's field may be of ``kind``, which becomes what ``turn`` makes of it."""

    def edit(sent: dict[str, Any]) -> None:
        if name in sent and isinstance(sent[name], kind):
            sent[name] = turn(sent[name])

    return several(lax(ISSUE, name, lambda value: isinstance(value, kind)), given(ISSUE, edit))


def _expires(accepts: Callable[[str], bool]) -> Change:
    return lax(ISSUE, "expires_at", lambda value: isinstance(value, str) and accepts(value))


def _never_expires(refuses: Callable[[str], bool]) -> Change:
    return strict(ISSUE, "expires_at", lambda value: isinstance(value, str) and refuses(value))


def _is_past(text: str) -> bool:
    return text < datetime.now(UTC).isoformat()


API_KEY_EDGES: Table = {
    "api-key-name-missing-accepted": (
        "An API key's name may be left out.",
        spared(ISSUE, "name", lambda: "Unnamed"),
    ),
    "api-key-name-null-accepted": (
        "An API key's name may be null.",
        _takes("name", type(None), lambda value: ""),
    ),
    "api-key-name-number-accepted": ("An API key's name may be a number.", _takes("name", int, str)),
    "api-key-name-empty-refused": (
        "An API key's name may not be empty.",
        strict(ISSUE, "name", lambda name: name == ""),
    ),
    "api-key-name-over-64-fails": (
        "An API key's name longer than 64 characters is a 500.",
        fails(ISSUE, lambda service, call: len(call.sent["name"]) > 64),
    ),
    "api-key-name-beyond-ascii-fails": (
        "An API key's name in another script is a 500.",
        fails(ISSUE, lambda service, call: not call.sent["name"].isascii()),
    ),
    "scopes-text-accepted": ("Scopes may be one string.", _takes("scopes", str, str.split)),
    "scopes-numbers-accepted": (
        "Scopes may be numbers.",
        _takes("scopes", list, lambda items: [*map(str, items)]),
    ),
    "scopes-object-accepted": ("Scopes may be an object.", _takes("scopes", dict, list)),
    "scopes-null-accepted": ("Scopes may be null.", _takes("scopes", type(None), lambda value: [])),
    "scopes-empty-refused": (
        "An empty list of scopes is refused.",
        strict(ISSUE, "scopes", lambda items: not items),
    ),
    "scopes-required": ("Scopes have to be given.", needed(ISSUE, "scopes")),
    "scopes-of-one-refused": (
        "A list of one scope is refused.",
        strict(ISSUE, "scopes", lambda v: len(v) == 1),
    ),
    "scopes-repeated-refused": (
        "The same scope twice is refused.",
        strict(ISSUE, "scopes", lambda items: len(set(items)) < len(items)),
    ),
    "scopes-unknown-refused": (
        "Only scopes of tools are known.",
        strict(ISSUE, "scopes", lambda items: any(not item.startswith("tools:") for item in items)),
    ),
    "expiry-null-refused": (
        "A null expires_at is refused.",
        strict(ISSUE, "expires_at", lambda v: v is None),
    ),
    "expiry-required": ("expires_at has to be given.", needed(ISSUE, "expires_at")),
    "expiry-past-refused": ("An expires_at in the past is refused.", _never_expires(_is_past)),
    "expiry-with-offset-refused": (
        "An expires_at has to be in UTC.",
        _never_expires(lambda t: t[-1] not in "Zz"),
    ),
    "expiry-with-fraction-refused": ("An expires_at has no fraction.", _never_expires(lambda t: "." in t)),
    "expiry-bad-accepted": ("Anything is an expires_at.", _expires(lambda text: True)),
    "expiry-date-accepted": ("An expires_at may be a date.", _expires(lambda t: is_moment(f"{t}T00:00:00Z"))),
    "expiry-without-zone-accepted": (
        "An expires_at needs no zone.",
        _expires(lambda text: is_moment(text + "Z")),
    ),
    "expiry-number-accepted": ("An expires_at may be a number.", _takes("expires_at", int, str)),
    "expiry-impossible-accepted": (
        "An expires_at may be a day that no month has.",
        _expires(lambda text: is_moment(re.sub(r"-\d\dT", "-01T", re.sub(r"-\d\d-", "-01-", text, count=1)))),
    ),
    "expiry-empty-accepted": ("An expires_at may be empty.", _expires(lambda text: text == "")),
}
